import { expect, test } from 'vitest';
import { serializeEnvelope } from '../../../src/envelope/codec.ts';
import type { Judging } from '../../../src/flow/context.ts';
import { judgeCase, openCase } from '../../../src/flow/verify.ts';
import { type PartAtHand, withParts } from '../../../src/flow/verifyParts.ts';
import { asJson } from '../../../src/kernel/canonicalJson.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { sha256 } from '../../../src/kernel/digest.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { reportHtml } from '../../../src/signing/report/html.ts';
import { reportText } from '../../../src/signing/reportText.ts';
import { sealEnvelope } from '../../../src/signing/xml/seal.ts';
import { sampleDocument } from '../envelope/sample.ts';
import { devRevocation, devSignerKey, devTrust } from '../signing/devPki.ts';
import { NOW } from '../signing/pdf/devPdf.ts';
import { pdfOf, signed } from '../signing/pdf/pdfBuilder.ts';
import { sha256 as rawSha256 } from '../signing/validation/lastingWorld.ts';

const judging: Judging = {
  ...{ clock: fixedClock(NOW), trust: devTrust(), policy: DEFAULT_POLICY, intermediates: [] },
  revocation: await devRevocation(NOW),
  keptRevocation: { evidenceFor: async () => [] },
};
const key = devSignerKey('H29.12/person');
const pdf = await signed(pdfOf(), key, {
  contents: async (covered) =>
    await buildDetachedCms({
      ...{ contentDigest: rawSha256(covered), digest: 'SHA-256', key, profile: 'pades' },
    }),
});
const table = Buffer.from('bảng');

async function sealedOver(main: Uint8Array): Promise<Uint8Array> {
  return await sealEnvelope(serializeEnvelope(sampleDocument, { profile: 'sealed' }), {
    parts: [
      { contentId: 'p1', digest: sha256(main) },
      { contentId: 'p2', digest: sha256(table) },
    ],
    key: devSignerKey('H29.12/seal'),
    signingTime: NOW,
    id: 'm-1',
  });
}

const at = (name: string, bytes: Uint8Array): PartAtHand => ({
  ...{ name, digest: sha256(bytes), bytes: async () => bytes },
});

async function reportOf(files: readonly PartAtHand[], main: Uint8Array = pdf, envelope?: Uint8Array) {
  const one = await openCase(judging, { file: 'e.edxml', bytes: envelope ?? (await sealedOver(main)) });
  return await withParts(judging, one, await judgeCase(one), files, { offline: false });
}

function changed(bytes: Uint8Array, offset: number): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[offset] = (other[offset] ?? 0) ^ 1;
  return other;
}

test('envelope, parts and the signatures in them pass together, whatever the files are called', async () => {
  const report = await reportOf([
    at('tải về (1).pdf', pdf),
    at('bảng.xlsx', table),
    at('other.txt', key.certificateChain[0] ?? table),
  ]);
  expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
  expect(JSON.parse(JSON.stringify(asJson(report)))).toEqual(asJson(report));
  expect(report.parts).toMatchObject([
    { name: 'Công văn.pdf', file: 'tải về (1).pdf', matches: true, indication: 'TOTAL-PASSED' },
    { name: 'bảng.xlsx', matches: true, indication: 'TOTAL-PASSED', report: null },
  ]);
  expect(report.parts?.[0]?.report?.signatures).toHaveLength(1);
});

test.each(['Công văn.pdf', '01-Công văn.pdf', 'p1'])(
  'a changed part under the name %s fails all',
  async (name) => {
    const report = await reportOf([at(name, changed(pdf, 20)), at('bảng.xlsx', table)]);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    expect(report.parts?.[0]).toMatchObject({
      ...{ matches: false, indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE', report: null },
      reasons: [{ code: 'PART_CHANGED' }],
    });
  },
);

test('a file that is another part under the wrong name is no changed part: the part is missing', async () => {
  const report = await reportOf([at('Công văn.pdf', table)]);
  expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
  expect(report.parts).toMatchObject([
    { matches: null, subIndication: 'SIGNED_DATA_NOT_FOUND', reasons: [{ code: 'PART_MISSING' }] },
    { matches: true, file: 'Công văn.pdf' },
  ]);
});

test('a file that becomes another one after it was digested is not taken for the part', async () => {
  const swapped = { ...at('Công văn.pdf', pdf), bytes: async () => changed(pdf, 20) };
  const report = await reportOf([swapped, at('bảng.xlsx', table)]);
  expect(report.parts?.[0]).toMatchObject({ matches: false, subIndication: 'HASH_FAILURE' });
});

test('a bad signature inside a part that is as sealed fails all', async () => {
  const bad = changed(pdf, Buffer.from(pdf).indexOf('MediaBox') + 'MediaBox [0 0 5'.length);
  const report = await reportOf([at('a.pdf', bad), at('bảng.xlsx', table)], bad);
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  expect(report.parts?.[0]).toMatchObject({ matches: true, indication: 'TOTAL-FAILED' });
});

test('a PDF that nobody signed stands by the seal; what is called one and cannot be read is not judged', async () => {
  const plain = pdfOf();
  const unsigned = await reportOf([at('a.pdf', plain), at('b', table)], plain);
  expect(unsigned).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
  const broken = Buffer.from('nothing like it');
  const report = await reportOf([at('a.pdf', broken), at('b', table)], broken);
  expect(report.indication).toBe('INDETERMINATE');
  expect(report.parts?.[0]).toMatchObject({ matches: true, reasons: [{ code: 'PART_NOT_JUDGED' }] });
  expect(report.documentUnchanged).toBe(false);
});

test('a broken seal binds nothing; what is no envelope has no parts', async () => {
  const envelope = await sealedOver(pdf);
  const offset = Buffer.from(envelope).indexOf('7816');
  const report = await reportOf([at('a.pdf', pdf)], pdf, changed(envelope, offset));
  expect(report).toMatchObject({ indication: 'TOTAL-FAILED', parts: [] });
  const one = await openCase(judging, { file: 'a.pdf', bytes: pdf });
  const wrong = withParts(judging, one, await judgeCase(one), [], { offline: false });
  await expect(wrong).rejects.toMatchObject({ code: 'FILE_KIND_UNKNOWN' });
});

test('text and page tell each part and how it is bound', async () => {
  const report = await reportOf([at('Công văn.pdf', pdf)]);
  const text = reportText(report, 'en');
  expect(text).toMatch(/- Công văn\.pdf: TOTAL-PASSED.*\n +exactly as it was sealed; sha256:/);
  expect(text).toMatch(/ 1\. .*, Nguyễn Thị Hồng Đào: TOTAL-PASSED/);
  expect(text).toMatch(/- bảng\.xlsx: INDETERMINATE, SIGNED_DATA_NOT_FOUND.*\n +not found; /);
  const page = reportHtml(report, 'vi');
  for (const word of [
    'Các phần được dấu niêm phong ràng buộc',
    'đúng như khi niêm phong',
    'không tìm thấy',
  ]) {
    expect(page).toContain(word);
  }
});
