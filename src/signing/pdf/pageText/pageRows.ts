import { isCongvanError } from '../../../kernel/errors.ts';
import { type BoxMm, overlap, type PageSpace, toSeen } from '../geometry.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict } from '../read/objects.ts';
import type { PdfPage } from '../read/pages.ts';
import { TextShower } from './showText.ts';
import { charactersOf, type ShownCharacter, type TextRun } from './textRun.ts';

/** One character on the page as it is seen; `yMm` is its baseline. */
export interface SeenCharacter {
  readonly text: string;
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  /** Font size, millimetres. */
  readonly sizeMm: number;
}

/** Characters on one baseline, from left to right, over all columns of the page. */
export interface TextRow {
  readonly yMm: number;
  /** Of its largest character. */
  readonly sizeMm: number;
  /** From left to right, without blanks that something was written into. */
  readonly characters: readonly SeenCharacter[];
  /** All of them, in the order of drawing: cheaper to ask, as no text need be known. */
  readonly shown: readonly SeenCharacter[];
}

/** What the rows of a page say from the left to the right. `text[i]` was drawn by `characters[owner[i]]`. */
export interface RowText {
  /** NFC; a space stands for a wide gap. */
  readonly text: string;
  readonly owner: readonly number[];
}

const MOST_CONTENT_BYTES = 16 * 1024 * 1024;

/**
 * The rows of text on a page, from top to bottom. Used to find a place, never to judge: what cannot be read is left
 * out, and an empty list means that nothing is known. The characters of a row are worked out when asked for.
 */
export function pageRows(pdf: PdfDocument, space: PageSpace): readonly TextRow[] {
  const shower = new TextShower(pdf);
  try {
    shower.show(pageContent(pdf, space.page), asDict(pdf.resolve(space.page.resources)));
  } catch (error) {
    if (!isCongvanError(error)) throw error;
  }
  return groupRows(shower.runs.flatMap((run) => piecesOf(space, run)));
}

/** Characters that stand on one baseline. */
interface Piece {
  readonly yMm: number;
  readonly sizeMm: number;
  characters(): readonly SeenCharacter[];
}

const LEAST_SIZE_MM = 0.5;

/** One for a run along the lines of the page; one for each character of a run that is not. */
function piecesOf(space: PageSpace, run: TextRun): readonly Piece[] {
  const sizeMm = run.em / space.unitsPerMm;
  if (!(sizeMm > LEAST_SIZE_MM)) return [];
  const [, yMm] = toSeen(space, run.x, run.y);
  const [, ahead] = toSeen(space, run.x + run.alongX, run.y + run.alongY);
  const characters = (): readonly SeenCharacter[] => readable(() => seenCharacters(space, run));
  if (Math.abs(ahead - yMm) < LEVEL_MM) return [{ yMm, sizeMm, characters }];
  return characters().map((one) => ({ yMm: one.yMm, sizeMm, characters: () => [one] }));
}

/** A run rises by less than a hair over the whole width of a page. */
const LEVEL_MM = 1e-5;

function seenCharacters(space: PageSpace, run: TextRun): readonly SeenCharacter[] {
  return charactersOf(run).map((shown) => new SeenRunCharacter(space, shown));
}

class SeenRunCharacter implements SeenCharacter {
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly sizeMm: number;
  readonly #shown: ShownCharacter;

  constructor(space: PageSpace, shown: ShownCharacter) {
    const [xMm, yMm] = toSeen(space, shown.x, shown.y);
    this.xMm = xMm;
    this.yMm = yMm;
    this.widthMm = toSeen(space, shown.endX, shown.endY)[0] - xMm;
    this.sizeMm = shown.size / space.unitsPerMm;
    this.#shown = shown;
  }

  get text(): string {
    return this.#shown.text;
  }
}

/** Nothing when the font cannot be read. */
function readable(read: () => readonly SeenCharacter[]): readonly SeenCharacter[] {
  try {
    return read();
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return [];
  }
}

