import { endsToken, hexValue, isWhite, skipSpace, standsAt } from '../read/chars.ts';
import type { PdfObject } from '../read/objects.ts';
import { parseObject } from '../read/parser.ts';
import { readLiteralString, readName } from '../read/strings.ts';

/** Operands beyond this number are left out. */
const MOST_OPERANDS = 64;
const POWERS = Array.from({ length: 16 }, (_, index) => 10 ** index);

type OperandKind = 'number' | 'name' | 'string' | 'list' | 'other';

/** What `Tj` or `TJ` shows: pairs in `items` from `from` to `to`. */
export interface ShownPieces {
  /** Decoded bytes of all strings of the content. */
  readonly bytes: Uint8Array;
  /** Pairs: begin and end of a string in `bytes`, or a number and -1. */
  readonly items: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** An operator's letters as one number: pages have thousands, and text would be made for each. */
export function operatorCode(letters: string): number {
  return (
    letters.charCodeAt(0) +
    (letters.charCodeAt(1) || 0) * 0x100 +
    (letters.charCodeAt(2) || 0) * 0x10000 +
    (letters.length > 3 ? 0x1000000 : 0)
  );
}

const INLINE_IMAGE = operatorCode('ID');

/**
 * Reads a content stream (ISO 32000-2 §7.8.2) operator by operator, without making an object of every operand; what
 * is unusual goes through the strict parser. The data of inline images is skipped.
 */
export class ContentLexer {
  /** `operatorCode` of the operator that was read last. */
  operator = 0;
  readonly #content: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #items: number[] = [];
  readonly #kinds: OperandKind[] = [];
  readonly #first = new Float64Array(MOST_OPERANDS);
  readonly #second = new Float64Array(MOST_OPERANDS);
  #at = 0;
  #used = 0;

  constructor(content: Uint8Array) {
    this.#content = content;
    this.#bytes = new Uint8Array(content.length);
  }

