import { describe, expect, it } from 'vitest';
import { pageSpace } from '../../../../src/signing/pdf/geometry.ts';
import { pageRows, rowText } from '../../../../src/signing/pdf/pageText/pageRows.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { pageAt } from '../../../../src/signing/pdf/read/pages.ts';
import { dateText, stampDraft } from '../../../../src/signing/pdf/stampDraft.ts';
import type { StampDraftRequest } from '../../../../src/signing/pdf/stampRequest.ts';
import { documentFixture, LETTER, LETTERS, onePage, smallPdf } from './smallPdf.ts';

function request(changes: Partial<StampDraftRequest> = {}): StampDraftRequest {
  return {
    pdf: documentFixture(LETTER),
    number: '15',
    notation: 'STC-VP',
    place: 'An Bình',
    dateText: dateText('2026-11-21'),
    ...changes,
  };
}

function textsOf(file: Uint8Array, page = 0): readonly string[] {
  const pdf = openPdf(file);
  const rows = pageRows(pdf, pageSpace(pdf, pageAt(pdf, page)));
  return rows.map((row) => rowText(row.characters).text.replace(/\s+/g, ' '));
}

/** A draft in a font of its own: `~` is ố, `^` is à, `_` is á, `` ` `` is ă. */
function draft(lines: readonly string[]): Buffer {
  const content = `BT /F1 13 Tf 1 0 0 1 90 730 Tm 20 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  const map =
    '1 beginbfrange <20> <7d> <0020> endbfrange 4 beginbfchar <7e> <1ED1> <5e> <00E0> <5f> <00E1> <60> <0103> endbfchar';
  const stream = (text: string): string => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  return smallPdf(
    onePage({
      4: stream(content),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
      6: stream(map),
    }),
  );
}

describe('the date line', () => {
  it('has a zero before days below 10 and before January and February', () => {
    expect(dateText('2026-01-05')).toBe('ngày 05 tháng 01 năm 2026');
    expect(dateText('2026-06-29')).toBe('ngày 29 tháng 6 năm 2026');
    expect(dateText('2026-11-21')).toBe('ngày 21 tháng 11 năm 2026');
    expect(() => dateText('21/11/2026')).toThrowError(
      expect.objectContaining({ code: 'STAMP_TEXT_INVALID' }),
    );
  });
});

describe('a stamp on a draft', () => {
  it.each(LETTERS)('completes the blank lines of %s, as an appended update', async (file) => {
    const pdf = documentFixture(file);
    const stamped = await stampDraft(request({ pdf }));
    expect(Buffer.from(stamped).subarray(0, pdf.length).equals(pdf)).toBe(true);
    expect(
      textsOf(stamped).some((text) => text.startsWith('Số: 15 /STC-VP An Bình, ngày 21 tháng 11 năm 2026')),
    ).toBe(true);
  });

  it('leaves the other pages alone', async () => {
    const stamped = await stampDraft(request({ pdf: documentFixture('cong-van-two-pages.pdf') }));
    expect(textsOf(stamped, 1).some((text) => text.startsWith('Số: /STC-VP'))).toBe(true);
  });

  it('puts the marks below number and subject, where nothing is written', async () => {
    const stamped = await stampDraft(request({ urgency: 'HỎA TỐC', circulation: 'LƯU HÀNH NỘI BỘ' }));
    const texts = textsOf(stamped);
    expect(texts.indexOf('HỎA TỐC')).toBeGreaterThan(texts.indexOf('trữ năm 2026'));
    expect(texts.some((text) => text.startsWith('LƯU HÀNH NỘI BỘ'))).toBe(true);
  });

  it('uses the cells of the decree where the draft has no lines, and the given places', async () => {
    const blank = smallPdf(onePage({ 4: '<< /Length 0 >>\nstream\n\nendstream' }));
    expect(textsOf(await stampDraft(request({ pdf: blank })))).toEqual([
      'Số: 15/STC-VP An Bình, ngày 21 tháng 11 năm 2026',
    ]);
    const at = {
      number: { page: 1, xMm: 20, yMm: 100 },
      date: { page: 1, xMm: 20, yMm: 120 },
      urgency: { page: 1, xMm: 20, yMm: 10 },
    };
    const placed = textsOf(await stampDraft(request({ at, urgency: 'THƯỢNG KHẨN' })));
    expect(placed).toContain('Số: 15/STC-VP');
    expect(placed[0]).toBe('THƯỢNG KHẨN');
  });

  it('stands upright and in place after content that does not close what it opens', async () => {
    const content = 'q q 2 0 0 2 0 0 cm';
    const pdf = smallPdf(onePage({ 4: `<< /Length ${content.length} >>\nstream\n${content}\nendstream` }));
    const stamped = openPdf(await stampDraft(request({ pdf })));
    const [row] = pageRows(stamped, pageSpace(stamped, pageAt(stamped, 0)));
    expect(row?.yMm).toBeCloseTo(37.5, 1);
  });

  it('keeps resources the page inherits', async () => {
    const pdf = smallPdf({
      ...onePage({
        2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << /Fm 6 0 R >> >> >>',
        3: '<< /Type /Page /Parent 2 0 R /Contents [4 0 R] >>',
        6: '<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream',
      }),
    });
    expect(textsOf(await stampDraft(request({ pdf }))).join()).toContain('Hello');
  });

  it.each([
    ['S~:', 'Số:15/STC-VP'],
    ['S~:       /STC-VP', 'Số:15/STC-VP'],
    ['S~: ....... /STC-VP', 'Số:...1.5.../STC-VP'],
  ])('completes a line written as %s', async (line, expected) => {
    const texts = textsOf(await stampDraft(request({ pdf: draft([line]) })));
    expect(texts.map((text) => text.replace(/\s/g, ''))).toContain(expected);
  });

  it('fills only what the date line leaves blank', async () => {
    const pdf = draft(['S~:       /STC-VP', 'An B\\355nh, ng^y        th_ng 11 n`m 2026']);
    expect(textsOf(await stampDraft(request({ pdf })))[1]).toMatch(/ngày 21 tháng 11 năm 2026$/);
    const year = draft(['S~:       /STC-VP', 'ng^y        th_ng       n`m']);
    expect(textsOf(await stampDraft(request({ pdf: year })))[1]).toMatch(/^ngày 21 tháng 11 năm 2026$/);
  });
});

