import { describe, expect, test } from 'vitest';
import { inspectPdf } from '../../../../src/signing/pdf/inspect.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { signatureFields } from '../../../../src/signing/pdf/signatures.ts';
import { certify, signerKey } from '../pki.ts';
import { pdfOf, type SignOptions, signed, update } from './pdfBuilder.ts';

const key = signerKey(certify('coverage'));
const sign = (options: SignOptions = {}) => signed(pdfOf(), key, options);
const good = await sign();

function first(pdf: Buffer) {
  const [one] = inspectPdf(openPdf(pdf)).signatures;
  if (one === undefined) throw new Error('no signature');
  return one;
}

const codes = (pdf: Buffer) => first(pdf).coverage.reasons.map(({ code }) => code);
const edit = (what: RegExp | string, by: (found: string) => string) =>
  Buffer.from(good.toString('latin1').replace(what, by), 'latin1');
const range = (numbers: (a: number, b: number, c: number) => readonly number[]) =>
  edit(/(?<=ByteRange )\[0 (\d+) (\d+) (\d+)\s*\]/, (found) => {
    const [, a = 0, b = 0, c = 0] = [...found.matchAll(/\d+/g)].map(Number);
    return `[${numbers(a, b, c).join(' ')}`
      .padEnd(found.length - 1)
      .slice(0, found.length - 1)
      .concat(']');
  });

test('a good signature covers the whole file', () => {
  expect(first(good).coverage.coverage).toBe('WHOLE-FILE');
  expect(codes(good)).toEqual([]);
});

test('a line end after %%EOF may be left out', async () => {
  const signedWithout = await sign({ end: '' });
  const { coverage } = first(Buffer.concat([signedWithout, Buffer.from('\r\n')]));
  expect(coverage.coverage).toBe('REVISION');
});

describe('partial', () => {
  const rows: readonly [string, Buffer, string][] = [
    ['no /ByteRange', edit('/ByteRange', () => '/ByteRangX'), 'PDF_BYTE_RANGE_MALFORMED'],
    ['not from 0', range((a, b, c) => [1, a - 1, b, c]), 'PDF_BYTE_RANGE_MALFORMED'],
    ['a negative number', range((a, b) => [0, a, b, -1]), 'PDF_BYTE_RANGE_MALFORMED'],
    ['beyond the file', range((a, b, c) => [0, a, b, c + 1]), 'PDF_BYTE_RANGE_MALFORMED'],
    ['two numbers', range((a) => [0, a]), 'PDF_BYTE_RANGE_MALFORMED'],
    ['gap too wide before', range((a, b, c) => [0, a - 1, b, c]), 'PDF_BYTE_RANGE_GAP'],
    ['gap too wide behind', range((a, b, c) => [0, a, b + 1, c - 1]), 'PDF_BYTE_RANGE_GAP'],
    ['gap too narrow', range((a, b, c) => [0, a + 1, b, c]), 'PDF_BYTE_RANGE_GAP'],
    ['the end not covered', range((a, b, c) => [0, a, b, c - 10]), 'PDF_BYTE_RANGE_END'],
    [
      'letters of two cases',
      edit(/<30[0-9a-f]*?[a-f]/, (found) => found.slice(0, -1) + found.slice(-1).toUpperCase()),
      'PDF_CONTENTS_NOT_HEX',
    ],
    ['space inside', edit(/00>/, () => ' 0>'), 'PDF_CONTENTS_NOT_HEX'],
  ];
  test.each(rows)('%s', (_, pdf, code) => {
    expect(codes(pdf)).toContain(code);
    expect(first(pdf).coverage.coverage).toBe('PARTIAL');
  });
  test('the range covers an update too', () => {
    const more = update(good, { 20: '(x)' });
    const longer = Buffer.from(
      more
        .toString('latin1')
        .replace(
          /(?<=ByteRange )\[0 (\d+) (\d+) (\d+)/,
          (_, a, b) => `[0 ${a} ${b} ${more.length - Number(b)}`,
        ),
      'latin1',
    );
    expect(codes(longer)).toContain('PDF_BYTE_RANGE_END');
  });
});

describe('/Contents', () => {
  const contentCodes = (pdf: Buffer) => first(pdf).contents.reasons.map(({ code }) => code);
  test('zeros only', async () =>
    expect(contentCodes(await sign({ contents: async () => new Uint8Array() }))).toEqual([
      'PDF_SIGNATURE_DESTROYED',
    ]));
  test('missing', () =>
    expect(contentCodes(edit('/Contents <', () => '/Contentx <'))).toEqual(['PDF_SIGNATURE_DESTROYED']));
  test('no DER', async () =>
    expect(contentCodes(await sign({ contents: async () => Uint8Array.of(0x31, 0x85, 3) }))).toEqual([
      'PDF_CONTENTS_UNREADABLE',
    ]));
  test('something in the padding', () =>
    expect(contentCodes(edit(/0>/, () => '1>'))).toEqual(['PDF_CONTENTS_PADDING']));
});

test('unsigned, signed and destroyed fields are told apart', () => {
  const states = (pdf: Buffer) => signatureFields(openPdf(pdf)).map(({ state }) => state);
  expect(states(good)).toEqual(['signed']);
  expect(states(edit('/V 11 0 R', () => '         '))).toEqual(['unsigned']);
  expect(states(edit('/V 11 0 R', () => '/V 99 0 R'))).toEqual(['destroyed']);
});

test('one signature in two fields is told', async () => {
  const shared = await sign({
    fields: '10 0 R 12 0 R',
    objects: { 12: '<< /FT /Sig /T (Sig2) /V 11 0 R >>' },
  });
  expect(first(shared).signature.alsoIn).toEqual(['Sig2']);
});

test('a signature that a later revision removed is still found', () => {
  const removed = update(good, { 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>' });
  expect(first(removed).signature.present).toBe(false);
});
