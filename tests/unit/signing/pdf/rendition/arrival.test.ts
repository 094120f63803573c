import { describe, expect, it } from 'vitest';
import { stampArrival } from '../../../../../src/flow/stampArrival.ts';
import { sha256 } from '../../../../../src/kernel/digest.ts';
import { pageSpace } from '../../../../../src/signing/pdf/geometry.ts';
import { firstPageLines } from '../../../../../src/signing/pdf/pageLines.ts';
import { openPdf } from '../../../../../src/signing/pdf/read/document.ts';
import { asDict, asName, type PdfObject, refTo } from '../../../../../src/signing/pdf/read/objects.ts';
import { pageAt, pagesOf } from '../../../../../src/signing/pdf/read/pages.ts';
import { makeRendition } from '../../../../../src/signing/pdf/rendition/makeRendition.ts';
import { AT, refusalOf, sign } from '../../pdfWrite/signing.ts';
import { documentFixture, LETTER, LETTERS, onePage, smallPdf } from '../../pdfWrite/smallPdf.ts';

const STAMP = {
  agency: 'Sở Tài chính tỉnh An Bình',
  number: '123',
  day: '22/11/2026',
  to: 'Phòng Ngân sách',
};

async function rendered(pdf: Uint8Array): Promise<Buffer> {
  return (await stampArrival({ file: 'a.pdf', pdf, stamp: STAMP, now: AT })).pdf;
}

async function signedAndSealed(): Promise<Uint8Array> {
  return await sign(await sign(documentFixture(LETTER), 'person'), 'agency');
}

/** Every dictionary in the file, of streams too. */
function dictionaries(pdf: Uint8Array): readonly ReadonlyMap<string, PdfObject>[] {
  const opened = openPdf(pdf);
  const inside = (object: PdfObject): ReadonlyMap<string, PdfObject>[] => {
    if (object.kind === 'array') return object.items.flatMap(inside);
    if (object.kind === 'stream') return inside(object.dict);
    return object.kind === 'dict' ? [object.entries, ...[...object.entries.values()].flatMap(inside)] : [];
  };
  return [...opened.objectNumbers()].flatMap((number) => inside(opened.get(refTo(number))));
}

describe('the rendition of a signed document', () => {
  it('has the stamp and the notice, and nothing of the signatures but their look', async () => {
    const original = await signedAndSealed();
    const before = sha256(original);
    const rendition = await rendered(original);
    expect(sha256(original)).toBe(before);
    const lines = firstPageLines(openPdf(rendition), 1).join('\n');
    for (const words of [
      'SỞ TÀI CHÍNH TỈNH AN BÌNH',
      'ĐẾN',
      'Số: 123',
      'Ngày: 22/11/2026',
      'Chuyển: Phòng Ngân sách',
    ]) {
      expect(lines).toContain(words);
    }
    expect(lines).toContain('Số và ký hiệu HS: …');
    expect(lines).toContain(`Bản thể hiện có dấu đến; bản gốc có chữ ký số: ${before.slice(7, 23)}`);
    for (const key of ['ByteRange', 'AcroForm', 'DSS', 'Perms', 'Annots', 'FT', 'PieceInfo']) {
      expect(dictionaries(rendition).filter((entries) => entries.has(key))).toEqual([]);
      expect(rendition.includes(`/${key}`)).toBe(false);
    }
    expect(rendition.includes('/Sig')).toBe(false);
  });

  it('shows the images of the signatures as content of the page', async () => {
    const images = (pdf: Uint8Array): number =>
      dictionaries(pdf).filter((entries) => asName(entries.get('Subtype')) === 'Image').length;
    const original = await signedAndSealed();
    expect(images(await rendered(original))).toBe(images(original));
    expect(images(original)).toBeGreaterThan(images(documentFixture(LETTER)));
  });

  it('is one revision, the same for the same file', async () => {
    const original = await signedAndSealed();
    const rendition = await rendered(original);
    expect(openPdf(rendition).revisions.length).toBe(1);
    expect(rendition.equals(await rendered(original))).toBe(true);
  });

  it('is refused when the original was changed', async () => {
    const damaged = Buffer.from(await signedAndSealed());
    const at = damaged.indexOf('/Contents <') + 400;
    damaged[at] = damaged[at] === 0x30 ? 0x31 : 0x30;
    await expect(rendered(damaged)).rejects.toMatchObject({ code: 'RENDITION_ORIGINAL_BROKEN' });
  });
});

