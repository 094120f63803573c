import { describe, expect, test } from 'vitest';
import type { SignatureReport, ValidationReport } from '../../../../../src/signing/report.ts';
import { devCertificate, devRevocation } from '../../devPki.ts';
import {
  canonicalOf,
  EXCLUSIVE,
  judgeXml,
  PERSON,
  propertiesXml,
  signXmlAs,
  tokenOver,
  xadesSample,
} from '../dsig/maker.ts';

const METHOD = `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>`;
const SIGNED = new Date('2026-11-21T02:40:00Z');
const LATER = new Date('2026-11-21T02:50:00Z');

function first({ signatures }: ValidationReport): SignatureReport {
  const [signature] = signatures;
  if (signature === undefined) throw new Error('no signature');
  return signature;
}

const codes = (report: ValidationReport) => first(report).reasons.map(({ code }) => code);

/** Adds unsigned properties to a signature that has some or none. */
function withUnsigned(xml: string, property: string): string {
  if (xml.includes('</x:UnsignedSignatureProperties>')) {
    return xml.replace('</x:UnsignedSignatureProperties>', `${property}</x:UnsignedSignatureProperties>`);
  }
  const wrapped = `<x:UnsignedProperties><x:UnsignedSignatureProperties>${property}</x:UnsignedSignatureProperties></x:UnsignedProperties>`;
  return xml.replace('</x:QualifyingProperties>', `${wrapped}</x:QualifyingProperties>`);
}

function stampXml(local: string, token: string, method = METHOD): string {
  return `<x:${local}>${method}<x:EncapsulatedTimeStamp>${token}</x:EncapsulatedTimeStamp></x:${local}>`;
}

async function stamped(xml: string, at = SIGNED): Promise<string> {
  const token = await tokenOver(canonicalOf(xml, 'SignatureValue'), at);
  return withUnsigned(xml, stampXml('SignatureTimeStamp', token));
}

const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64');

/** Certificates and answers for the signer's and the authority's chains. */
async function withValues(xml: string, at = SIGNED): Promise<string> {
  const ids = [PERSON, 'issuing-ca', 'tsa'];
  const certificates = ids.map(
    (id) => `<x:EncapsulatedX509Certificate>${base64(devCertificate(id))}</x:EncapsulatedX509Certificate>`,
  );
  const source = await devRevocation(at);
  const chains = [
    [PERSON, 'issuing-ca'],
    ['issuing-ca', 'root'],
    ['tsa', 'issuing-ca'],
    ['tsa', 'root'],
  ] as const;
  const asked = await Promise.all(
    chains.map(([id, issuer]) => source.evidenceFor(devCertificate(id), devCertificate(issuer))),
  );
  const answers = asked.flat();
  const crls = answers.filter(({ kind }) => kind === 'crl');
  const ocsps = answers.filter(({ kind }) => kind === 'ocsp');
  const values =
    `<x:CertificateValues>${certificates.join('')}</x:CertificateValues><x:RevocationValues>` +
    `<x:CRLValues>${crls.map(({ der }) => `<x:EncapsulatedCRLValue>${base64(der)}</x:EncapsulatedCRLValue>`).join('')}</x:CRLValues>` +
    `<x:OCSPValues>${ocsps.map(({ der }) => `<x:EncapsulatedOCSPValue>${base64(der)}</x:EncapsulatedOCSPValue>`).join('')}</x:OCSPValues></x:RevocationValues>`;
  return withUnsigned(xml, values);
}

describe('levels', () => {
  test('B-B: what the signer says is told, not believed', async () => {
    const report = await judgeXml(xadesSample());
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(first(report)).toMatchObject({
      ...{ format: 'XAdES', level: 'B-B', role: 'person', bestTime: null },
      signingTime: '2026-11-21T02:30:00.000Z',
    });
    expect(codes(report)).toEqual(['TIMESTAMP_MISSING']);
  });
  test('no B-B without what EN 319 132-1 §6.3 asks for', async () => {
    for (const shape of [{ signingTime: '2026-11-21T09:30:00' }, { signingTime: 'soon' }]) {
      expect(first(await judgeXml(xadesSample(shape)))).toMatchObject({ level: null, signingTime: null });
    }
    const xml = xadesSample({}, { objects: propertiesXml({}).replace('#r1', '#r2') });
    expect(first(await judgeXml(xml)).level).toBeNull();
  });
  test('B-T: the timestamp proves the time', async () => {
    const report = await judgeXml(await stamped(xadesSample()));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(first(report)).toMatchObject({ level: 'B-T', bestTime: SIGNED.toISOString(), reasons: [] });
    expect(first(report).timestamps).toMatchObject([
      { indication: 'TOTAL-PASSED', time: SIGNED.toISOString() },
    ]);
  });
  test('B-T by the inclusive default, when no method is named', async () => {
    const sound = xadesSample();
    const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
    const token = await tokenOver(canonicalOf(sound, 'SignatureValue', inclusive), SIGNED);
    const report = await judgeXml(withUnsigned(sound, stampXml('SignatureTimeStamp', token, '')));
    expect(first(report).level).toBe('B-T');
  });
});