  /** Goes on to the next operator; false at the end. @throws PDF_OBJECT_DAMAGED when an operand cannot be read */
  next(): boolean {
    const content = this.#content;
    this.#kinds.length = 0;
    for (this.#at = skipSpace(content, this.#at); this.#at < content.length; ) {
      if (isOperatorStart(content[this.#at]) && this.#readOperator()) return true;
      this.#readOperand();
      this.#at = skipSpace(content, this.#at);
    }
    return false;
  }

  /** The operand as a number; 0 when it is none. */
  number(index: number): number {
    return this.#kinds[index] === 'number' ? (this.#first[index] ?? 0) : 0;
  }

  /** Are there this many operands, all numbers? */
  hasNumbers(count: number): boolean {
    for (let i = 0; i < count; i++) if (this.#kinds[i] !== 'number') return false;
    return true;
  }

  /** The operand as a name; empty when it is none. */
  name(index: number): string {
    return this.#kinds[index] === 'name' ? readName(this.#content, this.#first[index] ?? 0).name : '';
  }

  /** The string or the array of strings and numbers at this operand; undefined when it is none. */
  pieces(index: number, kind: 'string' | 'list'): ShownPieces | undefined {
    if (this.#kinds[index] !== kind) return undefined;
    const [from, to] = [this.#first[index] ?? 0, this.#second[index] ?? 0];
    return { bytes: this.#bytes, items: this.#items, from, to };
  }

  /** False when `true`, `false` or `null` stands here. */
  #readOperator(): boolean {
    const content = this.#content;
    const start = this.#at;
    let end = start + 1;
    while (!endsToken(content[end])) end++;
    if (isConstant(content, start, end)) return false;
    const second = end > start + 1 ? (content[start + 1] ?? 0) : 0;
    const third = end > start + 2 ? (content[start + 2] ?? 0) : 0;
    this.operator =
      (content[start] ?? 0) + second * 0x100 + third * 0x10000 + (end > start + 3 ? 0x1000000 : 0);
    this.#at = this.operator === INLINE_IMAGE ? afterInlineImage(content, end) : end;
    return true;
  }

  #readOperand(): void {
    const start = this.#at;
    const from = this.#items.length;
    const used = this.#used;
    const first = this.#content[start];
    if (first === 0x2f) {
      let at = start + 1;
      while (!endsToken(this.#content[at])) at++;
      this.#at = at;
      this.#push('name', start, at);
    } else if (this.#readNumber()) {
      this.#push('number', this.#items[from] ?? 0, 0);
      this.#items.length = from;
    } else if (this.#readString()) {
      this.#push('string', from, this.#items.length);
    } else if (first === 0x5b) {
      if (!this.#readList()) {
        this.#items.length = from;
        this.#used = used;
        this.#readOddList(start);
      }
      this.#push('list', from, this.#items.length);
    } else {
      this.#at = parseObject(this.#content, start).end;
      this.#push('other', 0, 0);
    }
  }

  #push(kind: OperandKind, first: number, second: number): void {
    const index = this.#kinds.length;
    if (index >= MOST_OPERANDS) return;
    this.#kinds.push(kind);
    this.#first[index] = first;
    this.#second[index] = second;
  }

  /** Numbers and strings up to the `]`; false when something else is among them. */
  #readList(): boolean {
    const content = this.#content;
    for (this.#at = skipSpace(content, this.#at + 1); content[this.#at] !== 0x5d; ) {
      if (!this.#readNumber() && !this.#readString()) return false;
      this.#at = skipSpace(content, this.#at);
    }
    this.#at++;
    return true;
  }

  /** An array with something else in it: only its numbers and strings are shown. */
  #readOddList(start: number): void {
    const array = parseObject(this.#content, start);
    this.#at = array.end;
    for (const item of array.kind === 'array' ? array.items : []) this.#addItem(item);
  }

  #addItem(item: PdfObject): void {
    if (item.kind === 'number') this.#items.push(item.value, -1);
    if (item.kind === 'string') this.#addString(item.bytes);
  }

  #addString(bytes: Uint8Array): void {
    this.#items.push(this.#used, this.#used + bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** A plain number, as the strict parser would read it; false when none stands here. */
  #readNumber(): boolean {
    const content = this.#content;
    let at = this.#at;
    const sign = content[at];
    if (sign === 0x2b || sign === 0x2d) at++;
    let [value, digits, point] = [0, 0, -1];
    for (; ; at++) {
      const digit = (content[at] ?? 0) - 0x30;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits++;
      } else if (digit === -2 && point < 0) point = digits;
      else break;
    }
    if (digits === 0 || digits > 15 || !endsToken(content[at])) return false;
    this.#at = at;
    if (point >= 0) value /= POWERS[digits - point] ?? 1;
    this.#items.push(sign === 0x2d ? -value : value, -1);
    return true;
  }

  #readString(): boolean {
    const first = this.#content[this.#at];
    if (first === 0x28) {
      if (!this.#readPlainLiteral()) this.#readLiteral();
      return true;
    }
    return first === 0x3c && this.#content[this.#at + 1] !== 0x3c && this.#readHex();
  }

  /** `(…)` with nothing in it that means something else. */
  #readPlainLiteral(): boolean {
    const content = this.#content;
    for (let at = this.#at + 1; at < content.length; at++) {
      const byte = content[at];
      if (byte === 0x5c || byte === 0x28 || byte === 0x0d) return false;
      if (byte !== 0x29) continue;
      this.#addString(content.subarray(this.#at + 1, at));
      this.#at = at + 1;
      return true;
    }
    return false;
  }

  #readLiteral(): void {
    const string = readLiteralString(this.#content, this.#at);
    this.#addString(string.bytes);
    this.#at = string.end;
  }

  #readHex(): boolean {
    const content = this.#content;
    let to = this.#used;
    let high = -1;
    for (let at = this.#at + 1; at < content.length; at++) {
      const value = hexValue(content[at]);
      if (value >= 0) {
        if (high < 0) high = value;
        else {
          this.#bytes[to++] = high * 16 + value;
          high = -1;
        }
      } else if (content[at] === 0x3e) {
        if (high >= 0) this.#bytes[to++] = high * 16;
        this.#items.push(this.#used, to);
        this.#used = to;
        this.#at = at + 1;
        return true;
      } else if (!isWhite(content[at])) return false;
    }
    return false;
  }
}

/** Operators begin with a letter, `'` or `"`. */
function isOperatorStart(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x27 || byte === 0x22;
}

/** `true`, `false` and `null` are operands. */
function isConstant(content: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 4) return standsAt(content, start, 'true') || standsAt(content, start, 'null');
  return length === 5 && standsAt(content, start, 'false');
}

/** The data ends where `EI` stands between white space; good enough to find text, not to decode the image. */
function afterInlineImage(content: Uint8Array, from: number): number {
  for (let at = from; at < content.length; at++) {
    if (isWhite(content[at]) && standsAt(content, at + 1, 'EI') && endsToken(content[at + 3])) return at + 3;
  }
  return content.length;
}
