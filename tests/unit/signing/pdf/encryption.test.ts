/** The files of this test were encrypted by qpdf 11.3 from one empty letter; the passwords are `user` and `own`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { BASE, pdfOf } from './pdfBuilder.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/documents/encrypted');

function refusalOf(bytes: Uint8Array): { readonly code: string; readonly detail: string | undefined } {
  try {
    openPdf(bytes);
    return { code: 'opened', detail: undefined };
  } catch (error) {
    if (!(error instanceof CongvanError)) throw error;
    return { code: error.code, detail: error.detail };
  }
}

describe('an encrypted file is refused by the name of its encryption', () => {
  it.each([
    ['rc4-40.pdf', 'RC4, 40 bits, revision 2, opens without a password'],
    ['rc4-128.pdf', 'RC4, 128 bits, revision 3, opens without a password'],
    ['rc4-128-password.pdf', 'RC4, 128 bits, revision 3, a password is needed'],
    ['aes-128.pdf', 'AES-128, revision 4, opens without a password'],
    ['aes-256-r5.pdf', 'AES-256, revision 5, opens without a password'],
    ['aes-256-r6.pdf', 'AES-256, revision 6, opens without a password'],
    ['aes-256-r6-password.pdf', 'AES-256, revision 6, a password is needed'],
  ])('%s', (file, detail) => {
    expect(refusalOf(readFileSync(join(FOLDER, file)))).toEqual({ code: 'PDF_ENCRYPTED', detail });
  });

  it('names another handler than the standard one', () => {
    const bytes = pdfOf(BASE, { trailer: '/Encrypt << /Filter /Adobe.PubSec /V 4 >>' });
    expect(refusalOf(bytes)).toEqual({ code: 'PDF_ENCRYPTED', detail: 'handler Adobe.PubSec' });
  });

  it('says so when the dictionary is not there', () => {
    const detail = 'its encryption dictionary cannot be read';
    expect(refusalOf(pdfOf(BASE, { trailer: '/Encrypt 77 0 R' }))).toEqual({ code: 'PDF_ENCRYPTED', detail });
  });
});
