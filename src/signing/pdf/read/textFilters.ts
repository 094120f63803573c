import { ByteSink } from './byteSink.ts';
import { hexValue, isWhite } from './chars.ts';
import { damaged } from './damage.ts';

/** ASCIIHexDecode (ISO 32000-2 §7.4.2). */
export function decodeAsciiHex(data: Uint8Array): Uint8Array {
  const out = new Uint8Array((data.length >> 1) + 1);
  let nibbles = 0;
  for (let at = 0; at < data.length && data[at] !== 0x3e; at++) {
    if (isWhite(data[at])) continue;
    const value = hexValue(data[at]);
    if (value < 0) throw damaged(at, 'not a hexadecimal digit');
    const index = nibbles >> 1;
    out[index] = nibbles % 2 === 0 ? value << 4 : (out[index] ?? 0) | value;
    nibbles++;
  }
  return out.subarray(0, (nibbles + 1) >> 1);
}

/** ASCII85Decode (§7.4.3). */
export function decodeAscii85(data: Uint8Array, limit: number): Uint8Array {
  const out = new ByteSink(limit);
  let group: number[] = [];
  for (let at = 0; at < data.length && data[at] !== 0x7e; at++) {
    const byte = data[at] ?? 0;
    if (isWhite(byte)) continue;
    if (byte === 0x7a && group.length === 0) {
      out.push(new Uint8Array(4));
      continue;
    }
    if (byte < 0x21 || byte > 0x75) throw damaged(at, 'not an ASCII85 digit');
    group.push(byte - 0x21);
    if (group.length === 5) {
      pushGroup(group, 4, out);
      group = [];
    }
  }
  if (group.length === 1) throw damaged(data.length, 'ASCII85 group of one');
  if (group.length > 1) pushGroup([...group, 84, 84, 84, 84].slice(0, 5), group.length - 1, out);
  return out.bytes();
}

function pushGroup(digits: readonly number[], count: number, out: ByteSink): void {
  const value = digits.reduce((sum, digit) => sum * 85 + digit, 0);
  if (value > 0xffffffff) throw damaged(0, 'ASCII85 group too large');
  const bytes = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  out.push(bytes.subarray(0, count));
}
