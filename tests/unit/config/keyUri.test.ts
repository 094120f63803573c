import { describe, expect, it } from 'vitest';
import { absoluteKeyUri, secretFilesOf } from '../../../src/config/keyUri.ts';

describe('the URI of a key', () => {
  it.each([
    ['keyfile:keys/a.p12', 'keyfile:/nhà/keys/a.p12'],
    [
      'keyfile:keys/a.pem?cert=keys/a.crt&cert=/ca.pem',
      'keyfile:/nhà/keys/a.pem?cert=/nhà/keys/a.crt&cert=/ca.pem',
    ],
    [
      'pkcs11:token=VGCA;id=%01?module-path=lib/t.so&pin-source=file:pin&x-cert=ca.pem',
      'pkcs11:token=VGCA;id=%01?module-path=/nhà/lib/t.so&pin-source=/nhà/pin&x-cert=/nhà/ca.pem',
    ],
    ['pkcs11:token=a?pin-source=https://x&module-path', 'pkcs11:token=a?pin-source=https://x&module-path'],
    [
      'csc:https://a.example/csc/v2?client=c&client-secret=s&otp=/o&ca=ca.pem',
      'csc:https://a.example/csc/v2?client=c&client-secret=/nhà/s&otp=/o&ca=/nhà/ca.pem',
    ],
  ])('%s has absolute paths', (uri, absolute) => {
    expect(absoluteKeyUri(uri, '/nhà')).toBe(absolute);
    expect(absoluteKeyUri(absolute, '/khác')).toBe(absolute);
  });

  it('keeps what is special in the name of the home', () => {
    expect(absoluteKeyUri('csc:https://a/csc?otp=o', '/a&b')).toBe('csc:https://a/csc?otp=/a%26b/o');
  });

  it.each([
    ['keyfile:/keys/b%C3%AD%20m%E1%BA%ADt.p12?cert=/a.crt', ['/keys/bí mật.p12']],
    ['pkcs11:token=a?module-path=/t.so&pin-source=file:///pin', ['/pin']],
    [
      'csc:https://a/csc?client-secret=/s&refresh-token=/r&otp=/o&ca=/ca&cert=/c&key=/k',
      ['/s', '/r', '/o', '/k'],
    ],
    ['keyfile:/a%zz', ['/a%zz']],
  ])('%s names secret files', (uri, files) => {
    expect(secretFilesOf(uri)).toEqual(files);
  });
});
