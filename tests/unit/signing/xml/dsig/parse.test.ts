import { describe, expect, test } from 'vitest';
import { readXml } from '../../../../../src/kernel/xml/document.ts';
import { parseSignature } from '../../../../../src/signing/xml/dsig/parse.ts';
import { fromBase64 } from '../../../../../src/signing/xml/dsig/strict.ts';
import { EXCLUSIVE, envelopedSample } from './maker.ts';

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s.exec(envelopedSample())?.[0] ?? '';

function parse(xml: string) {
  return parseSignature(readXml(Buffer.from(xml)).root);
}

describe('a signature by its schema', () => {
  test('every part once and in its place', () => {
    const parsed = parse(SIGNATURE);
    expect(parsed).toMatchObject({ id: 'sig', algorithm: { kind: 'rsa-pkcs1', digest: 'SHA-256' } });
    expect(parsed.method).toEqual({ kind: 'exclusive', withComments: false, prefixes: [] });
    expect(parsed.references[0]).toMatchObject({
      ...{ id: 'r1', uri: '', type: undefined, digest: 'SHA-256' },
      transforms: [{ kind: 'enveloped' }, { kind: 'c14n' }],
    });
    expect(parsed.value.length).toBe(256);
  });
  test('prefixes to treat inclusively', () => {
    const inclusive = `<i:InclusiveNamespaces xmlns:i="${EXCLUSIVE}" PrefixList="a\n#default  b"/>`;
    const method = `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"`;
    const xml = SIGNATURE.replace(`${method}/>`, `${method}>${inclusive}</ds:CanonicalizationMethod>`);
    expect(parse(xml).method.prefixes).toEqual(['a', '', 'b']);
  });
  test.each([
    ['an attribute missing', SIGNATURE.replace(/Algorithm="[^"]*"/, ''), 'XML_SIGNATURE_INVALID'],
    [
      'another order',
      SIGNATURE.replace(/(<ds:DigestMethod[^>]*>)(.*?<\/ds:DigestValue>)/s, '$2$1'),
      'XML_SIGNATURE_INVALID',
    ],
    ['an unknown digest', SIGNATURE.replace('xmlenc#sha256', 'xmlenc#sha999'), 'XML_SIGNATURE_UNSUPPORTED'],
    ['an unknown method', SIGNATURE.replaceAll(EXCLUSIVE, 'u:none'), 'XML_SIGNATURE_UNSUPPORTED'],
  ])('%s', (_, xml, code) => {
    expect(xml).not.toBe(SIGNATURE);
    expect(() => parse(xml)).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  ['QUI=', 'AB'],
  [' Q\nU\tI = ', 'AB'],
  ['', ''],
  ['QUI', undefined],
  ['QUI=QUI=', undefined],
  ['QU-_', undefined],
  ['=', undefined],
])('base64 %j', (text, expected) => {
  expect(fromBase64(text)?.toString()).toBe(expected);
});
