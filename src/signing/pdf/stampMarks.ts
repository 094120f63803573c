/** Frames for urgency and circulation (NĐ 30/2020 PL I, III.2b and III.2c; cells 10b and 11). */
import { type DrawnText, pointsToMm, textWidthMm } from './appearance.ts';
import type { BoxMm, PageSpace } from './geometry.ts';
import type { SeenCharacter, TextRow } from './pageText/pageRows.ts';
import { freeArea } from './signatureLayout.ts';
import type { PagePosition } from './signRequest.ts';
import { characterAt, findInHeader, NUMBER_LINE } from './stampHeader.ts';
import type { StampDraftRequest } from './stampRequest.ts';

/** Points, bold; the law says 13 to 14. */
const TEXT_SIZE = 13;
const FRAME_HEIGHT_MM = 8;
/** III.2b, as width in millimetres. */
const URGENCY_WIDTH_MM = { 'HỎA TỐC': 30, 'THƯỢNG KHẨN': 40, KHẨN: 20 } as const;
/** Width of the frame's line, inside these sizes. */
export const FRAME_LINE_MM = 0.4;
/** Top and middle of cell 10b when the draft has no number line to stand under. */
const DEFAULT_START = { xMm: 63, yMm: 56 } as const;

export interface Frame {
  readonly box: BoxMm;
  readonly colour: 'red' | 'black';
}

export interface Mark {
  readonly page: number;
  readonly frame: Frame;
  readonly text: DrawnText;
}

/** The frames of cells 10b and 11, under the number and the subject, one below the other, in free room. */
export function markParts(
  request: StampDraftRequest,
  rows: readonly TextRow[],
  space: PageSpace,
): readonly Mark[] {
  const { urgency, circulation, at } = request;
  const start = marksStart(rows, space);
  const marks: Mark[] = [];
  const add = (
    text: string,
    widthMm: number,
    colour: Frame['colour'],
    given: PagePosition | undefined,
  ): void => {
    const below = Math.max(start.yMm, ...marks.map(({ frame: { box } }) => box.yMm + box.heightMm + 2));
    const usual = { xMm: start.xMm - widthMm / 2, yMm: below, widthMm, heightMm: FRAME_HEIGHT_MM };
    const box =
      given === undefined ? freeArea(space, usual, rows) : { ...usual, xMm: given.xMm, yMm: given.yMm };
    marks.push({ page: given?.page ?? 1, frame: { box, colour }, text: framedText(text, box, colour) });
  };
  if (urgency !== undefined) add(urgency, URGENCY_WIDTH_MM[urgency], 'red', at?.urgency);
  if (circulation !== undefined) add(circulation, framedWidth(circulation), 'black', at?.circulation);
  return marks;
}

function framedWidth(text: string): number {
  return Math.ceil(textWidthMm('bold', text, TEXT_SIZE) + 5);
}

function framedText(text: string, box: BoxMm, colour: Frame['colour']): DrawnText {
  const size = Math.min(TEXT_SIZE, (TEXT_SIZE * (box.widthMm - 2)) / textWidthMm('bold', text, TEXT_SIZE));
  const xMm = box.xMm + (box.widthMm - textWidthMm('bold', text, size)) / 2;
  return {
    text,
    style: 'bold',
    size,
    xMm,
    yMm: box.yMm + box.heightMm / 2 + pointsToMm(size * 0.33),
    colour,
  };
}

/** Below the number line and the lines of the subject that follow it in the left column. */
function marksStart(
  rows: readonly TextRow[],
  space: PageSpace,
): { readonly xMm: number; readonly yMm: number } {
  const found = findInHeader(rows, space, NUMBER_LINE);
  if (found === undefined) return DEFAULT_START;
  const { row, owner, match } = found;
  const [first, last] = [
    characterAt(row, owner, match.index),
    characterAt(row, owner, match.index + match[0].trimEnd().length - 1),
  ];
  if (first === undefined || last === undefined) return DEFAULT_START;
  const xMm = (first.xMm + last.xMm + last.widthMm) / 2;
  let yMm = row.yMm;
  for (const below of rows) {
    const isNext = below.yMm > yMm && below.yMm - yMm < 9;
    if (isNext && below.characters.some((character) => isUnder(character, xMm))) yMm = below.yMm;
  }
  return { xMm, yMm: yMm + 3.5 };
}

function isUnder({ text, xMm, widthMm }: SeenCharacter, middleMm: number): boolean {
  return text.trim() !== '' && Math.abs(xMm + widthMm / 2 - middleMm) < 20;
}
