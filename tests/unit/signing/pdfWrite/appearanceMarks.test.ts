import { describe, expect, it } from 'vitest';
import { markText } from '../../../../src/signing/pdf/cornerMark.ts';
import { declaredAct, roleWithAct } from '../../../../src/signing/pdf/declaredAct.ts';
import { boxAsSeen, pageSpace } from '../../../../src/signing/pdf/geometry.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { pageAt, rectOf } from '../../../../src/signing/pdf/read/pages.ts';
import type { CornerMark } from '../../../../src/signing/pdf/signRequest.ts';
import { judge, refusalOf, sign } from './signing.ts';
import { documentFixture, LETTER, onePage, smallPdf } from './smallPdf.ts';

const ATTACHMENT: CornerMark = { kind: 'attachment', says: '15/QĐ-STC' };
const COPY: CornerMark = { kind: 'copy', form: 'sao-y', says: 'Sở Tài chính' };

async function mark(pdf: Uint8Array, appearance: CornerMark): Promise<Uint8Array> {
  return await sign(pdf, 'agency', { appearance });
}

/** The widget as seen. */
function shownBy(file: Uint8Array, field: string) {
  const pdf = openPdf(file);
  const found = fieldsOf(pdf).find(({ name }) => name === field);
  const rect = rectOf(pdf, found?.dict.entries.get('Rect'));
  if (rect === null) throw new Error(`no widget ${field}`);
  return boxAsSeen(pageSpace(pdf, pageAt(pdf, 0)), rect);
}

describe('the agency’s signature on an attachment or a copy', () => {
  it.each([
    ['attachment', ATTACHMENT],
    ['copy', COPY],
  ] as const)('%s needs no person, is valid and told apart', async (role, appearance) => {
    const report = await judge(await mark(smallPdf(onePage()), appearance));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures).toMatchObject([{ role, level: 'B-T', coverage: 'WHOLE-FILE' }]);
  });

  it('stands in the upper right corner, its end 20 mm from the edge', async () => {
    const box = shownBy(await mark(smallPdf(onePage()), ATTACHMENT), 'Signature1');
    expect(box.xMm + box.widthMm).toBeCloseTo(595 / (72 / 25.4) - 20, 2);
    expect(box.yMm).toBeCloseTo(10, 2);
    expect(box.heightMm).toBeCloseTo(4.23, 1);
  });

  it('goes on in a second line before it leaves the right half of the page', async () => {
    const says = 'Ủy ban nhân dân thành phố Hà Nội';
    const box = shownBy(await mark(smallPdf(onePage()), { ...COPY, says }), 'Signature1');
    expect(box.widthMm).toBeLessThanOrEqual(85);
    expect(box.heightMm).toBeCloseTo(2 * 4.23, 1);
  });

  it('draws ten points, whatever the unit of the page', async () => {
    const half = onePage({
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 297.5 421] /UserUnit 2 /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    });
    const [one, other] = await Promise.all([
      mark(smallPdf(onePage()), ATTACHMENT),
      mark(smallPdf(half), ATTACHMENT),
    ]);
    const [a, b] = [shownBy(one, 'Signature1'), shownBy(other, 'Signature1')];
    expect(b.widthMm).toBeCloseTo(a.widthMm, 3);
    expect(b.xMm).toBeCloseTo(a.xMm, 3);
  });

  it('follows a person and a seal, and a copy goes beside it into free room', async () => {
    const sealed = await sign(await sign(documentFixture(LETTER), 'person'), 'agency');
    const attached = await mark(sealed, ATTACHMENT);
    const copied = await mark(attached, COPY);
    const report = await judge(copied);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures.map(({ role }) => role)).toEqual(['person', 'agency', 'attachment', 'copy']);
    const [first, second] = [shownBy(copied, 'Signature3'), shownBy(copied, 'Signature4')];
    expect(second.yMm).toBeGreaterThanOrEqual(first.yMm + first.heightMm);
  });

  it('is the last word: neither a person nor the seal comes after it', async () => {
    const marked = await mark(documentFixture(LETTER), COPY);
    expect(await refusalOf(sign(marked, 'person'))).toBe('SIGNING_ORDER_REFUSED');
    expect(await refusalOf(sign(marked, 'agency'))).toBe('SIGNING_ORDER_REFUSED');
  });

  it('never stands over what the page says or shows', async () => {
    const text = Array.from({ length: 12 }, (_, i) => `1 0 0 1 300 ${838 - i * 9} Tm (${'x'.repeat(60)}) Tj`);
    const content = `BT /F1 9 Tf ${text.join(' ')} ET`;
    const full = smallPdf(onePage({ 4: `<< /Length ${content.length} >>\nstream\n${content}\nendstream` }));
    expect(await refusalOf(mark(full, ATTACHMENT))).toBe('MARK_PLACE_TAKEN');
    const at = { page: 1, xMm: 25, yMm: 38 };
    expect(await refusalOf(mark(smallPdf(onePage()), { ...ATTACHMENT, at }))).toBe('MARK_PLACE_TAKEN');
    const noted = smallPdf(
      onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] /Resources << /Font << /F1 5 0 R >> >> >>',
        6: '<< /Type /Annot /Subtype /Square /Rect [300 770 590 840] /F 4 >>',
      }),
    );
    expect(await refusalOf(mark(noted, ATTACHMENT))).toBe('MARK_PLACE_TAKEN');
    const outside = { ...ATTACHMENT, at: { page: 1, xMm: 180, yMm: 30 } };
    expect(await refusalOf(mark(smallPdf(onePage()), outside))).toBe('PLACE_OUTSIDE_PAGE');
  });

  it('is refused to a person’s key', async () => {
    const signing = sign(smallPdf(onePage()), 'agency', { signer: 'H29.12/person', appearance: ATTACHMENT });
    expect(await refusalOf(signing)).toBe('SIGNER_ROLE_MISMATCH');
  });
});

