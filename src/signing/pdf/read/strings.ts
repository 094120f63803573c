import { endsToken, hexValue, latin1, skipWhite, standsAt } from './chars.ts';
import { damaged } from './damage.ts';
import type { PdfName, PdfString } from './objects.ts';

/** A name at its slash (ISO 32000-2 §7.3.5); a `#` that no two hexadecimal digits follow stands for itself. */
export function readName(bytes: Uint8Array, start: number): PdfName {
  const { length } = bytes;
  let end = start + 1;
  let hash = 0;
  for (; end < length; end++) {
    const byte = bytes[end] ?? 0;
    if (byte === 0x23) return readEscapedName(bytes, start);
    if (endsToken(byte)) break;
    hash = (hash * 31 + byte) | 0;
  }
  return { kind: 'name', name: knownText(bytes, start + 1, end, hash), start, end };
}

/** The same few names make up most of every document: their text is made once. The last one of each hash stays. */
const KNOWN_NAMES = new Array<string>(1024).fill('');
const LONGEST_KNOWN = 40;

function knownText(bytes: Uint8Array, start: number, end: number, hash: number): string {
  const slot = hash & (KNOWN_NAMES.length - 1);
  const known = KNOWN_NAMES[slot] ?? '';
  if (known.length === end - start && standsAt(bytes, start, known)) return known;
  const made = latin1(bytes.subarray(start, end));
  if (end - start <= LONGEST_KNOWN) KNOWN_NAMES[slot] = made;
  return made;
}

function readEscapedName(bytes: Uint8Array, start: number): PdfName {
  let name = '';
  let at = start + 1;
  while (at < bytes.length && !endsToken(bytes[at])) {
    const high = bytes[at] === 0x23 ? hexValue(bytes[at + 1]) : -1;
    const low = high < 0 ? -1 : hexValue(bytes[at + 2]);
    const escaped = low >= 0;
    name += String.fromCharCode(escaped ? high * 16 + low : (bytes[at] ?? 0));
    at += escaped ? 3 : 1;
  }
  return { kind: 'name', name, start, end: at };
}

/** A string at its `<` (§7.3.4.3): only hexadecimal digits and white space. */
export function readHexString(bytes: Uint8Array, start: number): PdfString {
  const close = bytes.indexOf(0x3e, start);
  if (close < 0) throw damaged(start, 'string not closed');
  const decoded = plainHex(bytes, start + 1, close) ?? spacedHex(bytes, start + 1, close);
  return { kind: 'string', bytes: decoded, form: 'hex', start, end: close + 1 };
}

/** Decoded by the platform, which stops at the first thing that is no digit: then it gives less than expected. */
function plainHex(bytes: Uint8Array, from: number, to: number): Uint8Array | undefined {
  const decoded = Buffer.from(latin1(bytes.subarray(from, to)), 'hex');
  return decoded.length * 2 === to - from ? decoded : undefined;
}

function spacedHex(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array((to - from + 1) >> 1);
  let nibbles = 0;
  for (let at = skipWhite(bytes, from); at < to; at = skipWhite(bytes, at + 1)) {
    const value = hexValue(bytes[at]);
    if (value < 0) throw damaged(at, 'not a hexadecimal digit');
    const index = nibbles >> 1;
    out[index] = nibbles % 2 === 0 ? value << 4 : (out[index] ?? 0) | value;
    nibbles++;
  }
  return out.subarray(0, (nibbles + 1) >> 1);
}

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x62, 0x08],
  [0x66, 0x0c],
]);

/** A string at its `(` (§7.3.4.2): balanced parentheses, escapes, any EOL read as LF. */
export function readLiteralString(bytes: Uint8Array, start: number): PdfString {
  const close = closingParenthesis(bytes, start);
  const out = new Uint8Array(close - start);
  let length = 0;
  for (let at = start + 1; at < close; ) {
    const byte = bytes[at] ?? 0;
    const { value, next } = byte === 0x5c ? readEscape(bytes, at + 1) : readPlain(bytes, at, byte);
    if (value !== null) out[length++] = value;
    at = next;
  }
  return { kind: 'string', bytes: out.subarray(0, length), form: 'literal', start, end: close + 1 };
}

function closingParenthesis(bytes: Uint8Array, start: number): number {
  let open = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x5c) at++;
    else if (byte === 0x28) open++;
    else if (byte === 0x29 && --open === 0) return at;
  }
  throw damaged(start, 'string not closed');
}

/** One byte of the string, or none (a line that goes on), and where reading goes on. */
interface Piece {
  readonly value: number | null;
  readonly next: number;
}

function readPlain(bytes: Uint8Array, at: number, byte: number): Piece {
  if (byte !== 0x0d) return { value: byte, next: at + 1 };
  return { value: 0x0a, next: bytes[at + 1] === 0x0a ? at + 2 : at + 1 };
}

/** What follows a backslash. */
function readEscape(bytes: Uint8Array, at: number): Piece {
  const byte = bytes[at] ?? 0;
  if (byte === 0x0d) return { value: null, next: bytes[at + 1] === 0x0a ? at + 2 : at + 1 };
  if (byte === 0x0a) return { value: null, next: at + 1 };
  if (byte >= 0x30 && byte <= 0x37) return readOctal(bytes, at);
  return { value: ESCAPES.get(byte) ?? byte, next: at + 1 };
}

function readOctal(bytes: Uint8Array, start: number): Piece {
  let value = 0;
  let at = start;
  for (; at < start + 3; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  return { value: value & 0xff, next: at };
}
