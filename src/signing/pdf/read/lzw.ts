import { ByteSink } from './byteSink.ts';
import { damaged } from './damage.ts';

const CLEAR = 256;
const END = 257;

/** LZWDecode (ISO 32000-2 §7.4.4): codes of 9 to 12 bits, high bit first. */
export function decodeLzw(data: Uint8Array, earlyChange: number, limit: number): Uint8Array {
  const out = new ByteSink(limit);
  let table: Uint8Array[] = [];
  let previous: Uint8Array | undefined;
  let width = 9;
  let bits = 0;
  let buffer = 0;
  for (const byte of data) {
    buffer = ((buffer << 8) | byte) & 0xffffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (buffer >> bits) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      table = [];
      previous = undefined;
      width = 9;
      continue;
    }
    const entry = lookUp(table, code, previous);
    out.push(entry);
    if (previous !== undefined && table.length < 4096 - 258) {
      table.push(extended(previous, entry[0] ?? 0));
    }
    previous = entry;
    width = codeWidth(table.length + 258 + earlyChange);
  }
  return out.bytes();
}

function codeWidth(next: number): number {
  if (next >= 2048) return 12;
  if (next >= 1024) return 11;
  return next >= 512 ? 10 : 9;
}

function lookUp(table: readonly Uint8Array[], code: number, previous: Uint8Array | undefined): Uint8Array {
  if (code < CLEAR) return Uint8Array.of(code);
  const known = table[code - 258];
  if (known !== undefined) return known;
  if (previous === undefined || code - 258 !== table.length) throw damaged(0, 'LZW code');
  return extended(previous, previous[0] ?? 0);
}

function extended(entry: Uint8Array, last: number): Uint8Array {
  const longer = new Uint8Array(entry.length + 1);
  longer.set(entry);
  longer[entry.length] = last;
  return longer;
}