describe('a declaration', () => {
  it('makes nobody an agency', async () => {
    const { pdf, value } = signatureOf(await mark(smallPdf(onePage()), COPY));
    expect(declaredAct(value)).toEqual({ kind: 'copy', form: 'sao-y' });
    expect(roleWithAct('agency', value, true)).toBe('copy');
    expect(roleWithAct('agency', value, false)).toBe('agency');
    expect(roleWithAct('person', value, true)).toBe('person');
    expect(pdf.value(value, 'Congvan').kind).toBe('dict');
  });

  it('that is not known counts for nothing', async () => {
    const signed = Buffer.from(await mark(smallPdf(onePage()), COPY)).toString('latin1');
    for (const [from, to] of [
      ['/Form /sao-y', '/Form /sao-x'],
      ['/Act /copy', '/Act /cope'],
      ['/Congvan <<', '/Congvax <<'],
    ] as const) {
      expect(signed).toContain(from);
      const { value } = signatureOf(Buffer.from(signed.replace(from, to), 'latin1'));
      expect(declaredAct(value)).toBeNull();
    }
  });
});

function signatureOf(file: Uint8Array) {
  const pdf = openPdf(file);
  const value = pdf.resolve(fieldsOf(pdf).find(({ name }) => name === 'Signature1')?.value);
  if (value.kind !== 'dict') throw new Error('no signature');
  return { pdf, value };
}

describe('what is written', () => {
  it('is worded as the law has it, with the time that is signed', () => {
    const at = new Date('2026-11-19T02:30:05Z');
    expect(markText(ATTACHMENT, at)).toBe('Số: 15/QĐ-STC; 19/11/2026 09:30:05 +07:00');
    expect(markText(COPY, at)).toBe('Sao y; Sở Tài chính; 19/11/2026 09:30:05 +07:00');
    expect(markText({ ...COPY, form: 'sao-luc' }, at)).toMatch(/^Sao lục; /);
    expect(markText({ ...COPY, form: 'trich-sao' }, at)).toMatch(/^Trích sao; /);
  });
});
