import { hexValue } from '../read/chars.ts';

/** A /ToUnicode CMap (ISO 32000-2 §9.10.3): what a character code stands for. */
export type UnicodeMap = ReadonlyMap<number, string>;

/** A range longer than the codes of two bytes is not one. */
const LONGEST_RANGE = 0x10000;
const KEYWORD_BYTES = 'beginbf'.length;

export function parseUnicodeMap(cmap: Uint8Array): UnicodeMap {
  const bytes = Buffer.from(cmap.buffer, cmap.byteOffset, cmap.byteLength);
  const map = new Map<number, string>();
  for (let at = bytes.indexOf('beginbf'); at >= 0; at = bytes.indexOf('beginbf', at + KEYWORD_BYTES)) {
    const end = bytes.indexOf('endbf', at);
    if (end < 0) break;
    const tokens = tokensIn(bytes, at + KEYWORD_BYTES, end);
    const isChars = bytes[at + KEYWORD_BYTES] === 0x63;
    if (isChars) readChars(tokens, map);
    else readRanges(tokens, map);
  }
  return map;
}

/** A hexadecimal string read both ways: as a code, and as UTF-16BE. */
interface HexToken {
  readonly code: number;
  readonly text: string;
}
type Token = '[' | ']' | HexToken;

function tokensIn(bytes: Uint8Array, from: number, to: number): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === 0x5b) tokens.push('[');
    else if (byte === 0x5d) tokens.push(']');
    else if (byte === 0x3c) {
      const start = at + 1;
      while (at < to && bytes[at] !== 0x3e) at++;
      tokens.push(hexToken(bytes, start, at));
    }
  }
  return tokens;
}

function hexToken(bytes: Uint8Array, from: number, to: number): HexToken {
  let [code, text, unit, digits] = [0, '', 0, 0];
  for (let at = from; at < to; at++) {
    const value = hexValue(bytes[at]);
    if (value < 0) continue;
    code = code * 16 + value;
    unit = (unit << 4) | value;
    digits++;
    if (digits % 4 !== 0) continue;
    text += String.fromCharCode(unit & 0xffff);
    unit = 0;
  }
  return { code, text };
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
      readRange(first, Math.min(last, first + LONGEST_RANGE), text(tokens[i + 2]), map);
      i += 3;
    }
  }
}

/** The last code point of the target counts up. */
function readRange(first: number, last: number, target: string, map: Map<number, string>): void {
  const points = [...target];
  const counted = points.pop()?.codePointAt(0);
  if (counted === undefined) return;
  for (let at = first; at <= last && counted + at - first <= 0x10ffff; at++) {
    map.set(at, points.join('') + String.fromCodePoint(counted + at - first));
  }
}

/** A bracket is no code. */
function code(token: Token | undefined): number {
  return typeof token === 'object' ? token.code : Number.NaN;
}

function text(token: Token | undefined): string {
  return typeof token === 'object' ? token.text : '';
}
