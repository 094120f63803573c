/** What a stamp draws and where (NĐ 30/2020 PL I, II.3, II.4, III.2). */
import { CongvanError } from '../../kernel/errors.ts';
import { type DrawnText, pointsToMm, textWidthMm } from './appearance.ts';
import type { FontStyle } from './fonts.ts';
import type { BoxMm, PageSpace } from './geometry.ts';
import { isWritten, rowText, type SeenCharacter, type TextRow } from './pageText/pageRows.ts';
import { freeArea } from './signatureLayout.ts';
import type { PagePosition } from './signRequest.ts';
import type { StampDraftRequest } from './stampRequest.ts';

/** Number and date: 13 points (II.3c, II.4c); frames: bold, 13 to 14 (III.2b, c). */
const TEXT_SIZE = 13;
/** A blank may be smaller than what goes in; smaller than this it is not legible beside the rest. */
const LEAST_TEXT_SIZE = 10;
const FRAME_HEIGHT_MM = 8;
const FRAME_LINE_MM = 0.4;
/** III.2b, as width in millimetres. */
const URGENCY_WIDTH_MM = { 'HỎA TỐC': 30, 'THƯỢNG KHẨN': 40, KHẨN: 20 } as const;

/**
 * Where the parts stand on an A4 page with margins of 20, 20, 30 and 20 mm when the draft has no line of its own:
 * cells 3 and 4 of the scheme (baseline, centred), and the top of cell 10b.
 */
export const DEFAULT_CELLS = {
  number: { xMm: 63, yMm: 37.5 },
  date: { xMm: 143, yMm: 37.5 },
  marks: { xMm: 63, yMm: 56 },
} as const;

export interface Frame {
  readonly box: BoxMm;
  readonly colour: 'red' | 'black';
}
export interface StampParts {
  readonly texts: readonly DrawnText[];
  readonly frames: readonly Frame[];
}

/** The header of a letter ends in the upper part of the first page. */
const HEADER_PART = 1 / 3;
const BLANK = '[\\s.…_]*';
const NUMBER_LINE = new RegExp(`Số\\s*:(${BLANK})([0-9A-Za-z]*)${BLANK}(/\\S+)?`, 'd');
const DATE_LINE = new RegExp(
  `(\\S[^,]*?)?,?\\s*ngày(${BLANK})(\\d{0,2})${BLANK}tháng(${BLANK})(\\d{0,2})${BLANK}năm(${BLANK})(\\d{0,4})`,
  'd',
);

interface Slot {
  readonly leftMm: number;
  /** Null when nothing follows on the line. */
  readonly rightMm: number | null;
  readonly row: TextRow;
}

/** `Số: 15/STC-VP`, completing the blank line of the draft where there is one. */
export function numberParts(
  request: StampDraftRequest,
  rows: readonly TextRow[],
  space: PageSpace,
): readonly DrawnText[] {
  const { number, notation } = request;
  const found = findInHeader(rows, space, NUMBER_LINE);
  if (found === undefined)
    return [inCell(`Số: ${number}/${notation}`, 'regular', DEFAULT_CELLS.number, rows)];
  const { match, row, indices } = found;
  const [, , written = '', rest] = match;
  if (written !== '') throw new CongvanError('STAMP_PLACE_TAKEN', { where: match[0].trim() });
  if (rest !== undefined && rest !== `/${notation}`) {
    throw new CongvanError('STAMP_DRAFT_DIFFERS', {
      where: match[0].trim(),
      detail: `register: /${notation}`,
    });
  }
  const colon = match[0].indexOf(':') + match.index;
  const slot = slotBetween(found, colon + 1, indices[3]?.[0]);
  return [
    rest === undefined
      ? textAfter(`${number}/${notation}`, 'regular', slot)
      : textInto(number, 'regular', slot, row),
  ];
}

interface Found {
  readonly match: RegExpExecArray;
  readonly indices: readonly (readonly [number, number] | undefined)[];
  readonly row: TextRow;
  readonly owner: readonly number[];
}

function findInHeader(rows: readonly TextRow[], space: PageSpace, pattern: RegExp): Found | undefined {
  for (const row of rows) {
    if (row.yMm > space.heightMm * HEADER_PART) break;
    const { text, owner } = rowText(row.characters);
    const match = pattern.exec(text);
    if (match !== null) return { match, indices: match.indices ?? [], row, owner };
  }
  return undefined;
}

/** The room between two places of a row's text. */
function slotBetween({ row, owner }: Found, from: number, to: number | undefined): Slot {
  const before = characterAt(row, owner, from - 1);
  const after = to === undefined ? undefined : characterAt(row, owner, to);
  return { leftMm: before === undefined ? 0 : before.xMm + before.widthMm, rightMm: after?.xMm ?? null, row };
}

function characterAt(row: TextRow, owner: readonly number[], index: number): SeenCharacter | undefined {
  return row.characters[owner[index] ?? -1];
}

