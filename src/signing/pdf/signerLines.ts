import { type PageSpace, pageSpace } from './geometry.ts';
import { isBlankText, pageRows, rowText, type SeenCharacter, type TextRow } from './pageText/pageRows.ts';
import type { PdfDocument } from './read/document.ts';
import type { PdfDict } from './read/objects.ts';
import { type PdfPage, pagesFromEnd, pagesOf } from './read/pages.ts';

/** The room that a letter leaves for the signature (NĐ 30/2020 PL I, cell 7c). */
export interface SignerGap {
  readonly space: PageSpace;
  readonly rows: readonly TextRow[];
  /** Middle of the name line. */
  readonly centreMm: number;
  /** Below the position line and above the name line. */
  readonly topMm: number;
  readonly bottomMm: number;
}

/** Less than this is no gap for a signature but the next line of a text. */
const LEAST_GAP_MM = 8;
/** Position and name stand in one column, centred on each other. */
const HALF_COLUMN_MM = 35;

/**
 * Looks for the signer's name as a line of its own with free room above it, on the last page first and from the
 * bottom up; of a long document on its last and first pages. What stands above the room is taken as the position line.
 * @param name as printed; compared in NFC, white space and case aside
 */
export function findSignerGap(pdf: PdfDocument, name: string): SignerGap | undefined {
  const wanted = squeeze(name);
  if (wanted === '') return undefined;
  for (const page of likelyPages(pdf)) {
    const space = pageSpace(pdf, page);
    const rows = pageRows(pdf, space);
    for (const row of [...rows].reverse()) {
      const gap = gapAbove(space, rows, row, wanted);
      if (gap !== undefined) return gap;
    }
  }
  return undefined;
}

/** A text on a page. */
export interface TextLine {
  readonly space: PageSpace;
  readonly centreMm: number;
  /** Below its letters. */
  readonly bottomMm: number;
}

/** The lowest place where this text stands in one column, on the pages `findSignerGap` looks at and compares as it. */
export function findText(pdf: PdfDocument, text: string): TextLine | undefined {
  const wanted = squeeze(text);
  if (wanted === '') return undefined;
  for (const page of likelyPages(pdf)) {
    const space = pageSpace(pdf, page);
    for (const row of [...pageRows(pdf, space)].reverse()) {
      const found = columns(row.characters).find((column) => squeeze(rowText(column).text).includes(wanted));
      const [first, last] = [found?.[0], found?.at(-1)];
      if (first === undefined || last === undefined) continue;
      const centreMm = (first.xMm + last.xMm + last.widthMm) / 2;
      return { space, centreMm, bottomMm: row.yMm + row.sizeMm * 0.25 };
    }
  }
  return undefined;
}

/** Pages looked through at either end: a letter is signed on its last page, and annexes may follow it. */
const MOST_PAGES = 25;

/** The last pages backwards, then the first ones. */
function* likelyPages(pdf: PdfDocument): Generator<PdfPage> {
  const seen = new Set<PdfDict>();
  for (const page of pagesFromEnd(pdf)) {
    yield page;
    if (seen.add(page.dict).size === MOST_PAGES) break;
  }
  for (const page of pagesOf(pdf)) {
    if (page.index === MOST_PAGES || seen.has(page.dict)) return;
    yield page;
  }
}

function squeeze(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function gapAbove(
  space: PageSpace,
  rows: readonly TextRow[],
  row: TextRow,
  name: string,
): SignerGap | undefined {
  const found = columns(row.characters).find((column) => squeeze(rowText(column).text) === name);
  const [first, last] = [found?.[0], found?.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const centreMm = (first.xMm + last.xMm + last.widthMm) / 2;
  const isInColumn = (character: SeenCharacter): boolean =>
    Math.abs(character.xMm + character.widthMm / 2 - centreMm) < HALF_COLUMN_MM && !isBlankText(character);
  const above = rows.findLast((other) => other.yMm < row.yMm && other.shown.some(isInColumn));
  if (above === undefined) return undefined;
  const [topMm, bottomMm] = [above.yMm + above.sizeMm * 0.25, row.yMm - row.sizeMm * 0.95];
  return bottomMm - topMm < LEAST_GAP_MM ? undefined : { space, rows, centreMm, topMm, bottomMm };
}

/** The parts of a row that stand well apart: the columns of a letter without lines. */
function columns(characters: readonly SeenCharacter[]): readonly SeenCharacter[][] {
  const parts: SeenCharacter[][] = [];
  for (const character of characters) {
    const before = parts.at(-1)?.at(-1);
    const gap = before === undefined ? 0 : character.xMm - before.xMm - before.widthMm;
    if (before !== undefined && gap < character.sizeMm * 2) parts.at(-1)?.push(character);
    else parts.push([character]);
  }
  return parts;
}
