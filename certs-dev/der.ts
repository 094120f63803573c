/**
 * DER (X.690) as the development PKI needs it. On purpose not the code of `src/signing/der`: what the program reads
 * in its tests was written by something that does not share its mistakes.
 */

const SEQUENCE = 0x30;
const SET = 0x31;

/** One element: identifier octet, definite length, contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOctets(body.length), body]);
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(SEQUENCE, ...items);
/** SET OF: DER wants the elements in ascending order of their encodings (X.690 §11.6). */
export const setOf = (...items: readonly Uint8Array[]): Buffer => tlv(SET, ...items.toSorted(Buffer.compare));
export const bool = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0x00]));
export const octetString = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
export const derNull = (): Buffer => tlv(0x05);
export const utf8String = (text: string): Buffer => tlv(0x0c, Buffer.from(text.normalize('NFC'), 'utf8'));
export const printableString = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'latin1'));
export const enumerated = (value: number): Buffer => tlv(0x0a, Buffer.from([value]));
/** `[n]` around whole elements (EXPLICIT, or IMPLICIT over a SEQUENCE or SET whose items are given). */
export const contextual = (n: number, ...items: readonly Uint8Array[]): Buffer => tlv(0xa0 | n, ...items);
/** `[n]` IMPLICIT over a primitive: the contents are given without their own identifier. */
export const contextualPrimitive = (n: number, contents: Uint8Array): Buffer => tlv(0x80 | n, contents);

/** The two's complement of any integer in the fewest octets. */
export function integer(value: number | bigint): Buffer {
  const wanted = BigInt(value);
  let width = 1;
  while (BigInt.asIntN(width * 8, wanted) !== wanted) width += 1;
  const hex = BigInt.asUintN(width * 8, wanted).toString(16);
  return tlv(0x02, Buffer.from(hex.padStart(width * 2, '0'), 'hex'));
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tlv(0x03, Buffer.from([unusedBits]), bytes);
}

/** A named-bit list: bit 0 is the first and highest bit; trailing zero bits are cut (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Buffer {
  const last = Math.max(-1, ...bits);
  const bytes = Buffer.alloc(Math.ceil((last + 1) / 8));
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(bytes, bytes.length * 8 - (last + 1));
}

/** Dotted text to an OBJECT IDENTIFIER; arcs may be of any size (`2.25.<uuid>`). */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return tlv(0x06, Buffer.concat([first * 40n + second, ...rest].map(base128)));
}

function base128(arc: bigint): Buffer {
  const octets = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return Buffer.from(octets);
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. Whole seconds, UTC. */
export function time(at: Date): Buffer {
  const digits = compact(at);
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2), 'latin1')) : generalizedTime(at);
}

export const generalizedTime = (at: Date): Buffer => tlv(0x18, Buffer.from(compact(at), 'latin1'));

function compact(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}

/** An element that was read. `bytes` is all of it, `contents` what is inside. */
export interface Element {
  readonly tag: number;
  readonly bytes: Buffer;
  readonly contents: Buffer;
}

/** Reads one element from the start; what follows it is left alone. @throws RangeError when it is cut short */
export function readElement(input: Uint8Array): Element {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const first = bytes.readUInt8(1);
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const length = extra === 0 ? first : bytes.readUIntBE(2, extra);
  const start = 2 + extra;
  if (start + length > bytes.length) throw new RangeError('DER element is cut short');
  return {
    tag: bytes.readUInt8(0),
    bytes: bytes.subarray(0, start + length),
    contents: bytes.subarray(start, start + length),
  };
}

/** The elements inside a constructed element, in order. */
export function readChildren(contents: Uint8Array): Element[] {
  const children: Element[] = [];
  for (let rest = contents; rest.length > 0; ) {
    const child = readElement(rest);
    children.push(child);
    rest = rest.subarray(child.bytes.length);
  }
  return children;
}

/** The child at this place. @throws RangeError when there is none */
export function childAt(element: Element, place: number): Element {
  const child = readChildren(element.contents)[place];
  if (child === undefined) throw new RangeError(`DER element has no child ${place}`);
  return child;
}
