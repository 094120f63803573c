import { describe, expect, test } from 'vitest';
import { loadTrustStore } from '../../../../src/signing/trust/trustStore.ts';
import { certificatesOfPdf } from '../../../../src/signing/verifyPdf.ts';
import { judge, materialFor, sign, signedAndSealed, stamped } from './devPdf.ts';
import { pdfOf, stream, update } from './pdfBuilder.ts';

const SECOND = { numbers: [12, 13] as const, fields: '10 0 R 12 0 R' };
const person = await sign(pdfOf(), 'H29.12/person', { rect: '100 100 200 150' });
const both = await signedAndSealed();
const material = await materialFor(both);

describe('a person signs, the agency seals over it', () => {
  const report = judge(both, material);

  test('all is valid and nothing changed', () => {
    expect(report).toMatchObject({
      ...{ file: 'a.pdf', kind: 'pdf', indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] },
    });
    expect(report.signatures).toMatchObject([
      {
        ...{ field: 'Sig1', role: 'person', format: 'ETSI.CAdES.detached', level: 'B-T' },
        ...{ indication: 'TOTAL-PASSED', subIndication: null, cryptography: 'INTACT' },
        ...{ coverage: 'REVISION', modifications: 'ALLOWED' },
        chain: { status: 'VALID' },
        revocation: { status: 'GOOD' },
      },
      {
        field: 'Seal',
        role: 'agency',
        indication: 'TOTAL-PASSED',
        coverage: 'WHOLE-FILE',
        modifications: 'NONE',
      },
    ]);
  });

  test('the seal and its place are told of the person', () => {
    const texts = report.signatures[0]?.reasons.map(({ code, text }) => `${code} ${text.split(': ')[1]}`);
    expect(texts).toEqual([
      'PDF_CHANGE_SIGNATURE_ADDED Root/AcroForm/Seal',
      'PDF_SIGNATURE_SHOWN Seal, page 1 [80 90 130 160]',
    ]);
  });

  test('every certificate is given for collecting', () => {
    expect(certificatesOfPdf(both).length).toBeGreaterThanOrEqual(4);
  });
});

test('the same input gives the same report', () => {
  expect(judge(both, material)).toEqual(judge(Buffer.from(both), material));
});

test('without an anchor it cannot be decided, yet nothing changed', () => {
  const report = judge(both, material, loadTrustStore([], { dev: false }));
  expect(report.indication).toBe('INDETERMINATE');
  expect(report.documentUnchanged).toBe(true);
});

test('without revocation data it cannot be decided', () => {
  expect(judge(both).indication).toBe('INDETERMINATE');
});

test('a document without a signature', () => {
  const report = judge(pdfOf());
  expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false, signatures: [] });
  expect(report.reasons.map(({ code }) => code)).toEqual(['PDF_NO_SIGNATURE']);
});

test('signed bytes changed', () => {
  const changed = Buffer.from(both);
  changed.write('Kinh bao', changed.indexOf('Kinh gui'), 'latin1');
  const report = judge(changed, material);
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  expect(report.signatures.map(({ subIndication }) => subIndication)).toEqual([
    'HASH_FAILURE',
    'HASH_FAILURE',
  ]);
});

test('page content replaced after the signature', () => {
  const report = judge(update(person, { 4: stream('BT (other) Tj ET') }), material);
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  expect(report.signatures[0]).toMatchObject({
    ...{
      cryptography: 'INTACT',
      coverage: 'REVISION',
      modifications: 'FORBIDDEN',
      subIndication: 'FORMAT_FAILURE',
    },
  });
  expect(report.signatures[0]?.reasons.map(({ code }) => code)).toContain('PDF_CHANGE_PAGE_CONTENT');
});

test('an update that cannot be read is not passed over', () => {
  const report = judge(update(person, { 4: '<< /Length 3 >>\nstream\nabcdef\nendstream' }), material);
  expect(report.signatures[0]).toMatchObject({ modifications: 'UNKNOWN', indication: 'INDETERMINATE' });
  expect(report.documentUnchanged).toBe(false);
});

test.each(['\n', '\r', '\r\n'])('one end of line after the end: %j', (more) => {
  const report = judge(Buffer.concat([both, Buffer.from(more)]), material);
  expect(report).toMatchObject({ documentUnchanged: true, reasons: [] });
});

test.each(['%%more', ' ', '\n\n\n', '\r\n\n', '\0'.repeat(100)])('bytes after the end: %j', (more) => {
  const report = judge(Buffer.concat([both, Buffer.from(more)]), material);
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  expect(report.reasons.map(({ code }) => code)).toEqual(['PDF_CHANGE_BYTES_AFTER_END']);
});

