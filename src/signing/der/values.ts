import { contentOf, type Der, derError, expectTag, TAG } from './read.ts';

export function readBoolean(node: Der): boolean {
  return contentOf(expectTag(node, TAG.boolean, 'BOOLEAN'))[0] === 0xff;
}

/** Content octets of an INTEGER, two's complement, minimal. */
export function readIntegerBytes(node: Der, what = 'INTEGER'): Uint8Array {
  return contentOf(expectTag(node, TAG.integer, what));
}

export function isNegative(integer: Uint8Array): boolean {
  return ((integer[0] ?? 0) & 0x80) !== 0;
}

/** An INTEGER or ENUMERATED that must be between 0 and 2^31 - 1. */
export function readSmallInteger(node: Der, what = 'INTEGER', tag: number = TAG.integer): number {
  const content = contentOf(expectTag(node, tag, what));
  if (isNegative(content) || content.length > 4) throw derError(`${what} out of range`, node.start);
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

/** Like `readSmallInteger`, for an IMPLICIT tag. */
export function readTaggedInteger(node: Der, what: string): number {
  return readSmallInteger(node, what, node.tag);
}

/** A non-negative INTEGER of any size. */
export function readUnsigned(node: Der, what = 'INTEGER'): bigint {
  const content = readIntegerBytes(node, what);
  if (isNegative(content)) throw derError(`${what} is negative`, node.start);
  return BigInt(`0x${hexOf(content)}`);
}

export function readOid(node: Der, what = 'OBJECT IDENTIFIER'): string {
  return oidText(contentOf(expectTag(node, TAG.oid, what)));
}

const LARGE_ARC = 2 ** 45;

/** Dotted text of the content octets; arcs may be as large as a UUID (2.25.…). */
export function oidText(content: Uint8Array): string {
  const arcs: string[] = [];
  let arc: number | bigint = 0;
  for (const octet of content) {
    if (typeof arc === 'number' && arc >= LARGE_ARC) arc = BigInt(arc);
    arc = typeof arc === 'bigint' ? arc * 128n + BigInt(octet & 0x7f) : arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    arcs.push(arcs.length === 0 ? firstArcs(arc) : String(arc));
    arc = 0;
  }
  return arcs.join('.');
}

function firstArcs(value: number | bigint): string {
  if (value < 40) return `0.${value}`;
  if (value < 80) return `1.${Number(value) - 40}`;
  return `2.${BigInt(value) - 80n}`;
}

export function readOctets(node: Der, what = 'OCTET STRING'): Uint8Array {
  return contentOf(expectTag(node, TAG.octetString, what));
}

/** A BIT STRING whose bits fill whole octets: keys and signatures. */
export function readBitOctets(node: Der, what = 'BIT STRING'): Uint8Array {
  const content = contentOf(expectTag(node, TAG.bitString, what));
  if (content[0] !== 0) throw derError(`${what} is not whole octets`, node.start);
  return content.subarray(1);
}

/** A named bit list: true at i when bit i is set. An IMPLICIT tag is fine. */
export function readNamedBits(node: Der): readonly boolean[] {
  const content = contentOf(node);
  const bits: boolean[] = [];
  for (const octet of content.subarray(1)) {
    for (let mask = 0x80; mask > 0; mask >>= 1) bits.push((octet & mask) !== 0);
  }
  return bits.slice(0, Math.max(0, bits.length - (content[0] ?? 0)));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
