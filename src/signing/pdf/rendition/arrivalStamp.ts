/**
 * The stamp "ĐẾN" (NĐ 30/2020 PL IV, V): a rectangle of 50 by 35 mm with the agency's name, ĐẾN, Số, Ngày, Chuyển, Số
 * và ký hiệu HS. The decree fixes size and words; type, colour and the lines between are chosen here.
 */
import { CongvanError } from '../../../kernel/errors.ts';
import { type Drawing, type DrawnText, pointsToMm, textWidthMm } from '../appearance.ts';
import type { FontStyle } from '../fonts.ts';
import type { BoxMm } from '../geometry.ts';

export interface ArrivalText {
  /** Of the agency that received the document. */
  readonly agency: string;
  /** Of the book of arrivals. */
  readonly number: string;
  /** `22/11/2026`. */
  readonly day: string;
  /** To whom it is passed on; a blank to be filled in by hand unless given. */
  readonly to?: string;
  /** Number and notation of the dossier; the same. */
  readonly dossier?: string;
}

export const STAMP_MM = { width: 50, height: 35 } as const;
const LINE_MM = 0.4;
const THIN_MM = 0.2;
const INSIDE_MM = 1.5;
const BLANK = '……………………………………………………………………';
const LEAST_SIZE = 5;

/** @param box where it stands, in the proportions of `STAMP_MM` @throws STAMP_TEXT_INVALID for text too long */
export function arrivalStamp(text: ArrivalText, box: BoxMm): Drawing {
  const scale = box.widthMm / STAMP_MM.width;
  const line = (style: FontStyle, words: string, size: number, area: readonly [number, number, number]) =>
    fitted(style, words, size * scale, {
      xMm: box.xMm + area[0] * scale,
      yMm: box.yMm + area[1] * scale,
      widthMm: area[2] * scale,
    });
  const wide = STAMP_MM.width - 2 * INSIDE_MM;
  const texts = [
    ...agencyLines(text.agency).map(([words, y]) =>
      centred(line('bold', words, 9, [INSIDE_MM, y, wide]), box),
    ),
    line('bold', 'ĐẾN', 15, [2.5, 19.8, 15]),
    line('regular', `Số: ${text.number}`, 10, [20.5, 16, 28]),
    line('regular', `Ngày: ${text.day}`, 10, [20.5, 22, 28]),
    line('regular', filled('Chuyển', text.to, 10, wide), 10, [INSIDE_MM, 28, wide]),
    line('regular', filled('Số và ký hiệu HS', text.dossier, 10, wide), 10, [INSIDE_MM, 33, wide]),
  ];
  const part = (yMm: number, heightMm: number, xMm = 0, widthMm: number = STAMP_MM.width): BoxMm => ({
    ...{ xMm: box.xMm + xMm * scale, yMm: box.yMm + yMm * scale },
    ...{ widthMm: widthMm * scale, heightMm: heightMm * scale },
  });
  const frames = [
    { box, colour: 'red', lineMm: LINE_MM * scale },
    { box: part(10.5, 13.5), colour: 'red', lineMm: THIN_MM * scale },
    { box: part(10.5, 13.5, 0, 19), colour: 'red', lineMm: THIN_MM * scale },
  ] as const;
  return { box, images: [], texts, frames };
}

/** The name in one line, or in two halves of about the same length. */
function agencyLines(agency: string): readonly (readonly [string, number])[] {
  const name = agency.normalize('NFC').trim().toLocaleUpperCase('vi');
  const words = name.split(/\s+/);
  if (textWidthMm('bold', name, 9) <= STAMP_MM.width - 2 * INSIDE_MM || words.length < 2)
    return [[name, 6.6]];
  const halves = words
    .slice(1)
    .map((_, index) => [words.slice(0, index + 1), words.slice(index + 1)] as const);
  const length = (half: readonly string[]): number => half.join(' ').length;
  const longest = ([one, other]: (typeof halves)[number]): number => Math.max(length(one), length(other));
  const best = halves.reduce((one, other) => (longest(other) < longest(one) ? other : one));
  return [
    [best[0].join(' '), 4.4],
    [best[1].join(' '), 8.6],
  ];
}

/** Dots to the end of the line for what is filled in by hand. */
function filled(label: string, value: string | undefined, size: number, widthMm: number): string {
  if (value !== undefined) return `${label}: ${value}`;
  let dots = BLANK;
  while (textWidthMm('regular', `${label}: ${dots}`, size) > widthMm) dots = dots.slice(0, -1);
  return `${label}: ${dots}`;
}

interface LineArea {
  readonly xMm: number;
  /** Of the baseline. */
  readonly yMm: number;
  readonly widthMm: number;
}

/** As large as asked, or smaller to fit its line. */
function fitted(style: FontStyle, words: string, size: number, { xMm, yMm, widthMm }: LineArea): DrawnText {
  const text = words.normalize('NFC');
  const fits = Math.min(size, (size * widthMm) / textWidthMm(style, text, size));
  if (fits < Math.min(LEAST_SIZE, size * 0.7)) {
    throw new CongvanError('STAMP_TEXT_INVALID', {
      where: text,
      detail: 'too long for its line of the stamp',
    });
  }
  return { text, style, size: fits, xMm, yMm, colour: 'red' };
}

function centred(text: DrawnText, box: BoxMm): DrawnText {
  const widthMm = textWidthMm(text.style, text.text, text.size);
  return { ...text, xMm: box.xMm + (box.widthMm - widthMm) / 2 };
}

const NOTICE_SIZE = 6;

/** One line of small text at its place. */
export function noticeDrawing(words: string, box: BoxMm): Drawing {
  const yMm = box.yMm + box.heightMm - pointsToMm(NOTICE_SIZE * 0.3);
  const text = {
    text: words,
    style: 'regular',
    size: NOTICE_SIZE,
    xMm: box.xMm,
    yMm,
    colour: 'black',
  } as const;
  return { box, images: [], texts: [text], frames: [] };
}

export function noticeSize(words: string): { readonly widthMm: number; readonly heightMm: number } {
  return { widthMm: textWidthMm('regular', words, NOTICE_SIZE), heightMm: pointsToMm(NOTICE_SIZE * 1.2) };
}
