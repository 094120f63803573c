import { endsToken, isDigit, latin1, readDigits, skipSpace, skipWhite, standsAt } from './chars.ts';
import { ambiguous, damaged, overLimit } from './damage.ts';
import { PDF_LIMITS } from './limits.ts';
import type { PdfArray, PdfDict, PdfNumber, PdfObject, PdfRef } from './objects.ts';
import { readHexString, readLiteralString, readName } from './strings.ts';

/**
 * Reads the object that begins at `at` (white space and comments before it are skipped); streams are read by
 * `indirect.ts`. Strict: two equal keys, an unknown keyword or a malformed number is an error, never a guess.
 * @throws PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS, PDF_LIMIT_EXCEEDED
 */
export function parseObject(bytes: Uint8Array, at: number, depth = 0, budget = newBudget()): PdfObject {
  if (depth > PDF_LIMITS.depth) throw overLimit(`byte ${at}`, 'nested too deep');
  budget.left -= 1;
  if (budget.left < 0) throw overLimit(`byte ${at}`, 'an object with too many values');
  const start = skipSpace(bytes, at);
  switch (bytes[start]) {
    case 0x2f: // /
      return readName(bytes, start);
    case 0x28: // (
      return readLiteralString(bytes, start);
    case 0x3c: // <
      return bytes[start + 1] === 0x3c ? readDict(bytes, start, depth, budget) : readHexString(bytes, start);
    case 0x5b: // [
      return readArray(bytes, start, depth, budget);
    case 0x74: // t
      return { kind: 'boolean', value: true, start, end: keyword(bytes, start, 'true') };
    case 0x66: // f
      return { kind: 'boolean', value: false, start, end: keyword(bytes, start, 'false') };
    case 0x6e: // n
      return { kind: 'null', start, end: keyword(bytes, start, 'null') };
    default:
      return (mayBeRef(bytes, start) ? readRef(bytes, start) : undefined) ?? readNumber(bytes, start);
  }
}

/** Values one object may still hold. */
interface Budget {
  left: number;
}

function newBudget(): Budget {
  return { left: PDF_LIMITS.values };
}

function keyword(bytes: Uint8Array, start: number, word: string): number {
  const end = start + word.length;
  if (!standsAt(bytes, start, word) || !endsToken(bytes[end])) throw damaged(start, 'unknown keyword');
  return end;
}

function readArray(bytes: Uint8Array, start: number, depth: number, budget: Budget): PdfArray {
  const items: PdfObject[] = [];
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] !== 0x5d) {
    const item = parseObject(bytes, at, depth + 1, budget);
    items.push(item);
    at = skipSpace(bytes, item.end);
  }
  return { kind: 'array', items, start, end: at + 1 };
}

function readDict(bytes: Uint8Array, start: number, depth: number, budget: Budget): PdfDict {
  const entries = new Map<string, PdfObject>();
  let at = skipSpace(bytes, start + 2);
  while (bytes[at] === 0x2f) {
    const key = readName(bytes, at);
    if (entries.has(key.name)) throw ambiguous(at, `key /${key.name} twice`);
    const value = parseObject(bytes, key.end, depth + 1, budget);
    entries.set(key.name, value);
    at = skipSpace(bytes, value.end);
  }
  if (bytes[at] !== 0x3e || bytes[at + 1] !== 0x3e) throw damaged(at, 'dictionary not closed');
  return { kind: 'dict', entries, start, end: at + 2 };
}

/** Two numbers and an `R`: looked for before anything is read, for arrays hold many numbers one after the other. */
function mayBeRef(bytes: Uint8Array, start: number): boolean {
  const first = skipDigits(bytes, start);
  const second = first === start ? first : skipWhite(bytes, first);
  if (second === first) return false;
  const end = skipDigits(bytes, second);
  const mark = end === second ? end : skipWhite(bytes, end);
  return mark > end && mark < bytes.length && bytes[mark] === 0x52;
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && isDigit(bytes[at])) at++;
  return at;
}

/** `12 0 R`; undefined when something else stands here. */
function readRef(bytes: Uint8Array, start: number): PdfRef | undefined {
  const number = readDigits(bytes, start);
  if (number === undefined) return undefined;
  const second = skipWhite(bytes, number.end);
  if (second === number.end) return undefined;
  const generation = readDigits(bytes, second);
  if (generation === undefined) return undefined;
  const third = skipWhite(bytes, generation.end);
  if (third === generation.end || bytes[third] !== 0x52 || !endsToken(bytes[third + 1])) return undefined;
  if (number.value > PDF_LIMITS.objectNumber || generation.value > 65535) throw damaged(start, 'reference');
  return { kind: 'ref', number: number.value, generation: generation.value, start, end: third + 1 };
}

const POWERS = Array.from({ length: 16 }, (_, index) => 10 ** index);

function readNumber(bytes: Uint8Array, start: number): PdfNumber {
  let end = start;
  const sign = bytes[end];
  if (sign === 0x2b || sign === 0x2d) end++;
  let [value, digits, point] = [0, 0, -1];
  for (; ; end++) {
    const digit = (bytes[end] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (digit === -2 && point < 0) point = digits;
    else break;
  }
  const closed = endsToken(bytes[end]) || standsAt(bytes, end, 'endobj');
  if (digits === 0 || end - start > 40 || !closed) {
    throw damaged(start, start >= bytes.length ? 'unexpected end' : 'not an object');
  }
  const isInteger = point < 0;
  // Up to 15 digits both are exact, and so is their quotient.
  if (digits > 15) value = Math.abs(Number(latin1(bytes.subarray(start, end))));
  else if (!isInteger) value /= POWERS[digits - point] ?? 1;
  return { kind: 'number', value: sign === 0x2d ? -value : value, isInteger, start, end };
}
