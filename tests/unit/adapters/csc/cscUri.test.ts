import { describe, expect, it } from 'vitest';
import { parseCscUri } from '../../../../src/adapters/csc/cscUri.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';

function refusal(uri: string): string {
  try {
    parseCscUri(uri, '/nhà');
    return 'parsed';
  } catch (error) {
    return error instanceof CongvanError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe('a CSC URI', () => {
  it('names service, credential and who we are; relative paths start from the folder', () => {
    const uri =
      'csc:https://ky.example:8443/csc/v2/?credential=GX%20012&client=congvan&client-secret=bí%20mật&refresh-token=/r' +
      '&oauth=https://login.example/&otp=otp.txt&ca=ca.pem&cert=tls.pem&key=tls.key';
    expect(parseCscUri(uri, '/nhà')).toEqual({
      service: 'https://ky.example:8443/csc/v2',
      oauth: 'https://login.example',
      credential: 'GX 012',
      client: 'congvan',
      clientSecretFile: '/nhà/bí mật',
      refreshTokenFile: '/r',
      otpFile: '/nhà/otp.txt',
      caFile: '/nhà/ca.pem',
      clientTls: { certificateFile: '/nhà/tls.pem', keyFile: '/nhà/tls.key' },
    });
  });

  it('needs the service and the client only', () => {
    const location = parseCscUri('csc:https://a.example/csc/v2?client=c', '/');
    expect([location.oauth, location.credential, location.clientTls]).toEqual([
      'https://a.example/csc/v2',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['keyfile:a', 'does not begin with csc:'],
    ['csc:nowhere', 'wanted csc:https://HOST'],
    ['csc:http://a.example/csc/v2?client=c', 'only https'],
    ['csc:https://a.example/csc/v2?client=c&oauth=http://b.example', 'only https'],
    ['csc:https://a.example/csc/v2', 'client=ID is missing'],
    ['csc:https://a.example/csc/v2?client=c&client=d', 'client stands twice'],
    ['csc:https://a.example/csc/v2?client=c&cert=a', 'cert and key go together'],
    ['csc:https://a.example/csc/v2?client=%zz', 'two hexadecimal digits'],
  ])('%s is CONFIG_INVALID: %s', (uri, detail) => {
    expect(refusal(uri)).toContain('CONFIG_INVALID');
    expect(refusal(uri)).toContain(detail);
  });

  it.each([
    'csc:https://a.example/csc/v2?client=c&client_secret=97531',
    'csc:https://a.example/csc/v2?client=c&pin=97531',
    'csc:https://user:97531@a.example/csc/v2?client=c',
  ])('refuses a secret in the address without repeating it: %s', (uri) => {
    expect(refusal(uri)).toContain('CONFIG_INVALID');
    expect(refusal(uri)).not.toContain('97531');
  });
});