const REFUSED: readonly (readonly [string, string, Partial<StampDraftRequest>])[] = [
  ['another notation in the draft', 'STAMP_DRAFT_DIFFERS', { notation: 'STC-TC' }],
  ['another place in the draft', 'STAMP_DRAFT_DIFFERS', { place: 'Hà Nội' }],
  ['another year in the draft', 'STAMP_DRAFT_DIFFERS', { dateText: dateText('2025-11-21') }],
  ['a number of one digit', 'STAMP_TEXT_INVALID', { number: '5' }],
  ['a notation with a space', 'STAMP_TEXT_INVALID', { notation: 'STC VP' }],
  ['a number too long for its blank', 'STAMP_PLACE_TAKEN', { number: '12345678901' }],
  ['a place outside the page', 'PLACE_OUTSIDE_PAGE', { at: { number: { page: 1, xMm: 200, yMm: 10 } } }],
  ['a page there is not', 'PDF_PAGE_NOT_FOUND', { at: { number: { page: 2, xMm: 20, yMm: 10 } } }],
  ['no line and no room', 'STAMP_PLACE_TAKEN', { pdf: documentFixture('cong-van-rotated.pdf') }],
];

describe('a stamp is refused', () => {
  it('where something else follows a number line without notation', async () => {
    const pdf = draft(['S~: An Binh, 2026']);
    await expect(stampDraft(request({ pdf }))).rejects.toMatchObject({ code: 'STAMP_PLACE_TAKEN' });
  });

  it.each(REFUSED)('%s: %s', async (_, code, changes) => {
    await expect(stampDraft(request(changes))).rejects.toMatchObject({ code });
  });

  it('where a number already stands', async () => {
    const once = await stampDraft(request());
    await expect(stampDraft(request({ pdf: once }))).rejects.toMatchObject({ code: 'STAMP_PLACE_TAKEN' });
  });

  it('on a signed document', async () => {
    const pdf = smallPdf(
      onePage({
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>',
        6: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /V 7 0 R >>',
        7: '<< /Type /Sig /ByteRange [0 10 20 5] /Contents <3003> >>',
      }),
    );
    await expect(stampDraft(request({ pdf }))).rejects.toMatchObject({ code: 'STAMP_AFTER_SIGNATURE' });
  });
});
