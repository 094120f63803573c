/** DER that the program itself never writes. */
import { encode } from '../../../src/signing/der/write.ts';

/** A named bit list, trailing zero bits cut (X.690 §11.2.2). @param bits the positions that are set */
export function namedBits(bits: readonly number[]): Buffer {
  const last = Math.max(-1, ...bits);
  const octets = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) {
    const at = bit >> 3;
    octets[at] = (octets[at] ?? 0) | (0x80 >> (bit & 7));
  }
  return encode(0x03, Buffer.of(last < 0 ? 0 : 7 - (last & 7)), octets);
}

/** `[n] IMPLICIT` of a primitive value: only its content is kept. */
export function implicitPrimitive(n: number, content: Uint8Array): Buffer {
  return encode(0x80 | n, content);
}