export function pageContent(pdf: PdfDocument, page: PdfPage): Uint8Array {
  const contents = pdf.value(page.dict, 'Contents');
  const parts = asArray(contents)?.items.map(pdf.resolve) ?? [contents];
  const streams = parts.flatMap((part) =>
    part.kind === 'stream' ? [pdf.streamBytes(part, MOST_CONTENT_BYTES)] : [],
  );
  return Buffer.concat(streams.flatMap((bytes) => [bytes, Buffer.from('\n')]));
}

function groupRows(pieces: readonly Piece[]): readonly TextRow[] {
  const rows: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => a.yMm - b.yMm)) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (first !== undefined && piece.yMm - first.yMm < piece.sizeMm * 0.25) row?.push(piece);
    else rows.push([piece]);
  }
  return rows.map((row) => new LazyRow(row));
}

class LazyRow implements TextRow {
  readonly yMm: number;
  readonly sizeMm: number;
  readonly #pieces: readonly Piece[];
  #shown: readonly SeenCharacter[] | undefined;
  #characters: readonly SeenCharacter[] | undefined;

  constructor(pieces: readonly Piece[]) {
    this.yMm = pieces[0]?.yMm ?? 0;
    this.sizeMm = Math.max(...pieces.map(({ sizeMm }) => sizeMm));
    this.#pieces = pieces;
  }

  get characters(): readonly SeenCharacter[] {
    this.#characters ??= withoutCovered(this.shown.toSorted((a, b) => a.xMm - b.xMm));
    return this.#characters;
  }

  get shown(): readonly SeenCharacter[] {
    this.#shown ??= this.#pieces.flatMap((piece) => piece.characters());
    return this.#shown;
  }
}

function isLetter({ text }: SeenCharacter): boolean {
  return text !== ' ' && text.trim() !== '';
}

/** A blank that something was written into is no longer one: its spaces would stand between the letters. */
function withoutCovered(characters: readonly SeenCharacter[]): readonly SeenCharacter[] {
  const letters = characters.filter(isLetter);
  const covers = (space: SeenCharacter, letter: SeenCharacter): boolean =>
    letter.xMm < space.xMm + space.widthMm * 0.9 && space.xMm < letter.xMm + letter.widthMm * 0.9;
  return characters.filter(
    (character) => isLetter(character) || !letters.some((letter) => covers(character, letter)),
  );
}

/** The text of a row, each unit with the character that drew it, so that a match leads back to a place. */
export function rowText(characters: readonly SeenCharacter[]): RowText {
  let text = '';
  const owner: number[] = [];
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1];
    const gap = before === undefined ? 0 : character.xMm - before.xMm - before.widthMm;
    const piece = `${gap > character.sizeMm * 0.25 && !text.endsWith(' ') ? ' ' : ''}${character.text}`;
    text += piece;
    for (let unit = 0; unit < piece.length; unit++) owner.push(index);
  }
  return { text, owner };
}

/** Does text stand in the box? Letters reach three quarters of the font size above the baseline, a quarter below. */
export function isWritten(rows: readonly TextRow[], box: BoxMm): boolean {
  const isIn = ({ xMm, yMm, widthMm, sizeMm }: SeenCharacter): boolean =>
    overlap(box, { xMm, yMm: yMm - sizeMm * 0.75, widthMm, heightMm: sizeMm });
  return rows.some(
    (row) => isNear(row, box) && row.shown.some((character) => isIn(character) && !isBlankText(character)),
  );
}

export function isBlankText({ text }: SeenCharacter): boolean {
  return text.trim() === '';
}

/** Could a character of the row reach into the box? Their baselines lie within a quarter of the size. */
function isNear({ yMm, sizeMm }: TextRow, box: BoxMm): boolean {
  return yMm - sizeMm < box.yMm + box.heightMm && yMm + sizeMm > box.yMm;
}
