import { hexValue } from '../read/chars.ts';

/** A /ToUnicode CMap (ISO 32000-2 §9.10.3): what a character code stands for. */
export type UnicodeMap = ReadonlyMap<number, string>;

/** A range longer than the codes of two bytes is not one. */
const LONGEST_RANGE = 0x10000;

export function parseUnicodeMap(cmap: Uint8Array): UnicodeMap {
  const bytes = Buffer.from(cmap.buffer, cmap.byteOffset, cmap.byteLength);
  const map = new Map<number, string>();
  for (let at = bytes.indexOf('beginbf'); at >= 0; at = bytes.indexOf('beginbf', at + 7)) {
    const end = bytes.indexOf('endbf', at);
    if (end < 0) break;
    const tokens = tokensIn(bytes, at + 7, end);
    if (bytes[at + 7] === 0x63) readChars(tokens, map);
    else readRanges(tokens, map);
  }
  return map;
}

type Token = '[' | ']' | Uint8Array;

/** Hexadecimal strings as the values of their digits, and brackets. */
function tokensIn(bytes: Uint8Array, from: number, to: number): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === 0x5b) tokens.push('[');
    else if (byte === 0x5d) tokens.push(']');
    else if (byte === 0x3c) {
      const start = at + 1;
      while (at < to && bytes[at] !== 0x3e) at++;
      tokens.push(digitsIn(bytes, start, at));
    }
  }
  return tokens;
}

function digitsIn(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const digits = new Uint8Array(to - from);
  let count = 0;
  for (let at = from; at < to; at++) {
    const value = hexValue(bytes[at]);
    if (value >= 0) digits[count++] = value;
  }
  return digits.subarray(0, count);
}

function readChars(tokens: readonly Token[], map: Map<number, string>): void {
  for (let i = 0; i + 1 < tokens.length; i += 2) map.set(code(tokens[i]), text(tokens[i + 1]));
}

function readRanges(tokens: readonly Token[], map: Map<number, string>): void {
  for (let i = 0; i + 2 < tokens.length; ) {
    const [first, last] = [code(tokens[i]), code(tokens[i + 1])];
    if (tokens[i + 2] === '[') {
      const close = tokens.indexOf(']', i);
      const end = close < 0 ? tokens.length : close;
      for (const [step, target] of tokens.slice(i + 3, end).entries()) map.set(first + step, text(target));
      i = end + 1;
    } else {
      readRange(first, Math.min(last, first + LONGEST_RANGE), tokens[i + 2], map);
      i += 3;
    }
  }
}

/** The last code point of the target counts up. */
function readRange(first: number, last: number, target: Token | undefined, map: Map<number, string>): void {
  const points = [...text(target)];
  const counted = points.pop()?.codePointAt(0);
  if (counted === undefined) return;
  for (let at = first; at <= last && counted + at - first <= 0x10ffff; at++) {
    map.set(at, points.join('') + String.fromCodePoint(counted + at - first));
  }
}

/** A bracket, or digits of no code, lead to no code. */
function code(token: Token | undefined): number {
  if (typeof token !== 'object' || token.length === 0) return Number.NaN;
  let value = 0;
  for (const digit of token) value = value * 16 + digit;
  return value;
}

/** UTF-16BE, four digits a unit. */
function text(token: Token | undefined): string {
  let out = '';
  if (typeof token !== 'object') return out;
  for (let i = 0; i + 3 < token.length; i += 4) {
    const high = ((token[i] ?? 0) << 4) | (token[i + 1] ?? 0);
    out += String.fromCharCode((high << 8) | ((token[i + 2] ?? 0) << 4) | (token[i + 3] ?? 0));
  }
  return out;
}