describe('the rendition of any document', () => {
  it.each(LETTERS)('keeps the text and the pages of %s', async (letter) => {
    const original = documentFixture(letter);
    const rendition = await rendered(original);
    const [before, after] = [openPdf(original), openPdf(rendition)];
    expect([...pagesOf(after)].length).toBe([...pagesOf(before)].length);
    const lines = firstPageLines(after, 1);
    for (const line of firstPageLines(before, 1)) expect(lines).toContain(line);
    for (const line of lines.filter((one) => one.startsWith('Bản thể hiện')))
      expect(line).not.toContain('chữ ký số');
    expect(pageSpace(after, pageAt(after, 0)).widthMm).toBeCloseTo(
      pageSpace(before, pageAt(before, 0)).widthMm,
      3,
    );
  });

  it('loses scripts, actions and attachments', async () => {
    const script = '/S /JavaScript /JS (app.alert(1))';
    const pdf = smallPdf(
      onePage({
        1: `<< /Type /Catalog /Pages 2 0 R /OpenAction << ${script} >> /Names << /JavaScript 6 0 R >> /AcroForm << /Fields [] >> >>`,
        6: `<< /Names [(a) << ${script} >>] >>`,
      }),
    );
    const rendition = await rendered(pdf);
    for (const word of ['OpenAction', 'JavaScript', 'app.alert', 'AcroForm']) {
      expect(rendition.includes(word)).toBe(false);
    }
    expect(asDict(openPdf(rendition).catalog())?.entries.has('Names')).toBe(false);
  });

  it('does not follow a form to a signature, and stops where forms refer to each other in a circle', async () => {
    const form = '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0';
    const pdf = smallPdf(
      onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /A 6 0 R >> >> >>',
        6: `<< ${form} /Resources << /XObject << /A 6 0 R >> /Properties << /S 7 0 R >> >> >>\nstream\n\nendstream`,
        7: '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>',
      }),
    );
    const rendition = await rendered(pdf);
    expect(rendition.includes('ByteRange')).toBe(false);
    expect(rendition.includes('/Sig')).toBe(false);
  });
});

describe('refusals', () => {
  const made = (pdf: Uint8Array, changes: object = {}) =>
    refusalOf(makeRendition({ pdf, stamp: STAMP, ...changes }).then((rendition) => rendition.pdf));

  it('of an encrypted file, also of one that opens without a password', async () => {
    expect(await made(documentFixture('cong-van-encrypted.pdf'))).toBe('PDF_ENCRYPTED');
  });

  it('of a place where something is written, or that is not on the page', async () => {
    const pdf = smallPdf(onePage());
    expect(await made(pdf, { at: { page: 1, xMm: 20, yMm: 35 } })).toBe('STAMP_PLACE_TAKEN');
    expect(await made(pdf, { at: { page: 1, xMm: 180, yMm: 100 } })).toBe('PLACE_OUTSIDE_PAGE');
    expect(await made(pdf, { at: { page: 2, xMm: 10, yMm: 10 } })).toBe('PDF_PAGE_NOT_FOUND');
  });

  it('of text that is too long for its line', async () => {
    const stamp = { ...STAMP, to: 'Phòng '.repeat(40) };
    expect(await made(smallPdf(onePage()), { stamp })).toBe('STAMP_TEXT_INVALID');
  });

  it.each([
    ['a note', '/Subtype /FreeText /Contents (Hello)', 'RENDITION_REFUSED'],
    ['a filled field', '/Subtype /Widget /FT /Tx /T (a) /V (Hello)', 'RENDITION_REFUSED'],
    ['an empty field', '/Subtype /Widget /FT /Sig /T (a)', 'signed'],
    ['a link', '/Subtype /Link', 'signed'],
    ['a hidden note', '/Subtype /FreeText /F 2 /Contents (Hello)', 'signed'],
  ])('of what has no appearance but is seen, never of what is not: %s', async (_, entries, expected) => {
    const pdf = smallPdf(
      onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Annots [6 0 R] >>',
        6: `<< /Type /Annot /Rect [100 100 150 150] ${entries} >>`,
      }),
    );
    expect(await made(pdf)).toBe(expected);
  });

  it('of an annotation in a layer: it may be hidden', async () => {
    const form = '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream';
    const pdf = smallPdf(
      onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Annots [6 0 R] >>',
        6: '<< /Type /Annot /Subtype /Stamp /Rect [100 100 150 150] /F 4 /AP << /N 7 0 R >> /OC 8 0 R >>',
        7: form,
        8: '<< /Type /OCG /Name (Layer) >>',
      }),
    );
    expect(await made(pdf)).toBe('RENDITION_REFUSED');
  });
});
