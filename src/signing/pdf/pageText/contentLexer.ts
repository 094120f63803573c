import { endsToken, isWhite, skipSpace, standsAt } from '../read/chars.ts';
import { damaged } from '../read/damage.ts';
import { parseObject } from '../read/parser.ts';
import { readName } from '../read/strings.ts';

/** Operands beyond this number are left out. */
const MOST_OPERANDS = 64;

/** An operator's letters as one number: pages have thousands, and text would be made for each. */
export function operatorCode(letters: string): number {
  return codeAt(Buffer.from(letters, 'latin1'), 0, letters.length);
}

function codeAt(bytes: Uint8Array, start: number, end: number): number {
  let code = bytes[start] ?? 0;
  if (end > start + 1) code += (bytes[start + 1] ?? 0) * 0x100;
  if (end > start + 2) code += (bytes[start + 2] ?? 0) * 0x10000;
  return end > start + 3 ? code + 0x1000000 : code;
}

const INLINE_IMAGE = operatorCode('ID');

/**
 * Reads a content stream (ISO 32000-2 §7.8.2) operator by operator. Of an operand only the place is noted; it is read
 * when asked for, because most are never. The data of inline images is skipped.
 */
export class ContentLexer {
  /** `operatorCode` of the operator that was read last. */
  operator = 0;
  readonly content: Uint8Array;
  readonly #starts = new Float64Array(MOST_OPERANDS);
  #count = 0;
  #at = 0;

  constructor(content: Uint8Array) {
    this.content = content;
  }

  /** Goes on to the next operator; false at the end. @throws PDF_OBJECT_DAMAGED where no operand can stand */
  next(): boolean {
    const { content } = this;
    this.#count = 0;
    for (let at = skipSpace(content, this.#at); at < content.length; at = skipSpace(content, at)) {
      const end = operatorEnd(content, at);
      if (end > at) {
        this.operator = codeAt(content, at, end);
        this.#at = this.operator === INLINE_IMAGE ? afterInlineImage(content, end) : end;
        return true;
      }
      if (this.#count < MOST_OPERANDS) this.#starts[this.#count++] = at;
      at = skipOperand(content, at);
    }
    return false;
  }

  /** The operand as a number; 0 when it is none. @throws PDF_OBJECT_DAMAGED */
  number(index: number): number {
    return this.#number(index) ?? 0;
  }

  /** The first operands, when they are so many numbers. @throws PDF_OBJECT_DAMAGED */
  numbers(count: number): readonly number[] | undefined {
    const numbers: number[] = [];
    for (let i = 0; i < count; i++) {
      const number = this.#number(i);
      if (number === undefined) return undefined;
      numbers.push(number);
    }
    return numbers;
  }

  /** The operand as a name; empty when it is none. */
  name(index: number): string {
    const start = this.#startOf(index, 0x2f);
    return start === undefined ? '' : readName(this.content, start).name;
  }

  /** Where the string (`<` or `(`) or the array (`[`) at this operand begins; undefined when it is none. */
  placeOf(index: number, kind: 'string' | 'array'): number | undefined {
    if (kind === 'array') return this.#startOf(index, 0x5b);
    const start = this.#startOf(index, 0x3c);
    if (start === undefined) return this.#startOf(index, 0x28);
    return this.content[start + 1] === 0x3c ? undefined : start;
  }

  #startOf(index: number, first: number): number | undefined {
    const start = index < this.#count ? this.#starts[index] : undefined;
    return start !== undefined && this.content[start] === first ? start : undefined;
  }

  #number(index: number): number | undefined {
    const start = index < this.#count ? this.#starts[index] : undefined;
    if (start === undefined || !BEGINS_NUMBER[this.content[start] ?? 0]) return undefined;
    return numberAt(this.content, start);
  }
}

const BEGINS_NUMBER = new Uint8Array(256);
for (const char of '+-.0123456789') BEGINS_NUMBER[char.charCodeAt(0)] = 1;

