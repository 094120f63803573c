import type { PdfDocument } from './read/document.ts';
import { asNumber } from './read/objects.ts';
import type { PdfPage, PdfRect } from './read/pages.ts';

/** A box on the page as it is seen: millimetres from its top-left corner, y downwards. */
export interface BoxMm {
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** `a b c d e f` of ISO 32000-2 §8.3.4. */
export type Matrix = readonly [number, number, number, number, number, number];

/** How a reader sees a page, and how that lies in the page's user space. */
export interface PageSpace {
  readonly page: PdfPage;
  readonly widthMm: number;
  readonly heightMm: number;
  /** User space units in a millimetre as it is printed. */
  readonly unitsPerMm: number;
  /** User space units in a printer's point. */
  readonly unitsPerPoint: number;
}

/** A4 (NĐ 30/2020 PL I, I.1), for the rare page without a box. */
const A4: PdfRect = { left: 0, bottom: 0, right: 595.276, top: 841.89 };
const POINTS_PER_MM = 72 / 25.4;

export function pageSpace(pdf: PdfDocument, page: PdfPage): PageSpace {
  const userUnit = asNumber(pdf.value(page.dict, 'UserUnit')) ?? 1;
  const unitsPerPoint = 1 / (userUnit > 0 ? userUnit : 1);
  const unitsPerMm = POINTS_PER_MM * unitsPerPoint;
  const box = boxOf(page);
  const [across, down] = [(box.right - box.left) / unitsPerMm, (box.top - box.bottom) / unitsPerMm];
  const isTurned = page.rotate === 90 || page.rotate === 270;
  return {
    page,
    widthMm: isTurned ? down : across,
    heightMm: isTurned ? across : down,
    unitsPerMm,
    unitsPerPoint,
  };
}

function boxOf(page: PdfPage): PdfRect {
  return page.cropBox ?? page.mediaBox ?? A4;
}

/** A point of the page as it is seen, in user space. */
export function toUser(space: PageSpace, xMm: number, yMm: number): readonly [number, number] {
  const { left, bottom, right, top } = boxOf(space.page);
  const [x, y] = [xMm * space.unitsPerMm, yMm * space.unitsPerMm];
  switch (space.page.rotate) {
    case 0:
      return [left + x, top - y];
    case 90:
      return [left + y, bottom + x];
    case 180:
      return [right - x, bottom + y];
    case 270:
      return [right - y, top - x];
    default:
      return space.page.rotate satisfies never;
  }
}

/** A point of user space on the page as it is seen, in millimetres. */
export function toSeen(space: PageSpace, x: number, y: number): readonly [number, number] {
  const { left, bottom, right, top } = boxOf(space.page);
  const scale = 1 / space.unitsPerMm;
  switch (space.page.rotate) {
    case 0:
      return [(x - left) * scale, (top - y) * scale];
    case 90:
      return [(y - bottom) * scale, (x - left) * scale];
    case 180:
      return [(right - x) * scale, (y - bottom) * scale];
    case 270:
      return [(top - y) * scale, (right - x) * scale];
    default:
      return space.page.rotate satisfies never;
  }
}

export function rectInUser(space: PageSpace, box: BoxMm): PdfRect {
  const [ax, ay] = toUser(space, box.xMm, box.yMm);
  const [bx, by] = toUser(space, box.xMm + box.widthMm, box.yMm + box.heightMm);
  return { left: Math.min(ax, bx), bottom: Math.min(ay, by), right: Math.max(ax, bx), top: Math.max(ay, by) };
}

export function boxAsSeen(space: PageSpace, rect: PdfRect): BoxMm {
  const [ax, ay] = toSeen(space, rect.left, rect.bottom);
  const [bx, by] = toSeen(space, rect.right, rect.top);
  return {
    xMm: Math.min(ax, bx),
    yMm: Math.min(ay, by),
    widthMm: Math.abs(ax - bx),
    heightMm: Math.abs(ay - by),
  };
}

const TURN: Readonly<Record<PdfPage['rotate'], readonly [number, number, number, number]>> = {
  0: [1, 0, 0, 1],
  90: [0, 1, -1, 0],
  180: [-1, 0, 0, -1],
  270: [0, -1, 1, 0],
};

/** Turns what is drawn upright so that it is upright on the page as it is seen, with its lower left corner at `at`. */
export function uprightAt(space: PageSpace, at: readonly [number, number]): Matrix {
  return [...TURN[space.page.rotate], ...at];
}

/** The same for a form of this size whose place comes from the annotation: it stays in the first quadrant. */
export function uprightForm(space: PageSpace, width: number, height: number): Matrix {
  const [a, b, c, d] = TURN[space.page.rotate];
  return [a, b, c, d, Math.max(0, -(a * width + c * height)), Math.max(0, -(b * width + d * height))];
}

/** Do the boxes share more than an edge? */
export function overlap(a: BoxMm, b: BoxMm): boolean {
  const across = a.xMm < b.xMm + b.widthMm && b.xMm < a.xMm + a.widthMm;
  return across && a.yMm < b.yMm + b.heightMm && b.yMm < a.yMm + a.heightMm;
}

export function union(a: BoxMm, b: BoxMm): BoxMm {
  const [xMm, yMm] = [Math.min(a.xMm, b.xMm), Math.min(a.yMm, b.yMm)];
  return {
    xMm,
    yMm,
    widthMm: Math.max(a.xMm + a.widthMm, b.xMm + b.widthMm) - xMm,
    heightMm: Math.max(a.yMm + a.heightMm, b.yMm + b.heightMm) - yMm,
  };
}