/** Centred in its blank, at the size of the line; smaller only when the blank is too small. */
function textInto(text: string, style: FontStyle, slot: Slot, row: TextRow): DrawnText {
  const room = (slot.rightMm ?? Number.POSITIVE_INFINITY) - slot.leftMm;
  const lineSize = row.sizeMm / pointsToMm(1);
  const size = Math.min(lineSize, (lineSize * room) / textWidthMm(style, text, lineSize));
  if (size < Math.min(LEAST_TEXT_SIZE, lineSize)) {
    const detail = `"${text}" needs more than ${room.toFixed(1)} mm`;
    throw new CongvanError('STAMP_PLACE_TAKEN', { where: rowText(row.characters).text.trim(), detail });
  }
  const xMm = slot.leftMm + (room - textWidthMm(style, text, size)) / 2;
  return { text, style, size, xMm, yMm: row.yMm, colour: 'black' };
}

/** With a space of its own, so that it is not read as one word with what stands before it. */
function textAfter(text: string, style: FontStyle, { leftMm, row }: Slot): DrawnText {
  const size = row.sizeMm / pointsToMm(1);
  return { text: ` ${text}`, style, size, xMm: leftMm, yMm: row.yMm, colour: 'black' };
}

/** A whole line in its default cell, if nothing is written there. */
function inCell(
  text: string,
  style: FontStyle,
  at: { readonly xMm: number; readonly yMm: number },
  rows: readonly TextRow[],
): DrawnText {
  const xMm = at.xMm - textWidthMm(style, text, TEXT_SIZE) / 2;
  const drawn: DrawnText = { text, style, size: TEXT_SIZE, xMm, yMm: at.yMm, colour: 'black' };
  if (!isWritten(rows, boxOfText(drawn))) return drawn;
  throw new CongvanError('STAMP_PLACE_TAKEN', {
    where: text,
    detail: 'no line for it, and its cell is not free',
  });
}

/** Vietnamese capitals with two marks reach a whole font size above the baseline. */
export function boxOfText({ text, style, size, xMm, yMm }: DrawnText): BoxMm {
  const heightMm = pointsToMm(size);
  return { xMm, yMm: yMm - heightMm, widthMm: textWidthMm(style, text, size), heightMm: heightMm * 1.3 };
}

/** A text whose top left corner is given. */
export function textFrom(text: string, style: FontStyle, at: PagePosition): DrawnText {
  const yMm = at.yMm + pointsToMm(TEXT_SIZE * 0.75);
  return { text, style, size: TEXT_SIZE, xMm: at.xMm, yMm, colour: 'black' };
}

/** `An Bình, ngày 21 tháng 11 năm 2026`: the blanks of the draft's line, or the whole line. */
export function dateParts(
  request: StampDraftRequest,
  rows: readonly TextRow[],
  space: PageSpace,
): readonly DrawnText[] {
  const { place, dateText } = request;
  const found = findInHeader(rows, space, DATE_LINE);
  if (found === undefined) return [inCell(`${place}, ${dateText}`, 'italic', DEFAULT_CELLS.date, rows)];
  const { match, indices, row } = found;
  const line = match[0].trim();
  const writtenPlace = (match[1] ?? '').trim();
  const isReadable = writtenPlace !== '' && !writtenPlace.includes('\ufffd');
  if (isReadable && !writtenPlace.endsWith(place.normalize('NFC'))) {
    throw new CongvanError('STAMP_DRAFT_DIFFERS', { where: line, detail: `place: ${place}` });
  }
  const [day = '', month = '', year = ''] = dateText.match(/\d+/g) ?? [];
  const slots = [
    { value: day, written: match[3], blank: indices[2], next: match.index + match[0].indexOf('tháng') },
    { value: month, written: match[5], blank: indices[4], next: match.index + match[0].lastIndexOf('năm') },
    { value: year, written: match[7], blank: indices[6], next: undefined },
  ];
  return slots.flatMap(({ value, written, blank, next }) => {
    if (written !== undefined && written !== '')
      return agreeing(Number(written) === Number(value), line, dateText);
    const slot = slotBetween(found, blank?.[0] ?? 0, next);
    return [next === undefined ? textAfter(value, 'italic', slot) : textInto(value, 'italic', slot, row)];
  });
}

function agreeing(agrees: boolean, where: string, detail: string): readonly DrawnText[] {
  if (!agrees) throw new CongvanError('STAMP_DRAFT_DIFFERS', { where, detail });
  return [];
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
  if (found === undefined) return DEFAULT_CELLS.marks;
  const { row, owner, match } = found;
  const [first, last] = [
    characterAt(row, owner, match.index),
    characterAt(row, owner, match.index + match[0].trimEnd().length - 1),
  ];
  if (first === undefined || last === undefined) return DEFAULT_CELLS.marks;
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

export const FRAME_LINE = FRAME_LINE_MM;