const POWERS = Array.from({ length: 16 }, (_, index) => 10 ** index);

/** A number as the strict parser reads it. @throws PDF_OBJECT_DAMAGED */
export function numberAt(content: Uint8Array, start: number): number | undefined {
  const sign = content[start];
  let at = sign === 0x2b || sign === 0x2d ? start + 1 : start;
  let [value, digits, point] = [0, 0, -1];
  for (; ; at++) {
    const digit = (content[at] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (digit === -2 && point < 0) point = digits;
    else break;
  }
  if (digits === 0 || digits > 15 || !endsToken(content[at])) return oddNumber(content, start);
  if (point >= 0) value /= POWERS[digits - point] ?? 1;
  return sign === 0x2d ? -value : value;
}

function oddNumber(content: Uint8Array, start: number): number | undefined {
  const object = parseObject(content, start);
  return object.kind === 'number' ? object.value : undefined;
}

/** Operators begin with a letter, `'` or `"`; `true`, `false` and `null` are operands. */
function operatorEnd(content: Uint8Array, start: number): number {
  const first = content[start] ?? 0;
  const isLetter = (first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a);
  if (!isLetter && first !== 0x27 && first !== 0x22) return start;
  let end = start + 1;
  while (end < content.length && !endsToken(content[end])) end++;
  return isConstant(content, start, end) ? start : end;
}

function isConstant(content: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 4) return standsAt(content, start, 'true') || standsAt(content, start, 'null');
  return length === 5 && standsAt(content, start, 'false');
}

/** The place after the operand. @throws PDF_OBJECT_DAMAGED */
function skipOperand(content: Uint8Array, start: number): number {
  switch (content[start]) {
    case 0x28:
      return skipLiteral(content, start);
    case 0x3c:
      return content[start + 1] === 0x3c ? parseObject(content, start).end : skipHex(content, start);
    case 0x5b:
      return skipArray(content, start);
    case 0x29:
    case 0x5d:
    case 0x3e:
    case 0x7b:
    case 0x7d:
      throw damaged(start, 'no operand begins here');
    default: {
      let end = start + 1;
      while (end < content.length && !endsToken(content[end])) end++;
      return end;
    }
  }
}

function skipLiteral(content: Uint8Array, start: number): number {
  let open = 0;
  for (let at = start; at < content.length; at++) {
    const byte = content[at];
    if (byte === 0x5c) at++;
    else if (byte === 0x28) open++;
    else if (byte === 0x29 && --open === 0) return at + 1;
  }
  throw damaged(start, 'string not closed');
}

function skipHex(content: Uint8Array, start: number): number {
  for (let at = start + 1; at < content.length; at++) if (content[at] === 0x3e) return at + 1;
  throw damaged(start, 'string not closed');
}

/** Strings, and arrays within, may hold the bracket that closes. */
function skipArray(content: Uint8Array, start: number): number {
  let open = 1;
  for (let at = start + 1; at < content.length; ) {
    const byte = content[at];
    if (byte === 0x28) at = skipLiteral(content, at);
    else if (byte === 0x3c && content[at + 1] !== 0x3c) at = skipHex(content, at);
    else if (byte === 0x3c) at = parseObject(content, at).end;
    else if (byte === 0x25) at = skipSpace(content, at);
    else {
      at++;
      if (byte === 0x5b) open++;
      else if (byte === 0x5d && --open === 0) return at;
    }
  }
  throw damaged(start, 'array not closed');
}

/** The data ends where `EI` stands between white space; good enough to find text, not to decode the image. */
function afterInlineImage(content: Uint8Array, from: number): number {
  for (let at = from; at < content.length; at++) {
    if (isWhite(content[at]) && standsAt(content, at + 1, 'EI') && endsToken(content[at + 3])) return at + 3;
  }
  return content.length;
}
