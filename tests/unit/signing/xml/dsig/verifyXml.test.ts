import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ValidationReport } from '../../../../../src/signing/report.ts';
import { certificatesOfXml } from '../../../../../src/signing/verifyXml.ts';
import { devCertificate } from '../../devPki.ts';
import {
  ENVELOPED,
  EXCLUSIVE,
  envelopedSample,
  judgeXml,
  PERSON,
  privateKeyOf,
  signXmlAs,
  x509Data,
} from './maker.ts';

function only({ signatures }: ValidationReport) {
  const [signature, another] = signatures;
  if (signature === undefined || another !== undefined) throw new Error(`${signatures.length} signatures`);
  return signature;
}

const codes = (report: ValidationReport) => only(report).reasons.map(({ code }) => code);

describe('sound signatures', () => {
  test('enveloped: the whole file', async () => {
    const report = await judgeXml(envelopedSample());
    expect(report).toMatchObject({ kind: 'xml', indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(only(report)).toMatchObject({
      ...{ format: 'XML-DSig', level: null, cryptography: 'INTACT', coverage: 'WHOLE-FILE' },
      ...{ role: 'person', modifications: 'NONE', signed: [{ name: '', extent: 'WHOLE' }] },
      chain: { status: 'VALID' },
      revocation: { status: 'GOOD' },
    });
  });
  test('enveloping: the objects are the file', async () => {
    const objects = '<ds:Object Id="o1"><Body>x</Body></ds:Object>';
    const xml = signXmlAs({ references: [{ uri: '#o1' }], objects }, (signature) => signature);
    expect(await judgeXml(xml)).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
  });
  test('enveloping base64: what is decoded is signed', async () => {
    const objects = '<ds:Object Id="o1">S8OtbmggZ+G7rWk=</ds:Object>';
    const transforms = ['http://www.w3.org/2000/09/xmldsig#base64'];
    const xml = signXmlAs({ references: [{ uri: '#o1', transforms }], objects }, (signature) => signature);
    expect(await judgeXml(xml)).toMatchObject({ documentUnchanged: true });
    expect(await judgeXml(xml.replace('S8Ot', 'S8Ou'))).toMatchObject({ documentUnchanged: false });
  });
  test('detached files come from the resolver, and only from there', async () => {
    const resolve = (uri: string) => (uri === 'a%20b.txt' ? Buffer.from('nội dung') : undefined);
    const references = [{ uri: 'a%20b.txt', transforms: [] }];
    const xml = signXmlAs({ references, resolve }, (signature) => signature);
    const report = await judgeXml(xml, { resolve });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(only(report).signed).toEqual([{ name: 'a%20b.txt', extent: 'WHOLE' }]);
    const without = await judgeXml(xml);
    expect(without).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(only(without)).toMatchObject({
      subIndication: 'SIGNED_DATA_NOT_FOUND',
      cryptography: 'UNSUPPORTED',
    });
    const changed = await judgeXml(xml, { resolve: () => Buffer.from('khác') });
    expect(only(changed)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
  });
  test.each([
    ['a:XAdESSignatures', 'http://uri.etsi.org/02918/v1.2.1#', true],
    ['a:Anything', 'http://uri.etsi.org/02918/v1.2.1#', false],
  ])('in a container %s: everything is covered: %#', async (name, namespace, expected) => {
    const resolve = () => Buffer.from('nội dung');
    const xml = signXmlAs(
      { references: [{ uri: 'a.txt', transforms: [] }], resolve },
      (signature) => `<${name} xmlns:a="${namespace}">${signature}</${name}>`,
    );
    expect((await judgeXml(xml, { resolve })).documentUnchanged).toBe(expected);
  });
  test('two parallel signatures that leave each other out', async () => {
    const transform =
      '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>';
    const references = [{ uri: '', transforms: [transform, EXCLUSIVE] }];
    const one = signXmlAs({ id: 'one', references }, (signature) => `<Doc><B/>${signature}</Doc>`);
    const both = signXmlAs({ id: 'two', references, signer: 'H29.12/seal' }, (signature) =>
      one.replace('</Doc>', `${signature}</Doc>`),
    );
    const report = await judgeXml(both);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures.map(({ role }) => role)).toEqual(['person', 'agency']);
  });
  test('a signed element in a document is a part, and the document does not pass by it', async () => {
    const xml = signXmlAs(
      { references: [{ uri: '#c' }] },
      (signature) => `<Doc><C Id="c">x</C>${signature}</Doc>`,
    );
    const report = await judgeXml(xml);
    expect(only(report)).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', coverage: 'PARTIAL', modifications: 'UNKNOWN' },
      signed: [{ name: '#c', extent: 'PART' }],
    });
    expect(codes(report)).toContain('XML_PART_ONLY');
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
  });
  test('processing instructions beside the root are part of the document', async () => {
    const xml = signXmlAs(
      { references: [{ uri: '#d', transforms: [ENVELOPED, EXCLUSIVE] }] },
      (signature) => `<?xml-stylesheet href="x.xsl"?><Doc Id="d">x${signature}</Doc>`,
    );
    expect(codes(await judgeXml(xml))).toContain('XML_OUTSIDE_ROOT_UNSIGNED');
  });
  test('P-256 and P-384: r || s, not DER', async () => {
    for (const [namedCurve, name] of [
      ['P-256', '256'],
      ['P-384', '384'],
      ['P-521', '512'],
    ] as const) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const shape = {
        algorithm: `http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha${name}`,
        keyInfo: `<k:DEREncodedKeyValue xmlns:k="http://www.w3.org/2009/xmldsig11#">${spki}</k:DEREncodedKeyValue>`,
      };
      const by = (dsaEncoding: 'der' | 'ieee-p1363') => (octets: Uint8Array) =>
        sign(`sha${name}`, octets, { key: privateKey, dsaEncoding });
      const raw = only(await judgeXml(envelopedSample({ ...shape, value: by('ieee-p1363') })));
      expect(raw).toMatchObject({ cryptography: 'INTACT', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' });
      const der = only(await judgeXml(envelopedSample({ ...shape, value: by('der') })));
      expect(der).toMatchObject({ cryptography: 'BROKEN', subIndication: 'SIG_CRYPTO_FAILURE' });
    }
  });
  test('Ed25519', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const xml = envelopedSample({
      algorithm: 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519',
      keyInfo: `<k:DEREncodedKeyValue xmlns:k="http://www.w3.org/2009/xmldsig11#">${spki}</k:DEREncodedKeyValue>`,
      value: (octets) => sign(null, octets, privateKey),
    });
    expect(only(await judgeXml(xml)).cryptography).toBe('INTACT');
  });
  test('SHA-1 is intact and not accepted', async () => {
    const xml = envelopedSample({
      algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      value: (octets) => sign('sha1', octets, privateKeyOf(PERSON)),
    });
    expect(only(await judgeXml(xml))).toMatchObject({
      ...{ cryptography: 'INTACT', indication: 'INDETERMINATE' },
      subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    });
  });
});

