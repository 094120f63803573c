/** The lines of a draft's header that a stamp completes, and the room in them. */
import type { PageSpace } from './geometry.ts';
import { rowText, type SeenCharacter, type TextRow } from './pageText/pageRows.ts';

/** The header of a letter ends in the upper part of the first page. */
const HEADER_PART = 1 / 3;
const BLANK = '[\\s.…_]*';
/** Groups: the blank, a number already written, the notation with its slash. */
export const NUMBER_LINE = new RegExp(`Số\\s*:(${BLANK})(\\d[0-9A-Za-z]*)?${BLANK}(/\\S+)?`, 'd');
/** Groups: the place; then blank and number of day, month and year. */
export const DATE_LINE = new RegExp(
  `(\\S[^,]*?)?,?\\s*ngày(${BLANK})(\\d{0,2})${BLANK}tháng(${BLANK})(\\d{0,2})${BLANK}năm(${BLANK})(\\d{0,4})`,
  'd',
);

/** A line of the header that has the form looked for. */
export interface Found {
  readonly match: RegExpExecArray;
  readonly indices: readonly (readonly [number, number] | undefined)[];
  readonly row: TextRow;
  readonly owner: readonly number[];
}

export function findInHeader(rows: readonly TextRow[], space: PageSpace, pattern: RegExp): Found | undefined {
  for (const row of rows) {
    if (row.yMm > space.heightMm * HEADER_PART) break;
    const { text, owner } = rowText(row.characters);
    const match = pattern.exec(text);
    if (match !== null) return { match, indices: match.indices ?? [], row, owner };
  }
  return undefined;
}

export interface Slot {
  readonly leftMm: number;
  /** Null when nothing follows on the line. */
  readonly rightMm: number | null;
  readonly row: TextRow;
}

/** The room between two places of a row's text. */
export function slotBetween({ row, owner }: Found, from: number, to: number | undefined): Slot {
  const before = characterAt(row, owner, from - 1);
  const after = to === undefined ? undefined : characterAt(row, owner, to);
  return { leftMm: before === undefined ? 0 : before.xMm + before.widthMm, rightMm: after?.xMm ?? null, row };
}

/** Who drew this unit of the row's text. */
export function characterAt(
  row: TextRow,
  owner: readonly number[],
  index: number,
): SeenCharacter | undefined {
  return row.characters[owner[index] ?? -1];
}