describe('timestamps that prove nothing', () => {
  test('of another signature', async () => {
    const other = xadesSample({ signingTime: '2026-11-21T09:31:00+07:00' });
    const token = await tokenOver(canonicalOf(other, 'SignatureValue'), SIGNED);
    const report = await judgeXml(withUnsigned(xadesSample(), stampXml('SignatureTimeStamp', token)));
    expect(codes(report)).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
    expect(first(report)).toMatchObject({
      level: 'B-B',
      bestTime: null,
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    });
    expect(report.indication).toBe('INDETERMINATE');
  });
  test('that explain themselves by Include, or are no DER', async () => {
    const included = await judgeXml(
      withUnsigned(xadesSample(), stampXml('SignatureTimeStamp', 'AA==', '<x:Include URI="#x"/>')),
    );
    expect(codes(included)).toContain('XADES_TIMESTAMP_UNSUPPORTED');
    const odd = await judgeXml(withUnsigned(xadesSample(), stampXml('SignatureTimeStamp', 'AA==')));
    expect(codes(odd)).toContain('TIMESTAMP_MALFORMED');
    expect(odd.indication).toBe('INDETERMINATE');
  });
  test('an archive timestamp over what was changed afterwards', async () => {
    const values = await withValues(await stamped(xadesSample()));
    const xml = await archived(values);
    const changed = xml.replace('<x:CertificateValues>', '<x:CertificateValues Id="x">');
    expect(codes(await judgeXml(changed))).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });
});

/** As EN 319 132-1 §5.5.2.2 puts it together, written out for this one shape. */
async function archived(xml: string, at = LATER): Promise<string> {
  const body = canonicalOf(xml.replace(/<ds:Signature .*<\/ds:Signature>/s, ''), 'Doc');
  const before = ['SignatureTimeStamp', 'CertificateValues', 'RevocationValues'];
  const parts = ['SignedProperties', 'SignedInfo', 'SignatureValue', 'KeyInfo', ...before];
  const octets = Buffer.concat([body, ...parts.map((local) => canonicalOf(xml, local))]);
  const token = await tokenOver(octets, at);
  const archive = `<y:ArchiveTimeStamp xmlns:y="http://uri.etsi.org/01903/v1.4.1#">${METHOD}<x:EncapsulatedTimeStamp>${token}</x:EncapsulatedTimeStamp></y:ArchiveTimeStamp>`;
  return withUnsigned(xml, archive);
}

describe('lasting levels', () => {
  test('B-LT and B-LTA', async () => {
    const lasting = await withValues(await stamped(xadesSample()));
    expect(first(await judgeXml(lasting))).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LT' });
    const report = await judgeXml(await archived(lasting));
    expect(first(report).timestamps?.map(({ indication }) => indication)).toEqual([
      'TOTAL-PASSED',
      'TOTAL-PASSED',
    ]);
    expect(first(report)).toMatchObject({
      indication: 'TOTAL-PASSED',
      level: 'B-LTA',
      bestTime: SIGNED.toISOString(),
    });
  });
  test('values for something else do not last', async () => {
    const xml = withUnsigned(await stamped(xadesSample()), '<x:CertificateValues/><x:RevocationValues/>');
    expect(first(await judgeXml(xml)).level).toBe('B-T');
  });
});

describe('counter-signatures', () => {
  const CLOSE = '</x:CounterSignature>';
  const counter = (xml: string, uri: string) =>
    signXmlAs({ id: 'counter', signer: 'H29.12/seal', references: [{ uri }] }, (signature) =>
      withUnsigned(xml, `<x:CounterSignature>${signature}${CLOSE}`),
    );

  test('are signatures of their own, about the signature only', async () => {
    const report = await judgeXml(counter(xadesSample(), '#value-sig'));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures[1]).toMatchObject({
      cryptography: 'INTACT',
      coverage: 'PARTIAL',
      role: 'agency',
    });
    expect(report.signatures[1]?.reasons.map(({ code }) => code)).toContain('XADES_COUNTER_SIGNATURE');
  });
  test('of something else are refused', async () => {
    const report = await judgeXml(counter(xadesSample(), '#props-sig'));
    expect(report.signatures[1]).toMatchObject({ cryptography: 'BROKEN', indication: 'TOTAL-FAILED' });
    expect(report.signatures[1]?.reasons.map(({ code }) => code)).toContain('XADES_COUNTER_SIGNATURE_WRONG');
    expect(report.indication).toBe('TOTAL-FAILED');
  });
});

test('an old version of XAdES is told and counts as XML-DSig', async () => {
  const old = (text: string) => text.replaceAll('01903/v1.3.2#', '01903/v1.1.1#');
  const xml = xadesSample({}, { objects: old(propertiesXml({})) });
  const report = await judgeXml(xml);
  expect(first(report)).toMatchObject({ format: 'XML-DSig', level: null, cryptography: 'INTACT' });
  expect(codes(report)).toContain('XADES_VERSION_UNSUPPORTED');
});
