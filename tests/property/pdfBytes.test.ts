import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CongvanError } from '../../src/kernel/errors.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { judge, materialFor, signedAndSealed } from '../unit/signing/pdf/devPdf.ts';

const pdf = await signedAndSealed();
const material = await materialFor(pdf);

/** What the verifier says of other bytes: `error CODE`, or the indication and the reasons. */
function verdict(bytes: Buffer): string {
  try {
    const report = judge(bytes, material);
    const reasons = [...report.reasons, ...report.signatures.flatMap((one) => one.reasons)];
    return `${report.indication} ${reasons.map(({ code }) => code).join(' ')}`;
  } catch (error) {
    if (error instanceof CongvanError && error.code.startsWith('PDF_')) return `error ${error.code}`;
    throw error;
  }
}

const GOOD = verdict(pdf);

function changed(position: number, value: number): Buffer {
  const bytes = Buffer.from(pdf);
  bytes[position] = value;
  return bytes;
}

function expectReported(position: number, value: number): void {
  if (pdf[position] === value) return;
  const told = verdict(changed(position, value));
  expect(told, `byte ${position} = ${value}`).not.toMatch(/^TOTAL-PASSED/);
  expect(told).not.toBe(GOOD);
}

describe('one changed byte in a signed and sealed PDF is reported and never passes', () => {
  test('the file itself passes', () => expect(GOOD).toMatch(/^TOTAL-PASSED/));

  test('anywhere', () => {
    const position = fc.integer({ min: 0, max: pdf.length - 1 });
    fc.assert(fc.property(position, fc.integer({ min: 0, max: 255 }), expectReported), { numRuns: 1000 });
  });

  test('in the structure of the last update', () => {
    const hole = pdf.lastIndexOf('/Contents <') + '/Contents <'.length;
    const end = pdf.indexOf('>', hole);
    const start = pdf.indexOf('%%EOF', 1000);
    for (let at = start; at < pdf.length; at++) {
      if (at >= hole && at < end) continue;
      const byte = pdf[at] ?? 0;
      for (const value of [byte ^ 0x20, byte ^ 0x01, 0x20])
        if (at % 3 === value % 3) expectReported(at, value);
    }
  });

  test('a hexadecimal digit of a signature, also by case alone', () => {
    const text = pdf.toString('latin1');
    const hole = text.lastIndexOf('/Contents <') + '/Contents <'.length;
    const place = fc.integer({ min: hole, max: hole + 4000 });
    fc.assert(
      fc.property(place, fc.constantFrom(...'0123456789abcdefABCDEF'), (at, digit) =>
        expectReported(at, digit.charCodeAt(0)),
      ),
      { numRuns: 500 },
    );
  });
});

test('a byte put in or taken out is reported', () => {
  const position = fc.integer({ min: 0, max: pdf.length - 2 });
  fc.assert(
    fc.property(position, fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, value, grows) => {
      const middle = grows ? [value] : [];
      const bytes = Buffer.concat([
        pdf.subarray(0, at),
        Buffer.from(middle),
        pdf.subarray(at + (grows ? 0 : 1)),
      ]);
      expect(verdict(bytes)).not.toMatch(/^TOTAL-PASSED/);
    }),
    { numRuns: 300 },
  );
});

test('a file cut anywhere is at most what was signed before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: pdf.length - 2 }), (length) => {
      const told = verdict(pdf.subarray(0, length) as Buffer);
      const first = pdf.indexOf('%%EOF', pdf.indexOf('/ByteRange')) + '%%EOF'.length;
      if (told.startsWith('TOTAL-PASSED')) expect([first, first + 1]).toContain(length);
    }),
    { numRuns: 300 },
  );
});

test('the reader gives a document or a clean error for every changed real file, soon', () => {
  const names = ['cong-van.pdf', 'cong-van-object-streams.pdf', 'cong-van-linearized.pdf'];
  const files = names.map((name) => readFileSync(new URL(`../fixtures/documents/${name}`, import.meta.url)));
  const file = fc.constantFrom(...files);
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(file, edits, (original, changes) => {
      const bytes = Buffer.from(original);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      try {
        openPdf(bytes);
      } catch (error) {
        if (!(error instanceof CongvanError && error.code.startsWith('PDF_'))) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