describe('comments', () => {
  test('are not signed, and told', async () => {
    const xml = envelopedSample().replace(/<\/(\w+)>\s*$/, '<!-- ai đó --></$1><!-- thêm -->');
    const report = await judgeXml(xml);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.reasons).toEqual([{ code: 'XML_COMMENTS_UNSIGNED', text: expect.stringContaining('2') }]);
  });
});

describe('a document without signature', () => {
  test('says so', async () => {
    const report = await judgeXml('<Doc/>');
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false, signatures: [] });
    expect(report.reasons.map(({ code }) => code)).toEqual(['XML_NO_SIGNATURE']);
  });
  test('certificates are found wherever they stand', () => {
    const found = certificatesOfXml(Buffer.from(envelopedSample()));
    expect(found.map((der) => Buffer.from(der))).toEqual([Buffer.from(devCertificate(PERSON))]);
  });
});

describe('what is not supported is named and never passes', () => {
  test.each([
    ['http://www.w3.org/TR/1999/REC-xslt-19991116', 'xslt'],
    ['http://www.w3.org/2002/06/xmldsig-filter2', 'filter2'],
    ['http://www.w3.org/TR/1999/REC-xpath-19991116', 'xpath'],
    ['http://example.org/unknown', 'unknown'],
  ])('transform %s', async (algorithm, name) => {
    const inner = algorithm.includes('TR/1999/REC-xpath') ? '<ds:XPath>true()</ds:XPath>' : '';
    const transform = `<ds:Transform Algorithm="${algorithm}">${inner}</ds:Transform>`;
    const xml = envelopedSample({ references: [{ uri: '', transforms: [ENVELOPED, transform] }] });
    const report = await judgeXml(xml);
    expect(only(report)).toMatchObject({ indication: 'INDETERMINATE', cryptography: 'UNSUPPORTED' });
    expect(only(report).reasons[0]?.text).toContain(name);
  });
  test.each([['#xpointer(//Body)'], ['#element(/1)'], ["#xpointer(id('a')|id('b'))"]])(
    'XPointer %s',
    async (uri) => {
      const report = await judgeXml(envelopedSample({ references: [{ uri }] }));
      expect(only(report)).toMatchObject({ cryptography: 'UNSUPPORTED', signed: [] });
      expect(codes(report)).toContain('XML_FEATURE_UNSUPPORTED');
    },
  );
  test.each([
    ['#xpointer(/)', 'WHOLE-FILE'],
    ["#xpointer(id('d'))", 'WHOLE-FILE'],
    ['#xpointer(id("b"))', 'PARTIAL'],
  ])('XPointer %s is understood', async (uri, coverage) => {
    const transforms = uri.includes('b') ? [EXCLUSIVE] : [ENVELOPED, `${EXCLUSIVE}WithComments`];
    const escaped = uri.replaceAll('"', '&quot;');
    const xml = signXmlAs(
      { references: [{ uri: escaped, transforms }] },
      (signature) => `<Doc Id="d"><B Id="b">x<!--c--></B>${signature}</Doc>`,
    );
    expect(only(await judgeXml(xml))).toMatchObject({ cryptography: 'INTACT', coverage });
  });
  test.each([
    ['RetrievalMethod', '<ds:RetrievalMethod URI="#k"/>'],
    ['KeyInfoReference', '<k:KeyInfoReference xmlns:k="http://www.w3.org/2009/xmldsig11#" URI="#k"/>'],
    ['RetrievalMethod beside a certificate', `<ds:RetrievalMethod URI="#k"/>${x509Data(PERSON)}`],
  ])('KeyInfo: %s', async (_, keyInfo) => {
    const report = await judgeXml(envelopedSample({ keyInfo }));
    expect(only(report)).toMatchObject({ indication: 'INDETERMINATE', cryptography: 'UNSUPPORTED' });
    expect(codes(report)).toContain('XML_FEATURE_UNSUPPORTED');
  });
});
