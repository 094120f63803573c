/** The files of this test were encrypted by qpdf 11.3 from one empty letter; the passwords are `user` and `own`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { Secret } from '../../../../src/kernel/secret.ts';
import { collectMaterial } from '../../../../src/signing/collect.ts';
import { FileCipher } from '../../../../src/signing/pdf/encryption/fileCipher.ts';
import { refuseForbidden } from '../../../../src/signing/pdf/encryption/refuseForbidden.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { asDict, asString } from '../../../../src/signing/pdf/read/objects.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../../src/signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../../../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../devPki.ts';
import { AT, sign } from './signing.ts';
import { documentFixture, imageFixture } from './smallPdf.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/documents/encrypted');
const IMAGE = { image: imageFixture('signature.png'), widthMm: 45, heightMm: 20 };
const PLACED = { ...IMAGE, at: { page: 1, xMm: 100, yMm: 150 } };

async function judged(pdf: Uint8Array, password: Secret | undefined): Promise<ValidationReport> {
  const trust = devTrust();
  const source = await devRevocation(AT);
  const material = await collectMaterial(certificatesOfPdf(pdf, password), trust, source);
  const opening = password === undefined ? {} : { password };
  return verifyPdf(pdf, { file: 'test.pdf', material, trust, policy: DEFAULT_POLICY, at: AT, ...opening });
}

async function signedTwice(pdf: Buffer, password: Secret | undefined): Promise<Uint8Array> {
  const judge = (bytes: Uint8Array) => judged(bytes, password);
  const opening = { judge, ...(password === undefined ? {} : { password }) };
  const once = await sign(pdf, 'person', { ...opening, appearance: PLACED });
  return await sign(once, 'agency', opening);
}

describe('an encrypted PDF is signed twice and verified', () => {
  it.each([
    ['rc4-40.pdf', undefined],
    ['rc4-128.pdf', undefined],
    ['rc4-128-password.pdf', 'user'],
    ['aes-128.pdf', 'own'],
    ['aes-256-r5.pdf', undefined],
    ['aes-256-r6.pdf', undefined],
    ['aes-256-r6-password.pdf', 'own'],
  ])('%s with %s', async (file, text) => {
    const password = text === undefined ? undefined : new Secret(text);
    const pdf = readFileSync(join(FOLDER, file));
    const signed = await signedTwice(pdf, password);
    expect(await judged(signed, password)).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', documentUnchanged: true },
      signatures: [{ role: 'person' }, { role: 'agency' }],
    });
    expect(pdf.equals(signed.subarray(0, pdf.length))).toBe(true);
    const read = openPdf(signed, password);
    expect(read.encryption).not.toBeNull();
    expect(read.trailer.entries.has('ID')).toBe(true);
    const names = fieldsOf(read).map(({ value }) => {
      const name = asDict(read.resolve(value))?.entries.get('Name');
      return Buffer.from(asString(name) ?? []);
    });
    expect(names.map((one) => one.length > 0)).toEqual([true, true]);
    // What was added is encrypted, too: nothing of it stands in the file as it is read.
    expect(Buffer.from(signed).includes(names[0] ?? Buffer.alloc(0))).toBe(false);
  });

  it('a letter that only restricts its use', async () => {
    const pdf = documentFixture('cong-van-encrypted.pdf');
    const signed = await signedTwice(pdf, undefined);
    expect(openPdf(signed).encryption?.name).toBe('AES-256, revision 6');
  });
});

describe('an encrypted PDF', () => {
  it('is not opened by another password', () => {
    const pdf = readFileSync(join(FOLDER, 'rc4-128-password.pdf'));
    expect(() => openPdf(pdf, new Secret('no'))).toThrow(CongvanError);
    expect(() => openPdf(pdf, new Secret('no'))).toThrow('the password does not open the PDF');
  });
});

describe('who opened an encrypted PDF as its user', () => {
  const cipher = new FileCipher(Buffer.alloc(16), { strings: 'none', streams: 'none' }, true);
  const as = (permissions: number, isOwner = false) => ({
    ...{ cipher, name: 'AES-128', dictNumber: 1, isOwner, permissions },
  });

  it.each([
    ['everything', -4, true, true],
    ['forms alone', 1 << 8, false, true],
    ['notes, not forms', 1 << 5, false, true],
    ['nothing', 0, false, false],
  ])('may sign as /P allows: %s', (_, permissions, mayMake, mayFill) => {
    const refused = (isNew: boolean) => {
      try {
        refuseForbidden(as(permissions), isNew);
        return null;
      } catch (error) {
        return error instanceof CongvanError ? error.code : String(error);
      }
    };
    expect(refused(true)).toBe(mayMake ? null : 'PDF_PERMISSION_DENIED');
    expect(refused(false)).toBe(mayFill ? null : 'PDF_PERMISSION_DENIED');
  });

  it('the owner and a file that is not encrypted ask nobody', () => {
    expect(() => refuseForbidden(as(0, true), true)).not.toThrow();
    expect(() => refuseForbidden(null, true)).not.toThrow();
  });
});
