import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { pdfFilesOf, twiceSigner } from './signRobustness.ts';

/** Odd and broken files of pdf.js, veraPDF and LibPDF, every eighth: the whole corpus is signed in `tests/interop`. */
const folder = corpus('pdf-robustness');
const EVERY = 8;

describe.skipIf(folder === undefined)('odd PDF files, signed by a person and sealed', () => {
  test('each is sealed whole, or refused by a code', async () => {
    const sign = await twiceSigner();
    const codes = new Map<string, number>();
    for (const [index, { name, read }] of pdfFilesOf(folder ?? '').entries()) {
      if (index % EVERY !== 0) continue;
      const made = await sign(read());
      const key = made.kind === 'sealed' ? 'sealed' : made.code;
      expect(key, name).not.toBe('SIGNING_SELF_CHECK_FAILED');
      codes.set(key, (codes.get(key) ?? 0) + 1);
    }
    expect(codes.get('sealed') ?? 0).toBeGreaterThan(90);
  });
});
