import { pageSpace } from './geometry.ts';
import { pageRows, rowText, type SeenCharacter } from './pageText/pageRows.ts';
import type { PdfDocument } from './read/document.ts';
import { pagesOf } from './read/pages.ts';

/** Wider than any space between words: what stands beyond it is another column. */
const COLUMN_GAP_MM = 5;

/**
 * What stands on lines of the first pages, each column of a line alone. Text that is an image is not seen, and what
 * cannot be read is left out.
 */
export function firstPageLines(pdf: PdfDocument, pages: number): readonly string[] {
  const lines: string[] = [];
  for (const page of pagesOf(pdf)) {
    if (page.index >= pages) break;
    for (const { characters } of pageRows(pdf, pageSpace(pdf, page))) {
      lines.push(...columnsOf(characters).map((column) => rowText(column).text));
    }
  }
  return lines;
}

function columnsOf(characters: readonly SeenCharacter[]): readonly SeenCharacter[][] {
  const columns: SeenCharacter[][] = [];
  for (const character of characters) {
    const column = columns.at(-1);
    const before = column?.at(-1);
    const isNear = before !== undefined && character.xMm - before.xMm - before.widthMm < COLUMN_GAP_MM;
    if (isNear) column?.push(character);
    else columns.push([character]);
  }
  return columns;
}
