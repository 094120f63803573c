import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { rectOf } from '../../../../src/signing/pdf/read/pages.ts';
import { judge, refusalOf, type SignOptions, sign } from './signing.ts';
import { imageFixture, onePage, smallPdf } from './smallPdf.ts';

const PAGE =
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R 8 0 R] /Resources << /Font << /F1 5 0 R >> >> >>';

/** A form with the empty fields `chief` (object 7) and `other` (8). */
function form(entries: string, rect = '[300 200 450 270]'): Buffer {
  const field = (name: string, more: string, at: string) =>
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /F 4 /P 3 0 R /Rect ${at} ${more} >>`;
  return smallPdf(
    onePage({
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] >> >>',
      3: PAGE,
      7: field('chief', entries, rect),
      8: field('other', '', '[50 50 200 120]'),
    }),
  );
}

async function signIn(pdf: Uint8Array, field: string, options: SignOptions = {}): Promise<Uint8Array> {
  return await sign(pdf, 'person', { field, ...options });
}

describe('a signature in an empty field', () => {
  it('keeps the rectangle, adds no field and is valid; the other field may be signed after it', async () => {
    const draft = form('');
    const signed = await signIn(draft, 'chief');
    const twice = await signIn(signed, 'other', { signer: 'H29.13/person' });
    const pdf = openPdf(twice);
    expect(fieldsOf(pdf).map(({ name }) => name)).toEqual(['chief', 'other']);
    expect(rectOf(pdf, fieldsOf(pdf)[0]?.dict.entries.get('Rect'))).toEqual({
      ...{ left: 300, bottom: 200, right: 450, top: 270 },
    });
    const report = await judge(twice);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures.map(({ field }) => field)).toEqual(['chief', 'other']);
  });

  it('may have its widget apart from it', async () => {
    const apart = smallPdf(
      onePage({
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] >> >>',
        3: PAGE.replace('7 0 R 8 0 R', '9 0 R'),
        7: '<< /FT /Sig /T (chief) /Kids [9 0 R] >>',
        9: '<< /Type /Annot /Subtype /Widget /Parent 7 0 R /F 4 /P 3 0 R /Rect [300 200 450 270] >>',
      }),
    );
    expect((await judge(await signIn(apart, 'chief'))).indication).toBe('TOTAL-PASSED');
  });

  it('takes a copy’s text, and the seal where it fits', async () => {
    const mark = { kind: 'attachment', says: '15/QĐ-STC' } as const;
    const wide = form('', '[300 200 520 240]');
    const marked = await sign(wide, 'agency', { field: 'chief', appearance: mark });
    expect((await judge(marked)).signatures).toMatchObject([{ role: 'attachment', field: 'chief' }]);
    const narrow = form('', '[300 200 340 204]');
    expect(await refusalOf(sign(narrow, 'agency', { field: 'chief', appearance: mark }))).toBe(
      'SIGNATURE_FIELD_UNUSABLE',
    );
    const personal = await sign(wide, 'person', { field: 'other' });
    expect(await refusalOf(sign(personal, 'agency', { field: 'chief' }))).toBe('SIGNATURE_FIELD_UNUSABLE');
  });

  it.each([
    ['that is not there', 'nobody', 'SIGNATURE_FIELD_NOT_FOUND'],
    ['without an area', 'chief', 'SIGNATURE_FIELD_UNUSABLE'],
  ])('is refused in one %s', async (_, field, code) => {
    expect(await refusalOf(signIn(form('', '[0 0 0 0]'), field))).toBe(code);
  });

  it('is refused in one that is signed already', async () => {
    const signed = await signIn(form(''), 'chief');
    expect(await refusalOf(signIn(signed, 'chief'))).toBe('SIGNATURE_FIELD_SIGNED');
  });
});

describe('the lock of a field', () => {
  it('goes into the signature, and the verifier and the next signer keep to it', async () => {
    const locked = form('/Lock << /Type /SigFieldLock /Action /Include /Fields [(other)] >>');
    const signed = await signIn(locked, 'chief');
    expect(Buffer.from(signed).toString('latin1')).toMatch(
      /\/TransformMethod \/FieldMDP[^>]*\/Action \/Include \/Fields \[\(other\)\]/,
    );
    expect((await judge(signed)).indication).toBe('TOTAL-PASSED');
    expect(await refusalOf(signIn(signed, 'other'))).toBe('SIGNATURE_FIELD_LOCKED');
    const beside = await sign(signed, 'person', {
      signer: 'H29.13/person',
      appearance: {
        image: imageFixture('signature.png'),
        widthMm: 40,
        heightMm: 18,
        at: { page: 1, xMm: 20, yMm: 150 },
      },
    });
    expect((await judge(beside)).documentUnchanged).toBe(true);
  });

  it('that permits nothing any more is the end of signing', async () => {
    const signed = await signIn(form('/Lock << /Action /All /P 1 >>'), 'chief');
    expect(await refusalOf(sign(signed, 'agency'))).toBe('SIGNATURE_FIELD_LOCKED');
  });
});

describe('seed values', () => {
  it.each([
    ['a filter of another maker', '/Ff 1 /Filter /Entrust.PPKEF'],
    ['another format', '/Ff 2 /SubFilter [/adbe.pkcs7.sha1]'],
    ['a newer version', '/Ff 4 /V 4'],
    ['one of its reasons', '/Ff 8 /Reasons [(Phe duyet)]'],
    ['no reason, when one is given', '/Ff 8 /Reasons [(.)]', 'Ký ban hành'],
    ['a legal attestation', '/Ff 16 /LegalAttestation [(x)]'],
    ['revocation data in the signature', '/Ff 32 /AddRevInfo true'],
    ['another digest', '/Ff 64 /DigestMethod [(SHA1) (RIPEMD160)]'],
    ['a locked document', '/Ff 128 /LockDocument /true'],
    ['a certain look', '/Ff 256 /AppearanceFilter (x)'],
    ['a certification', '/MDP << /P 2 >>'],
    ['a certain certificate', '/Cert << /Ff 2 /Issuer [(x)] >>'],
    ['something nobody knows', '/Wish 1'],
  ])('are refused that demand %s', async (_, seed, reason?: string) => {
    const given = reason === undefined ? {} : { reason };
    expect(await refusalOf(signIn(form(`/SV << /Type /SV ${seed} >>`), 'chief', given))).toBe(
      'SIGNATURE_SEED_UNMET',
    );
  });

  it.each([
    ['this format', '/Ff 3 /Filter /Adobe.PPKLite /SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached]'],
    ['this digest', '/Ff 64 /DigestMethod [(SHA256)]'],
    ['this reason', '/Ff 8 /Reasons [(Phe duyet) (Ban hanh)]', 'Ban hanh'],
    ['a timestamp', '/TimeStamp << /URL (http://tsa.test) /Ff 1 >>'],
    ['an approval', '/MDP << /P 0 >>'],
    ['what it only wishes', '/Ff 0 /SubFilter [/adbe.x509.rsa_sha1] /Cert << /Issuer [(x)] >>'],
  ])('are met that demand %s', async (_, seed, reason?: string) => {
    const given = reason === undefined ? {} : { reason };
    expect(await refusalOf(signIn(form(`/SV << ${seed} >>`), 'chief', given))).toBe('signed');
  });

  it('that demand a timestamp refuse B-B', async () => {
    const asking = form('/SV << /TimeStamp << /URL (http://tsa.test) /Ff 1 >> >>');
    expect(await refusalOf(signIn(asking, 'chief', { level: 'B-B', authorities: [] }))).toBe(
      'SIGNATURE_SEED_UNMET',
    );
  });
});

describe('a signature after a text', () => {
  const image = imageFixture('signature.png');

  it('stands centred under it', async () => {
    const appearance = { image, widthMm: 30, heightMm: 13, lines: [], after: 'hello' };
    const signed = await sign(smallPdf(onePage()), 'person', { appearance });
    const pdf = openPdf(signed);
    const rect = rectOf(pdf, fieldsOf(pdf)[0]?.dict.entries.get('Rect'));
    const middle = ((rect?.left ?? 0) + (rect?.right ?? 0)) / 2;
    expect(middle).toBeCloseTo(87, 0);
    expect(rect?.top).toBeLessThan(720);
    expect(rect?.top).toBeGreaterThan(705);
  });

  it('is refused when nobody wrote it', async () => {
    const appearance = { image, widthMm: 30, heightMm: 13, after: 'GIÁM ĐỐC' };
    expect(await refusalOf(sign(smallPdf(onePage()), 'person', { appearance }))).toBe(
      'SIGNATURE_TEXT_NOT_FOUND',
    );
  });

  it('or at a place takes the size that is given with it', async () => {
    const at = { page: 1, xMm: 20, yMm: 100, widthMm: 60, heightMm: 30 };
    const appearance = { image, widthMm: 30, heightMm: 13, lines: [], at };
    const pdf = openPdf(await sign(smallPdf(onePage()), 'person', { appearance }));
    const rect = rectOf(pdf, fieldsOf(pdf)[0]?.dict.entries.get('Rect'));
    expect(((rect?.right ?? 0) - (rect?.left ?? 0)) / (72 / 25.4)).toBeCloseTo(60, 1);
  });
});
