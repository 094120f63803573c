/** Earlier signatures that would keep every later one from passing are found before a key is used. */
import { expect, it, vi } from 'vitest';
import { devSignerKey } from '../devPki.ts';
import { refusalOf, sign } from './signing.ts';
import { documentFixture, LETTER } from './smallPdf.ts';

it('bytes behind the value in /Contents, as EU DSS leaves them in an encrypted file', async () => {
  const signed = Buffer.from(await sign(documentFixture(LETTER), 'person'));
  const end = signed.lastIndexOf('0>');
  signed[end] = '1'.charCodeAt(0);
  const key = devSignerKey('H29.12/seal');
  const use = vi.spyOn(key, 'sign');
  expect(await refusalOf(sign(signed, 'agency', { key }))).toBe('SIGNING_EARLIER_SIGNATURE_BROKEN');
  expect(use).not.toHaveBeenCalled();
});
