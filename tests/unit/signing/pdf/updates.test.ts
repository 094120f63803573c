import { describe, expect, test } from 'vitest';
import { signedRevisionOf, updatesOfPdf } from '../../../../src/signing/pdf/updates.ts';
import { certify, signerKey } from '../pki.ts';
import { pdfOf, type SignOptions, signed, stream, update } from './pdfBuilder.ts';

const key = signerKey(certify('updates'));
const contents = async () => Uint8Array.of(0x30, 0x00);
const sign = (pdf: Buffer, options: SignOptions = {}) => signed(pdf, key, { contents, ...options });

const first = await sign(pdfOf());
const second = await sign(first, { field: 'Sig2', numbers: [12, 13], fields: '10 0 R 12 0 R' });
const changed = update(second, { 4: stream('BT (other) Tj ET') });

describe('what came after the first signature', () => {
  test('is told update by update, object by object', () => {
    const [seal, edit, ...more] = updatesOfPdf(changed);
    expect(more).toEqual([]);
    expect(seal).toMatchObject({ revision: 3, start: expect.any(Number), signatures: ['Sig2'], reasons: [] });
    expect(seal?.changes?.map(({ code, allowed, obstacle }) => [code, allowed, obstacle])).toEqual([
      ['PDF_CHANGE_SIGNATURE_ADDED', true, null],
    ]);
    expect(edit).toMatchObject({ revision: 4, start: seal?.end, signatures: [] });
    const forbidden = edit?.changes?.filter(({ allowed }) => !allowed) ?? [];
    expect(forbidden).toContainEqual(
      expect.objectContaining({
        ...{ code: 'PDF_CHANGE_PAGE_CONTENT', obstacle: 'PDF_CHANGE_PAGE_CONTENT' },
        path: expect.stringContaining('Kids'),
        text: expect.stringMatching(/^the content of a page was changed: /),
      }),
    );
  });

  test('is nothing when nothing came, or nothing is signed', () => {
    expect(updatesOfPdf(first)).toEqual([]);
    expect(updatesOfPdf(update(pdfOf(), { 4: stream('x') }))).toEqual([]);
  });
});

describe('what a signature signed', () => {
  test('is the beginning of the file, byte for byte', () => {
    expect(signedRevisionOf(changed, 1)).toEqual({ field: expect.any(String), bytes: first });
    expect(Buffer.from(signedRevisionOf(changed, 2)?.bytes ?? []).equals(second)).toBe(true);
  });

  test('is not given for a signature that is not there, or covers less than a revision', async () => {
    expect(signedRevisionOf(changed, 3)).toBeUndefined();
    expect(signedRevisionOf(changed, 0)).toBeUndefined();
    const partial = Buffer.from(
      first
        .toString('latin1')
        .replace(/\/ByteRange \[0 (\d+)/, (_, n) => `/ByteRange [0 ${'1'.padStart(n.length, '0')}`),
      'latin1',
    );
    expect(partial.equals(first)).toBe(false);
    expect(signedRevisionOf(partial, 1)).toBeUndefined();
  });
});