describe('a later signature that covers what is there', () => {
  const over = async (id: string, first: string) => {
    const one = await sign(pdfOf(), first, { rect: '100 100 200 150' });
    const two = await sign(one, id, { ...SECOND, field: 'Sig2', rect: '150 120 250 170' });
    return judge(two, await materialFor(two)).signatures[0]?.modifications;
  };
  test('an agency over a person', async () =>
    expect(await over('H29.12/seal', 'H29.12/person')).toBe('ALLOWED'));
  test('a person over a person', async () =>
    expect(await over('H29.12/person', 'H29.13/person')).toBe('FORBIDDEN'));
  test('a person over an agency', async () =>
    expect(await over('H29.12/person', 'H29.12/seal')).toBe('FORBIDDEN'));
  test('beside it is no covering', async () => {
    const two = await sign(person, 'H29.13/person', { ...SECOND, field: 'Sig2', rect: '300 100 400 150' });
    expect(judge(two).signatures[0]?.modifications).toBe('ALLOWED');
  });
});

describe('a document timestamp', () => {
  test('is a signature of its own kind', async () => {
    const pdf = await stamped(person, { ...SECOND, field: 'T' });
    const report = judge(pdf, await materialFor(pdf));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures[1]).toMatchObject({ role: 'timestamp', format: 'ETSI.RFC3161', level: null });
    expect(report.signatures[1]?.bestTime).not.toBeNull();
  });
  test('made for other bytes', async () => {
    const other = await stamped(person, {
      ...SECOND,
      field: 'T',
      contents: async () => await tokenOf('other'),
    });
    const report = judge(other, await materialFor(other));
    expect(report.signatures[1]).toMatchObject({ cryptography: 'BROKEN', subIndication: 'HASH_FAILURE' });
    expect(report.documentUnchanged).toBe(false);
  });
});

async function tokenOf(text: string): Promise<Uint8Array> {
  const { token } = await import('./devPdf.ts');
  return await token(Buffer.from(text));
}

describe('destroyed', () => {
  test('contents of zeros', async () => {
    const empty = await sign(pdfOf(), 'H29.12/person', { contents: async () => new Uint8Array() });
    expect(judge(empty).signatures[0]).toMatchObject({
      cryptography: 'BROKEN',
      subIndication: 'FORMAT_FAILURE',
    });
  });
  test('a value that leads nowhere', () => {
    const lost = Buffer.from(person.toString('latin1').replace('/V 11 0 R', '/V 99 0 R'), 'latin1');
    const report = judge(lost);
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(report.signatures[0]?.reasons.map(({ code }) => code)).toEqual(['PDF_SIGNATURE_DESTROYED']);
  });
  test('removed by a later revision', () => {
    const removed = update(person, { 1: '<< /Type /Catalog /Pages 2 0 R >>' });
    const report = judge(removed);
    expect(report.signatures[0]?.reasons.map(({ code }) => code)).toContain('PDF_SIGNATURE_REMOVED');
    expect(report.documentUnchanged).toBe(false);
  });
});

test('one signature in two fields', async () => {
  const shared = await sign(pdfOf(), 'H29.12/person', {
    fields: '10 0 R 12 0 R',
    objects: { 12: '<< /FT /Sig /T (Sig2) /V 11 0 R >>' },
  });
  const report = judge(shared, await materialFor(shared));
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  expect(report.signatures[0]?.reasons.map(({ code }) => code)).toContain('PDF_SIGNATURE_SHARED');
});

test('a form of signature that is not supported is said to be so', async () => {
  const old = await sign(pdfOf(), 'H29.12/person', { subFilter: 'adbe.x509.rsa_sha1' });
  expect(judge(old).signatures[0]).toMatchObject({ format: 'UNSUPPORTED', cryptography: 'UNSUPPORTED' });
});

test('adbe.pkcs7.detached is read', async () => {
  const old = await sign(pdfOf(), 'H29.12/person', { subFilter: 'adbe.pkcs7.detached' });
  const report = judge(old, await materialFor(old));
  expect(report.indication).toBe('TOTAL-PASSED');
  expect(report.signatures[0]).toMatchObject({ format: 'adbe.pkcs7.detached', level: null });
});

test('what the document carries in its DSS is enough', async () => {
  const known = await materialFor(person);
  const streams = known.revocations.map(({ kind, der }, i) => ({
    number: 40 + i,
    kind,
    body: stream(Buffer.from(der)),
  }));
  const list = (kind: string) =>
    streams
      .filter((one) => one.kind === kind)
      .map(({ number }) => `${number} 0 R`)
      .join(' ');
  const pdf = update(person, {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R] /SigFlags 3 >> /DSS 30 0 R >>',
    30: `<< /OCSPs [${list('ocsp')}] /CRLs [${list('crl')}] >>`,
    ...Object.fromEntries(streams.map(({ number, body }) => [number, body])),
  });
  expect(judge(pdf).indication).toBe('TOTAL-PASSED');
});
