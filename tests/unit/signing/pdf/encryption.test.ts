/** The files of this test were encrypted by qpdf 11.3 from one empty letter; the passwords are `user` and `own`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { Secret } from '../../../../src/kernel/secret.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { pagesOf } from '../../../../src/signing/pdf/read/pages.ts';
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

function opened(file: string, password?: string) {
  const secret = password === undefined ? undefined : new Secret(password);
  return openPdf(readFileSync(join(FOLDER, file)), secret);
}

describe('an encrypted file is read', () => {
  it.each([
    ['rc4-40.pdf', 'RC4, 40 bits, revision 2'],
    ['rc4-128.pdf', 'RC4, 128 bits, revision 3'],
    ['aes-128.pdf', 'AES-128, revision 4'],
    ['aes-256-r5.pdf', 'AES-256, revision 5'],
    ['aes-256-r6.pdf', 'AES-256, revision 6'],
  ])('%s without a password, as the user', (file, name) => {
    const pdf = opened(file);
    expect(pdf.encryption).toMatchObject({ name, isOwner: false });
    const contents = pdf.value([...pagesOf(pdf)][0]?.dict ?? pdf.catalog(), 'Contents');
    if (contents.kind !== 'stream') throw new Error('no content');
    expect(Buffer.from(pdf.streamBytes(contents)).toString('latin1')).toContain('(Trang 1) Tj');
  });

  it.each(['rc4-40.pdf', 'rc4-128-password.pdf', 'aes-128.pdf', 'aes-256-r5.pdf', 'aes-256-r6-password.pdf'])(
    '%s by its owner',
    (file) => {
      expect(opened(file, 'own').encryption).toMatchObject({ isOwner: true });
    },
  );

  it.each(['rc4-128-password.pdf', 'aes-256-r6-password.pdf'])('%s by its user, not by others', (file) => {
    expect(opened(file, 'user').encryption).toMatchObject({ isOwner: false });
    expect(() => opened(file, 'User')).toThrowError(expect.objectContaining({ code: 'PDF_PASSWORD_WRONG' }));
  });

  it('not when a later revision is not encrypted', () => {
    const whole = readFileSync(join(FOLDER, 'rc4-128.pdf'));
    const at = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(whole.toString('latin1'))?.[1]);
    const trailer = `trailer << /Size 50 /Root 1 0 R /Prev ${at} >>`;
    const update = `xref\n0 0\n${trailer}\nstartxref\n${whole.length}\n%%EOF\n`;
    expect(refusalOf(Buffer.concat([whole, Buffer.from(update)]))).toEqual({
      ...{ code: 'PDF_ENCRYPTED', detail: 'not all of its revisions are encrypted in one way' },
    });
  });
});

describe('an encrypted file is refused by the name of its encryption', () => {
  it.each([
    ['rc4-128-password.pdf', 'RC4, 128 bits, revision 3, a password is needed'],
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
