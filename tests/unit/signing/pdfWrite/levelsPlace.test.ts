import { describe, expect, it } from 'vitest';
import type { SignerKey } from '../../../../src/signing/signerKey.ts';
import { devSignerKey } from '../devPki.ts';
import { refusalOf, sign } from './signing.ts';
import { imageFixture, onePage, smallPdf } from './smallPdf.ts';

/** A note of 200 × 100 points near the lower left corner, drawn by its own appearance. */
const NOTED = onePage({
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Annots [8 0 R] >>',
  8: '<< /Type /Annot /Subtype /FreeText /F 4 /Rect [60 60 260 160] /Contents (note) /DA (/Helv 9 Tf) /AP << /N 9 0 R >> >>',
  9: '<< /Type /XObject /Subtype /Form /BBox [0 0 200 100] /Length 0 >>\nstream\n\nendstream',
});

function counted(): { readonly key: SignerKey; readonly uses: () => number } {
  const key = devSignerKey('H29.12/seal');
  let uses = 0;
  const signing = async (...words: Parameters<SignerKey['sign']>) => {
    uses += 1;
    return await key.sign(...words);
  };
  return { key: { ...key, sign: signing }, uses: () => uses };
}

const PERSON = { image: imageFixture('signature.png'), widthMm: 40, heightMm: 18, lines: [] };
const SEAL = { image: imageFixture('seal.png'), widthMm: 36, heightMm: 36, lines: [] };

describe('a seal over what somebody has signed before', () => {
  const signed = async () =>
    await sign(smallPdf(NOTED), 'person', { appearance: { ...PERSON, at: { page: 1, xMm: 120, yMm: 100 } } });

  it('is refused before the key is used', async () => {
    const { key, uses } = counted();
    const over = { ...SEAL, at: { page: 1, xMm: 40, yMm: 245 } };
    expect(await refusalOf(sign(await signed(), 'agency', { key, appearance: over }))).toBe(
      'SIGNATURE_PLACE_TAKEN',
    );
    expect(uses()).toBe(0);
  });

  it('is put beside it all the same', async () => {
    const { key, uses } = counted();
    expect(await refusalOf(sign(await signed(), 'agency', { key, appearance: SEAL }))).toBe('signed');
    expect(uses()).toBe(1);
  });
});
