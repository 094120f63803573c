import { hexValue, isWhite, skipSpace } from '../read/chars.ts';
import { parseObject } from '../read/parser.ts';
import { readHexString, readLiteralString } from '../read/strings.ts';
import { numberAt } from './contentLexer.ts';

/** What `Tj` (a string) or `TJ` (an array of strings and numbers) shows, as it stands in the content. */
export interface ShownPieces {
  readonly content: Uint8Array;
  /** At the `(`, `<` or `[`. */
  readonly start: number;
}

export interface PieceVisitor {
  /** Moves back by so many thousandths of the font size. */
  number(value: number): void;
  /** Decoded bytes [0, length) of a string; gone after the call. */
  string(bytes: Uint8Array, length: number): void;
}

/** Visits the pieces in order. @throws PDF_OBJECT_DAMAGED */
export function visitPieces({ content, start }: ShownPieces, visitor: PieceVisitor): void {
  if (content[start] !== 0x5b) {
    visitString(content, start, visitor);
    return;
  }
  for (let at = skipSpace(content, start + 1); content[at] !== 0x5d; at = skipSpace(content, at)) {
    const first = content[at];
    const isString = first === 0x28 || (first === 0x3c && content[at + 1] !== 0x3c);
    at = isString ? visitString(content, at, visitor) : visitOther(content, at, visitor);
  }
}

function visitOther(content: Uint8Array, at: number, visitor: PieceVisitor): number {
  let end = at;
  while (NUMBER[content[end] ?? 0] === 1) end++;
  if (end === at) return parseObject(content, at).end;
  const value = numberAt(content, at);
  if (value !== undefined) visitor.number(value);
  return end;
}

const NUMBER = new Uint8Array(256);
for (const char of '+-.0123456789') NUMBER[char.charCodeAt(0)] = 1;

/** Most strings are short: they share this place. */
const SCRATCH = new Uint8Array(1024);

/** @returns the place after the string */
function visitString(content: Uint8Array, start: number, visitor: PieceVisitor): number {
  const end = content[start] === 0x3c ? plainHex(content, start) : plainLiteral(content, start);
  if (end > 0) {
    visitor.string(SCRATCH, used);
    return end;
  }
  const string = content[start] === 0x3c ? readHexString(content, start) : readLiteralString(content, start);
  visitor.string(string.bytes, string.bytes.length);
  return string.end;
}

/** How much of the shared place the last plain string took. */
let used = 0;

/** Decodes `<…>`. @returns the place after it; 0 when it is too long or odd */
function plainHex(content: Uint8Array, start: number): number {
  let nibbles = 0;
  for (let at = start + 1; at < content.length && nibbles < SCRATCH.length * 2 - 1; at++) {
    const value = hexValue(content[at]);
    if (value >= 0) {
      const index = nibbles >> 1;
      SCRATCH[index] = (nibbles & 1) === 0 ? value << 4 : (SCRATCH[index] ?? 0) | value;
      nibbles++;
    } else if (content[at] === 0x3e) {
      used = (nibbles + 1) >> 1;
      return at + 1;
    } else if (!isWhite(content[at])) return 0;
  }
  return 0;
}

/** Decodes `(…)` with nothing in it that means something else. @returns as `plainHex` */
function plainLiteral(content: Uint8Array, start: number): number {
  for (let at = start + 1; at < content.length && at - start <= SCRATCH.length; at++) {
    const byte = content[at] ?? 0;
    if (byte === 0x29) {
      used = at - start - 1;
      return at + 1;
    }
    if (byte === 0x5c || byte === 0x28 || byte === 0x0d) return 0;
    SCRATCH[at - start - 1] = byte;
  }
  return 0;
}
