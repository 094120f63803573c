import { describe, expect, it } from 'vitest';
import { parsePkcs11Uri } from '../../../../src/adapters/pkcs11/pkcs11Uri.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';

const parsed = (uri: string) => parsePkcs11Uri(uri, '/nhà');

function refusal(uri: string): string {
  try {
    parsed(uri);
    return 'parsed';
  } catch (error) {
    return error instanceof CongvanError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe('a PKCS #11 URI (RFC 7512)', () => {
  it('names token, key, library, PIN file and certificates; letters stand as they are or in UTF-8', () => {
    const uri =
      'pkcs11:token=Văn%20thư;serial=5400;manufacturer=VGCA;model=M1;slot-id=3;object=Kh%C3%B3a%3B1;id=%01%FFa;type=private' +
      '?module-path=lib/token.so&pin-source=file:bí%20mật.pin&x-cert=ca.pem&x-cert=/gốc.pem';
    expect(parsed(uri)).toEqual({
      token: { label: 'Văn thư', serial: '5400', manufacturer: 'VGCA', model: 'M1', slotId: 3 },
      object: { label: 'Khóa;1', id: Buffer.from([1, 0xff, 0x61]) },
      modulePath: '/nhà/lib/token.so',
      pinFile: '/nhà/bí mật.pin',
      certificates: ['/nhà/ca.pem', '/gốc.pem'],
    });
  });

  it('may leave out everything but the library', () => {
    expect(parsed('pkcs11:?module-path=/a.so')).toEqual({
      token: {
        label: undefined,
        serial: undefined,
        manufacturer: undefined,
        model: undefined,
        slotId: undefined,
      },
      object: { label: undefined, id: undefined },
      modulePath: '/a.so',
      pinFile: undefined,
      certificates: [],
    });
  });

  it('takes pin-source as file:PATH, file:///PATH and a plain path', () => {
    for (const source of ['file:/p/pin', 'file:///p/pin', '/p/pin']) {
      expect(parsed(`pkcs11:?module-path=/a.so&pin-source=${source}`).pinFile).toBe('/p/pin');
    }
  });

  it.each([
    ['keyfile:a', 'does not begin with pkcs11:'],
    ['pkcs11:token=a', 'module-path names the PKCS #11 library'],
    ['pkcs11:token=a;token=b?module-path=/a.so', 'token stands twice'],
    ['pkcs11:library-version=3?module-path=/a.so', 'knows only token, serial'],
    ['pkcs11:token?module-path=/a.so', 'knows only token, serial'],
    ['pkcs11:slot-id=x?module-path=/a.so', 'slot-id is a decimal number'],
    ['pkcs11:type=public?module-path=/a.so', 'type=public signs nothing'],
    ['pkcs11:token=%zz?module-path=/a.so', 'two hexadecimal digits'],
    ['pkcs11:?module-path=/a.so?x', 'more than one ?'],
    ['pkcs11:?module-path=/a.so&pin-source=|cat%20pin', 'pin-source is file:PATH'],
    ['pkcs11:?module-path=/a.so&pin-source=https://x/pin', 'pin-source is file:PATH'],
    ['pkcs11:?module-path=/a.so&module-name=b', 'knows only module-path'],
  ])('%s is CONFIG_INVALID: %s', (uri, detail) => {
    expect(refusal(uri)).toContain('CONFIG_INVALID');
    expect(refusal(uri)).toContain(detail);
  });

  it('refuses a PIN in the address without repeating it', () => {
    const said = refusal('pkcs11:token=a?module-path=/a.so&pin-value=97531');
    expect(said).toContain('CONFIG_INVALID');
    expect(said).not.toContain('97531');
  });
});
