/**
 * Unsigned and signed PDFs, bent as bytes and as words of PDF, then signed: what comes out is refused by a code, or
 * keeps its beginning and passes before the verifier; now and then qpdf reads it too, when it is installed and had
 * found nothing before. The reader alone is asked far more often.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CongvanError } from '../../src/kernel/errors.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { pageSpace } from '../../src/signing/pdf/geometry.ts';
import { pageRows } from '../../src/signing/pdf/pageText/pageRows.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../src/signing/pdf/read/form.ts';
import { pagesOf } from '../../src/signing/pdf/read/pages.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, request, sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture } from '../unit/signing/pdfWrite/smallPdf.ts';
import { type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated, wordMutated } from './mutate.ts';
import type { FuzzRandom } from './random.ts';

const WORDS = [
  ...['obj', 'endobj', 'stream\n', 'endstream', 'xref\n', 'trailer', 'startxref\n', '%%EOF\n', '0 R', 'null'],
  ...['<<', '>>', '[', ']', '(', ')', '<', '>', '/', '%', '\\', '#20', ' ', '\r', '\n', '\0'],
  ...[
    '/Type',
    '/Page',
    '/Pages',
    '/Kids',
    '/Parent',
    '/Count',
    '/MediaBox',
    '/CropBox',
    '/Rotate',
    '/Resources',
  ],
  ...[
    '/Annots',
    '/AcroForm',
    '/Fields',
    '/Contents',
    '/Font',
    '/XObject',
    '/Root',
    '/Prev',
    '/Size',
    '/Length',
  ],
  ...[
    '/Filter',
    '/FlateDecode',
    '/DecodeParms',
    '/Predictor',
    '/ObjStm',
    '/First',
    '/N',
    '/W',
    '/Index',
    '/ID',
  ],
  ...[
    '1 0 R',
    '2 0 R',
    '3 0 R',
    '4 0 R',
    '0000000000 00000 n \n',
    '0 65535 f \n',
    '-1',
    '1e9',
    '99999999999',
  ],
] as const;

const NAMES = [
  'cong-van.pdf',
  'cong-van-object-streams.pdf',
  'cong-van-linearized.pdf',
  'cong-van-rotated.pdf',
  'cong-van-qdf.pdf',
] as const;

async function originals(): Promise<readonly [Buffer, ...Buffer[]]> {
  const plain = NAMES.map((name) => Buffer.from(documentFixture(name)));
  const signed = Buffer.from(await sign(documentFixture('cong-van.pdf'), 'person', { level: 'B-B' }));
  return [signed, ...plain];
}

/** Structure is at the ends of a file and between its streams: half of the changes go to its last part. */
function bent(random: FuzzRandom, original: Buffer): Buffer {
  const from = random.oneIn(2) ? 0 : Math.max(0, original.length - random.between(200, 4000));
  const part = original.subarray(from);
  const changed = random.oneIn(2) ? mutated(random, part) : wordMutated(random, part, WORDS);
  return Buffer.concat([original.subarray(0, from), changed]);
}

/** Everything that signing reads of a file. */
function readAll(bytes: Buffer): void {
  const pdf = openPdf(bytes);
  fieldsOf(pdf);
  for (const page of pagesOf(pdf)) {
    if (page.index >= 3) break;
    for (const row of pageRows(pdf, pageSpace(pdf, page))) row.characters.length.toString();
  }
}

type Sign = (pdf: Uint8Array) => Promise<Uint8Array>;

/** Signs as a person; what the verifier needs to know of others was collected once. */
async function signer(example: Uint8Array): Promise<Sign> {
  const trust = devTrust();
  const material = await collectMaterial(certificatesOfPdf(example), trust, await devRevocation(AT));
  const asked = await request(example, 'person', { level: 'B-B' });
  const context = { file: 'fuzz.pdf', material, trust, policy: DEFAULT_POLICY, at: AT };
  return (pdf) => signPdf({ ...asked, pdf, judge: (bytes) => verifyPdf(bytes, context) });
}

async function signBent(sign: Sign, bytes: Buffer): Promise<Uint8Array | undefined> {
  try {
    const signed = await sign(Buffer.from(bytes));
    if (Buffer.from(signed).subarray(0, bytes.length).equals(bytes)) return signed;
  } catch (error) {
    if (error instanceof CongvanError && error.code !== 'SIGNING_SELF_CHECK_FAILED') return undefined;
    throw new FuzzFailure(`signing: ${String(error)}`, bytes, error);
  }
  throw new FuzzFailure('the beginning of the file has changed', bytes);
}

/** 0: nothing found; null when there is no qpdf. */
type QpdfCheck = (bytes: Uint8Array) => number | null;

function expectAccepted(check: QpdfCheck, before: Buffer, after: Uint8Array): void {
  if (check(before) !== 0 || check(after) === 0) return;
  throw new FuzzFailure('qpdf finds something in the signed file that it did not find before', before);
}

export const fuzz: Fuzz = {
  name: 'pdfWriter',
  atLeast: 100_000,
  async run(random, budgetMs) {
    const all = await originals();
    const signAsPerson = await signer(all[0]);
    const folder = mkdtempSync(join(tmpdir(), 'congvan-fuzz-pdf-'));
    const check: QpdfCheck = (bytes) => {
      writeFileSync(join(folder, 'case.pdf'), bytes);
      return spawnSync('qpdf', ['--check', join(folder, 'case.pdf')], { stdio: 'ignore' }).status;
    };
    try {
      return await untilOver(budgetMs, random, async () => {
        const bytes = bent(random, random.pick(all));
        const isRead = withoutCrash(bytes, () => {
          readAll(bytes);
          return true;
        });
        // What cannot be read is refused; signing it anyway would show the same, more slowly.
        if (isRead !== true && !random.oneIn(50)) return;
        if (!random.oneIn(8)) return;
        const signed = await signBent(signAsPerson, bytes);
        if (signed !== undefined && random.oneIn(50)) expectAccepted(check, bytes, signed);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
