/** Known attacks on XML signatures, made here: each must be refused, or told as the part that it is. */
import { createHmac, hash, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SignatureReport, ValidationReport } from '../../../../../src/signing/report.ts';
import {
  ENVELOPED,
  EXCLUSIVE,
  envelopedSample,
  judgeXml,
  PROPERTIES_TYPE,
  privateKeyOf,
  propertiesXml,
  type ReferenceShape,
  SHA256,
  signXmlAs,
  x509Data,
  xadesSample,
} from './maker.ts';

function first({ signatures }: ValidationReport): SignatureReport {
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

const codes = (report: ValidationReport) => first(report).reasons.map(({ code }) => code);

async function expectBroken(xml: string, code: string): Promise<void> {
  const report = await judgeXml(xml);
  expect(codes(report)).toContain(code);
  expect(first(report).cryptography).toBe('BROKEN');
  expect(report).toMatchObject({ documentUnchanged: false });
  expect(report.indication).not.toBe('TOTAL-PASSED');
}

/** Like SAML: an assertion that signs itself. */
const ASSERTION = { uri: '#a1', transforms: [ENVELOPED, EXCLUSIVE] };
const assertion = (signature: string, inner = '<Name>honest</Name>', id = 'a1') =>
  `<Assertion Id="${id}">${signature}${inner}</Assertion>`;
const response = signXmlAs({ references: [ASSERTION] }, (s) => `<Response>${assertion(s)}</Response>`);
const [, honest = ''] = /(<Assertion.*<\/Assertion>)/s.exec(response) ?? [];
const [, seal = ''] = /(<ds:Signature.*<\/ds:Signature>)/s.exec(response) ?? [];
const bare = honest.replace(seal, '');
const EVIL = '<Name>evil</Name>';

describe('signature wrapping: the signature stays intact on what was moved, and that is told', () => {
  const withObject = (inner: string) =>
    seal.replace('</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`);
  test.each([
    [
      'XSW1: the original inside the signature of a forged parent',
      `<Response Id="evil">${withObject(bare)}${EVIL}</Response>`,
    ],
    ['XSW2: the original beside the signature', `<Response Id="evil">${bare}${seal}${EVIL}</Response>`],
    [
      'XSW3: the forged one before the original',
      `<Response><Assertion Id="e">${EVIL}</Assertion>${honest}</Response>`,
    ],
    [
      'XSW4: the original inside the forged one',
      `<Response><Assertion Id="e">${EVIL}${honest}</Assertion></Response>`,
    ],
    [
      'XSW5: the signature in the forged one',
      `<Response><Assertion Id="e">${seal}${EVIL}</Assertion>${bare}</Response>`,
    ],
    [
      'XSW6: the original in the signature of the forged one',
      `<Response><Assertion Id="e">${withObject(bare)}${EVIL}</Assertion></Response>`,
    ],
    [
      'XSW7: in an extension',
      `<Response><Ext><Assertion Id="e">${EVIL}</Assertion></Ext>${honest}</Response>`,
    ],
    [
      'XSW8: the original in an object',
      `<Response><Assertion Id="e">${EVIL}${withObject(bare)}</Assertion></Response>`,
    ],
  ])('%s', async (_, xml) => {
    const report = await judgeXml(xml);
    expect(first(report).coverage).toBe('PARTIAL');
    expect(report).toMatchObject({
      indication: expect.not.stringMatching('PASSED'),
      documentUnchanged: false,
    });
    if (first(report).cryptography === 'INTACT') {
      expect(first(report).signed).toEqual([{ name: '#a1', extent: 'PART' }]);
      expect(codes(report)).toContain('XML_PART_ONLY');
    }
  });
  test.each([
    ['beside it', `<Response>${honest}<Assertion Id="a1">${EVIL}</Assertion></Response>`],
    ['around it', `<Response><Assertion Id="a1">${EVIL}${honest}</Assertion></Response>`],
    ['as ID', `<Response>${honest}<Assertion ID="a1">${EVIL}</Assertion></Response>`],
    ['as id', `<Response>${honest}<Assertion id="a1">${EVIL}</Assertion></Response>`],
    ['as xml:id', `<Response>${honest}<Assertion xml:id="a1">${EVIL}</Assertion></Response>`],
    [
      'as wsu:Id',
      `<Response xmlns:wsu="u:wsu">${honest}<Assertion wsu:Id="a1">${EVIL}</Assertion></Response>`,
    ],
  ])('a second element of the same identifier %s', async (_, xml) => {
    await expectBroken(xml, 'XML_DUPLICATE_ID');
  });
  test('two signatures of one identifier', async () => {
    const xml = envelopedSample().replace('</Doc>', '<Evil Id="sig"/></Doc>');
    await expectBroken(xml, 'XML_DUPLICATE_ID');
  });
});

describe('the parts of a signature', () => {
  const sound = envelopedSample();
  const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(sound)?.[0] ?? '';
  test.each([
    ['two SignedInfo', sound.replace(info, info + info)],
    [
      'a SignedInfo in an object and none in its place',
      sound.replace(info, '').replace('</ds:Signature>', `<ds:Object>${info}</ds:Object></ds:Signature>`),
    ],
    ['a second SignedInfo in KeyInfo', sound.replace('</ds:KeyInfo>', `${info}</ds:KeyInfo>`)],
    [
      'a second SignedInfo in an object',
      sound.replace('</ds:Signature>', `<ds:Object>${info}</ds:Object></ds:Signature>`),
    ],
    ['an element before SignedInfo', sound.replace(info, `<evil/>${info}`)],
    ['SignedInfo in another namespace', sound.replaceAll('ds:SignedInfo', 'SignedInfo')],
    ['two SignatureValue', sound.replace(/(<ds:SignatureValue.*<\/ds:SignatureValue>)/, '$1$1')],
    ['a comment in DigestValue', sound.replace(/<ds:DigestValue>(.{4})/, '<ds:DigestValue>$1<!--x-->')],
    ['an element in DigestValue', sound.replace(/<ds:DigestValue>(.{4})/, '<ds:DigestValue>$1<x/>')],
    ['a comment in SignatureValue', sound.replace(/(<ds:SignatureValue[^>]*>.{8})/, '$1<!--x-->')],
    ['an instruction in DigestValue', sound.replace(/<ds:DigestValue>(.{4})/, '<ds:DigestValue>$1<?x?>')],
    ['text between the parts', sound.replace('<ds:SignatureValue', 'x<ds:SignatureValue')],
    ['two DigestValue', sound.replace(/(<ds:DigestValue>.*<\/ds:DigestValue>)/, '$1$1')],
    ['no reference', sound.replace(/<ds:Reference.*<\/ds:Reference>/s, '')],
  ])('%s', async (_, xml) => {
    expect(xml).not.toBe(sound);
    await expectBroken(xml, 'XML_SIGNATURE_MALFORMED');
  });
  test('one changed character of the value', async () => {
    const xml = sound.replace(/(<ds:SignatureValue[^>]*>)(.)/, (_, tag, c) => tag + (c === 'A' ? 'B' : 'A'));
    await expectBroken(xml, 'XML_SIGNATURE_VALUE_WRONG');
  });
  test('one changed character of the document', async () => {
    await expectBroken(sound.replace('Kính', 'Kinh'), 'XML_REFERENCE_CHANGED');
  });
  test('an attribute, a declaration, an element added', async () => {
    for (const [from, to] of [
      ['<Body>', '<Body x="1">'],
      ['<Body>', '<Body xmlns="u:x">'],
      ['<Body>', '<x/><Body>'],
    ]) {
      await expectBroken(sound.replace(from ?? '', to ?? ''), 'XML_REFERENCE_CHANGED');
    }
  });
});

describe('keys', () => {
  test('KeyInfo swapped for another certificate', async () => {
    const xml = envelopedSample().replace(x509Data('H29.12/person'), x509Data('H29.13/person'));
    await expectBroken(xml, 'XML_SIGNATURE_VALUE_WRONG');
  });
  test("an attacker's own key in place of the certificate is nobody's", async () => {
    const signer = 'odd/foreign-person';
    const xml = envelopedSample({
      signer,
      algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
      value: (octets) => sign('sha256', octets, { key: privateKeyOf(signer), dsaEncoding: 'ieee-p1363' }),
    });
    expect(first(await judgeXml(xml))).toMatchObject({
      ...{ cryptography: 'INTACT', indication: 'INDETERMINATE' },
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    });
  });
  test('a certificate of another key beside a key that verifies', async () => {
    const value = (octets: Uint8Array) => hash('sha256', octets, 'buffer');
    await expectBroken(envelopedSample({ value }), 'XML_SIGNATURE_VALUE_WRONG');
  });
  test.each([['hmac-sha1'], ['hmac-sha256'], ['hmac-sha512']])(
    '%s with the public key as secret',
    async (name) => {
      const space =
        name === 'hmac-sha1'
          ? 'http://www.w3.org/2000/09/xmldsig#'
          : 'http://www.w3.org/2001/04/xmldsig-more#';
      const xml = envelopedSample({
        algorithm: space + name,
        value: (octets) => createHmac(name.slice(5), 'secret').update(octets).digest(),
      });
      const report = await judgeXml(xml);
      expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
      expect(codes(report)).toEqual(['XML_HMAC_REFUSED']);
    },
  );
  test('HMACOutputLength that leaves nothing to check (CVE-2009-0217)', async () => {
    const algorithm = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
    const sound = envelopedSample({ algorithm, value: () => Buffer.alloc(0) });
    const method = `<ds:SignatureMethod Algorithm="${algorithm}">`;
    const xml = sound.replace(
      `${method.slice(0, -1)}/>`,
      `${method}<ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>`,
    );
    expect(xml).not.toBe(sound);
    expect(codes(await judgeXml(xml))).toEqual(['XML_HMAC_REFUSED']);
  });
});

describe('transforms and references', () => {
  const base64 = 'http://www.w3.org/2000/09/xmldsig#base64';
  test('a digest of nothing where canonicalisation could have failed', async () => {
    const sound = envelopedSample();
    const nothing = hash('sha256', '', 'base64');
    const xml = sound
      .replace(/<ds:DigestValue>[^<]*/, `<ds:DigestValue>${nothing}`)
      .replace('<Body>', '<Body xmlns="relative">');
    await expectBroken(xml, 'XML_REFERENCE_CHANGED');
  });
  test.each([
    ['enveloped twice over nothing', [{ uri: '#sig', transforms: [ENVELOPED, EXCLUSIVE] }]],
    ['enveloped after octets', [{ uri: '', transforms: [EXCLUSIVE, ENVELOPED] }]],
    ['base64 of what is none', [{ uri: '#b', transforms: [base64] }]],
  ] satisfies [string, ReferenceShape[]][])('%s', async (_, references) => {
    const xml = signXmlAs({ references }, (s) => `<Doc><B Id="b">%</B>${s}</Doc>`);
    await expectBroken(xml, 'XML_SIGNATURE_MALFORMED');
  });
  test('an object that is added to the signature is told', async () => {
    const xml = envelopedSample().replace('</ds:Signature>', '<ds:Object>evil</ds:Object></ds:Signature>');
    const report = await judgeXml(xml);
    expect(codes(report)).toContain('XML_OBJECT_UNSIGNED');
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
  });
  test('something put beside the properties in their object is told', async () => {
    const xml = xadesSample().replace('</x:QualifyingProperties>', '</x:QualifyingProperties><evil/>');
    expect(codes(await judgeXml(xml))).toContain('XML_OBJECT_UNSIGNED');
  });
  test('signatures left out of another file leave a part of it', async () => {
    const transform =
      '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>';
    const resolve = () =>
      Buffer.from('<a><s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#">evil</s:Signature></a>');
    const xml = signXmlAs(
      { references: [{ uri: 'a.xml', transforms: [transform, EXCLUSIVE] }], resolve },
      (s) => s,
    );
    const report = await judgeXml(xml, { resolve });
    expect(first(report).signed).toEqual([{ name: 'a.xml', extent: 'PART' }]);
  });
  test('more references and more work than allowed', async () => {
    const many = Array.from({ length: 2_001 }, () => ({ uri: '#b' }));
    const xml = signXmlAs({ references: many }, (s) => `<Doc><B Id="b"/>${s}</Doc>`);
    expect(codes(await judgeXml(xml))).toEqual(['XML_FEATURE_UNSUPPORTED']);
  });
  test('an external file that is no XML where it should be', async () => {
    const resolve = () => Buffer.from('<!DOCTYPE a><a/>');
    const xml = signXmlAs({ references: [{ uri: 'a.xml' }], resolve }, (s) => s);
    const report = await judgeXml(xml, { resolve });
    expect(codes(report)).toContain('XML_NO_CANONICAL_FORM');
    expect(first(report).cryptography).toBe('BROKEN');
  });
});

describe('manifests', () => {
  const entry = (uri: string, bytes: string) =>
    `<ds:Reference URI="${uri}"><ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue>${hash('sha256', bytes, 'base64')}</ds:DigestValue></ds:Reference>`;
  const object = (entries: string) => `<ds:Object><ds:Manifest Id="m">${entries}</ds:Manifest></ds:Object>`;
  const references = [{ uri: '#m', type: 'http://www.w3.org/2000/09/xmldsig#Manifest' }];
  const files: Readonly<Record<string, string>> = { 'a.txt': 'a', 'b.txt': 'b' };
  const resolve = (uri: string) => (files[uri] === undefined ? undefined : Buffer.from(files[uri] ?? ''));
  const sound = signXmlAs(
    { references, objects: object(entry('a.txt', 'a') + entry('b.txt', 'b')) },
    (s) => s,
  );

  test('every entry is judged', async () => {
    const report = await judgeXml(sound, { resolve });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(first(report).signed).toContainEqual({ name: 'b.txt', extent: 'WHOLE' });
  });
  test('an entry whose file was changed', async () => {
    const report = await judgeXml(sound, { resolve: (uri) => resolve(uri === 'b.txt' ? 'a.txt' : uri) });
    expect(codes(report)).toContain('XML_MANIFEST_ENTRY_CHANGED');
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  });
  test('an entry whose file is not there leaves it open', async () => {
    const report = await judgeXml(sound);
    expect(codes(report)).toContain('XML_MANIFEST_ENTRY_OUTSIDE');
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(first(report)).toMatchObject({ cryptography: 'INTACT', subIndication: 'SIGNED_DATA_NOT_FOUND' });
  });
  test('a manifest that was swapped', async () => {
    const xml = sound.replace(entry('b.txt', 'b'), entry('b.txt', 'evil'));
    await expectBroken(xml, 'XML_REFERENCE_CHANGED');
  });
  test('the signed one moved away, a forged one in its place', async () => {
    const manifest = /<ds:Manifest.*<\/ds:Manifest>/s.exec(sound)?.[0] ?? '';
    const forged = manifest.replace('Id="m"', 'Id="e"').replace(entry('b.txt', 'b'), '');
    const xml = sound.replace(manifest, `${forged}<w><ds:Object>${manifest}</ds:Object></w>`);
    await expectBroken(xml, 'XML_REFERENCE_TYPE_WRONG');
  });
});

describe('XAdES properties', () => {
  test('that no reference signs', async () => {
    await expectBroken(envelopedSample({ objects: propertiesXml({}) }), 'XADES_PROPERTIES_NOT_SIGNED');
  });
  test('signed by a reference without the type', async () => {
    const references = [{ uri: '', id: 'r1', transforms: [ENVELOPED, EXCLUSIVE] }, { uri: '#props-sig' }];
    await expectBroken(xadesSample({}, { references }), 'XADES_PROPERTIES_NOT_SIGNED');
  });
  test('where only their text is signed', async () => {
    const base64 = 'http://www.w3.org/2000/09/xmldsig#base64';
    const references = [
      { uri: '', id: 'r1', transforms: [ENVELOPED, EXCLUSIVE] },
      { uri: '#props-sig', type: PROPERTIES_TYPE, transforms: [base64] },
    ];
    const report = await judgeXml(xadesSample({}, { references }));
    expect(first(report).cryptography).toBe('BROKEN');
  });
  test('of which the signed ones were moved and others put in their place', async () => {
    const sound = xadesSample();
    const signed = /<x:SignedProperties.*<\/x:SignedProperties>/s.exec(sound)?.[0] ?? '';
    const forged = signed.replace('props-sig', 'forged').replace('09:30', '08:30');
    const moved = `<ds:Object><Old xmlns:x="http://uri.etsi.org/01903/v1.3.2#">${signed}</Old></ds:Object>`;
    const xml = sound.replace(signed, forged).replace('</ds:Signature>', `${moved}</ds:Signature>`);
    await expectBroken(xml, 'XADES_PROPERTIES_NOT_SIGNED');
  });
  test('that were taken away', async () => {
    const xml = xadesSample().replace(/<ds:Object>.*<\/ds:Object>/s, '');
    await expectBroken(xml, 'XADES_PROPERTIES_NOT_SIGNED');
  });
  test('two sets of them', async () => {
    const xml = xadesSample().replace('</ds:Signature>', `${propertiesXml({ id: 'x' })}</ds:Signature>`);
    await expectBroken(xml, 'XADES_PROPERTIES_MALFORMED');
  });
  test('of another signature', async () => {
    await expectBroken(
      xadesSample().replace('Target="#sig"', 'Target="#other"'),
      'XADES_PROPERTIES_MALFORMED',
    );
  });
  test('that name another certificate, of the same key or not', async () => {
    const report = await judgeXml(xadesSample({ certDigest: hash('sha256', 'x', 'base64') }));
    expect(codes(report)).toContain('XADES_SIGNING_CERTIFICATE_WRONG');
    expect(report).toMatchObject({ indication: 'INDETERMINATE' });
    expect(first(report)).toMatchObject({ cryptography: 'INTACT', subIndication: 'SIG_CONSTRAINTS_FAILURE' });
  });
  test('that name no certificate', async () => {
    const report = await judgeXml(xadesSample({ withoutCertificate: true }));
    expect(codes(report)).toContain('XADES_SIGNING_CERTIFICATE_MISSING');
    expect(report).toMatchObject({ indication: 'INDETERMINATE' });
  });
});
