/** Number, notation, place and date (NĐ 30/2020 PL I, II.3 and II.4). */
import { CongvanError } from '../../kernel/errors.ts';
import { type DrawnText, pointsToMm, textWidthMm } from './appearance.ts';
import type { FontStyle } from './fonts.ts';
import type { BoxMm, PageSpace } from './geometry.ts';
import { isWritten, rowText, type TextRow } from './pageText/pageRows.ts';
import type { PagePosition } from './signRequest.ts';
import { DATE_LINE, findInHeader, NUMBER_LINE, type Slot, slotBetween } from './stampHeader.ts';
import type { StampDraftRequest } from './stampRequest.ts';

/** Points (II.3c, II.4c). */
const TEXT_SIZE = 13;
/** A blank may be smaller than what goes in; smaller than this it is not legible beside the rest. */
const LEAST_TEXT_SIZE = 10;
/**
 * Cells 3 and 4 of the scheme on an A4 page with margins of 20, 20, 30 and 20 mm, for a draft that has no line of
 * its own: middle of the line and its baseline.
 */
export const DEFAULT_CELLS = { number: { xMm: 63, yMm: 37.5 }, date: { xMm: 143, yMm: 37.5 } } as const;

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
  if (rest !== undefined && rest !== `/${notation.normalize('NFC')}`) {
    throw new CongvanError('STAMP_DRAFT_DIFFERS', {
      where: match[0].trim(),
      detail: `register: /${notation}`,
    });
  }
  const colon = match[0].indexOf(':') + match.index;
  const slot = slotBetween(found, colon + 1, indices[3]?.[0]);
  if (rest !== undefined) return [textInto(number, 'regular', slot, row)];
  return [free(textAfter(`${number}/${notation}`, 'regular', slot), rows)];
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
  return free(drawn, rows);
}

function free(drawn: DrawnText, rows: readonly TextRow[]): DrawnText {
  if (!isWritten(rows, boxOfText(drawn))) return drawn;
  throw new CongvanError('STAMP_PLACE_TAKEN', {
    where: drawn.text.trim(),
    detail: 'something is written there',
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
