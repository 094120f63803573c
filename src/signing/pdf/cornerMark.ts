/**
 * The agency's signature on an attachment in a file of its own (NĐ 30/2020 PL I, II.8b and III.1d) and on a copy
 * (PL I, Phần II, I.3, cell 14): no image; one line of text at the top right of the first page, Times New Roman
 * (Tinos), ordinary case, upright, 10 points, black. The law leaves the distances open; they are chosen here.
 */
import { CongvanError } from '../../kernel/errors.ts';
import { type DrawnText, pointsToMm, textWidthMm } from './appearance.ts';
import { coversText } from './changes/hiding.ts';
import { visibleAnnotations } from './changes/visible.ts';
import type { CopyForm } from './declaredAct.ts';
import { type BoxMm, boxAsSeen, overlap, type PageSpace, pageSpace, rectInUser } from './geometry.ts';
import { isWritten, pageRows } from './pageText/pageRows.ts';
import type { PdfDocument } from './read/document.ts';
import { pageAt } from './read/pages.ts';
import { signingTimeText } from './signingTime.ts';
import type { CornerMark } from './signRequest.ts';

/** II.8b: "chữ in thường". */
const FORM_WORDS: Readonly<Record<CopyForm, string>> = {
  'sao-y': 'Sao y',
  'sao-luc': 'Sao lục',
  'trich-sao': 'Trích sao',
};

export const MARK_SIZE = 10;
const LINE_MM = pointsToMm(MARK_SIZE * 1.2);
/** From the right edge: the widest right margin of PL I, I.5, so that the text ends with the letter's own lines. */
const FROM_RIGHT_MM = 20;
/** The corner is the upper margin of 20 mm; this is where the text begins in it if nothing else stands there. */
const USUAL_TOP_MM = 10;
const LEAST_TOP_MM = 4;
const MARGIN_MM = 20;
/** The right half of the page between its margins; longer text goes on in a second line. */
const WIDEST_MM = 85;

export interface PlacedMark {
  readonly space: PageSpace;
  readonly box: BoxMm;
  readonly texts: readonly DrawnText[];
}

/** `Số: 15/QĐ-STC; 21/11/2026 09:30:05 +07:00`, `Sao y; Sở Tài chính; 21/11/2026 09:30:05 +07:00`. */
export function markText(mark: CornerMark, signedAt: Date): string {
  const says = mark.says.normalize('NFC').trim();
  const what = mark.kind === 'attachment' ? `Số: ${says}` : `${FORM_WORDS[mark.form]}; ${says}`;
  return `${what}; ${signingTimeText(signedAt)}`;
}

/**
 * In the upper right corner, as near to its usual height as is free; at a given place only if it is free.
 * @throws MARK_PLACE_TAKEN, PLACE_OUTSIDE_PAGE, PDF_PAGE_NOT_FOUND
 */
export function placeMark(pdf: PdfDocument, mark: CornerMark, signedAt: Date): PlacedMark {
  const space = pageSpace(pdf, pageAt(pdf, (mark.at?.page ?? 1) - 1));
  const lines = linesOf(markText(mark, signedAt), mark.at?.widthMm ?? WIDEST_MM);
  const widthMm = Math.max(...lines.map((line) => textWidthMm('regular', line, MARK_SIZE)));
  const heightMm = lines.length * LINE_MM;
  const tops = mark.at === undefined ? usualTops(heightMm) : [mark.at.yMm];
  const xMm = mark.at?.xMm ?? space.widthMm - FROM_RIGHT_MM - widthMm;
  const isTaken = takenOn(pdf, space);
  const boxes = tops.map((yMm) => ({ xMm, yMm, widthMm, heightMm }));
  for (const box of boxes) refuseOutside(space, box);
  const box = boxes.find((candidate) => !isTaken(candidate));
  if (box === undefined) throw new CongvanError('MARK_PLACE_TAKEN', { where: lines.join(' ') });
  return { space, box, texts: textsIn(lines, box) };
}

/** Inside the rectangle of a field. @throws SIGNATURE_FIELD_UNUSABLE when it is too small */
export function markInBox(mark: CornerMark, signedAt: Date, box: BoxMm): readonly DrawnText[] {
  const lines = linesOf(markText(mark, signedAt), box.widthMm);
  const widthMm = Math.max(...lines.map((line) => textWidthMm('regular', line, MARK_SIZE)));
  if (widthMm <= box.widthMm && lines.length * LINE_MM <= box.heightMm) return textsIn(lines, box);
  const needed = `${widthMm.toFixed(1)} × ${(lines.length * LINE_MM).toFixed(1)} mm`;
  throw new CongvanError('SIGNATURE_FIELD_UNUSABLE', { detail: `the text needs ${needed}` });
}

/** From the usual top down to the end of the margin, then up. */
function usualTops(heightMm: number): readonly number[] {
  const tops = [USUAL_TOP_MM];
  for (let top = USUAL_TOP_MM + 0.5; top + heightMm <= MARGIN_MM; top += 0.5) tops.push(top);
  for (let top = USUAL_TOP_MM - 0.5; top >= LEAST_TOP_MM; top -= 0.5) tops.push(top);
  return tops;
}

/** Is there text of the page, or an annotation that is seen? */
export function takenOn(pdf: PdfDocument, space: PageSpace): (box: BoxMm) => boolean {
  const rows = pageRows(pdf, space);
  const annotations = visibleAnnotations(pdf, space.page).map((rect) => boxAsSeen(space, rect));
  return (box) =>
    annotations.some((annotation) => overlap(annotation, box)) ||
    isWritten(rows, box) ||
    coversText(pdf, space.page, rectInUser(space, box));
}

/** As many words in a line as there is room for; broken after a semicolon rather than between words. */
function linesOf(text: string, widestMm: number): readonly string[] {
  const fits = (line: string): boolean => textWidthMm('regular', line, MARK_SIZE) <= widestMm;
  const lines: string[] = [];
  for (const part of text.split(/(?<=;) /)) {
    const line = lines.at(-1);
    if (line !== undefined && fits(`${line} ${part}`)) lines[lines.length - 1] = `${line} ${part}`;
    else lines.push(...wordLines(part, fits));
  }
  return lines;
}

function wordLines(part: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of part.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Each line ends at the right edge of the box. */
function textsIn(lines: readonly string[], box: BoxMm): readonly DrawnText[] {
  return lines.map((text, index) => ({
    ...{ text, style: 'regular', size: MARK_SIZE, colour: 'black' },
    xMm: box.xMm + box.widthMm - textWidthMm('regular', text, MARK_SIZE),
    yMm: box.yMm + (index + 1) * LINE_MM - pointsToMm(MARK_SIZE * 0.3),
  }));
}

function refuseOutside({ widthMm, heightMm, page }: PageSpace, box: BoxMm): void {
  const isInside = box.xMm >= 0 && box.yMm >= 0 && box.xMm + box.widthMm <= widthMm;
  if (isInside && box.yMm + box.heightMm <= heightMm) return;
  throw new CongvanError('PLACE_OUTSIDE_PAGE', { where: `page ${page.index + 1}`, detail: 'text' });
}
