import { contextConstructed, TAG } from './read.ts';

/** Writes DER. Every function gives the whole value: identifier, length, content. */
export function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const lengthBytes =
    length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const out = Buffer.allocUnsafe(2 + lengthBytes + length);
  out[0] = tag;
  out[1] = lengthBytes === 0 ? length : 0x80 | lengthBytes;
  if (lengthBytes > 0) out.writeUIntBE(length, 2, lengthBytes);
  let at = 2 + lengthBytes;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return encode(TAG.sequence, ...parts);
}

/** SET OF: the encodings in ascending order (X.690 §11.6). */
export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return encode(TAG.set, ...sortedDer(parts));
}

/** DER order of a SET OF: as octet strings, the shorter padded with zeros. */
export function sortedDer(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  return parts.length < 2 ? parts : [...parts].sort(Buffer.compare);
}

/** @param value a safe integer, or the magnitude of a non-negative number as big-endian bytes */
export function integer(value: number | Uint8Array): Buffer {
  return encode(TAG.integer, typeof value === 'number' ? integerContent(value) : unsignedContent(value));
}

function integerContent(value: number): Uint8Array {
  if (value < 0) throw new RangeError('only non-negative integers are written');
  const hex = value.toString(16);
  return unsignedContent(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

function unsignedContent(magnitude: Uint8Array): Uint8Array {
  let at = 0;
  while (at < magnitude.length - 1 && magnitude[at] === 0) at++;
  const minimal = magnitude.subarray(at);
  return (minimal[0] ?? 0x80) >= 0x80 ? Buffer.concat([Buffer.of(0), minimal]) : minimal;
}

const knownOids = new Map<string, Buffer>();
const KNOWN_OIDS = 512;

/** @param text dotted decimal, as in the tables of `oids.ts` */
export function oid(text: string): Buffer {
  const known = knownOids.get(text);
  if (known !== undefined) return known;
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  const encoded = encode(TAG.oid, ...[first * 40n + second, ...rest].map(base128));
  if (knownOids.size < KNOWN_OIDS) knownOids.set(text, encoded);
  return encoded;
}

function base128(arc: bigint): Uint8Array {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(0x80 | Number(rest & 0x7fn));
  return Uint8Array.from(octets);
}

export function boolean(value: boolean): Buffer {
  return encode(TAG.boolean, Buffer.of(value ? 0xff : 0));
}

export const NULL: Uint8Array = encode(TAG.null);

export function octetString(content: Uint8Array): Buffer {
  return encode(TAG.octetString, content);
}

/** Whole octets. */
export function bitString(content: Uint8Array): Buffer {
  return encode(TAG.bitString, Buffer.of(0), content);
}

export function enumerated(value: number): Buffer {
  return encode(TAG.enumerated, integerContent(value));
}

export function utf8String(text: string): Buffer {
  return encode(TAG.utf8String, Buffer.from(text, 'utf8'));
}

export function printableString(text: string): Buffer {
  return encode(TAG.printableString, Buffer.from(text, 'latin1'));
}

export function ia5String(text: string): Buffer {
  return encode(TAG.ia5String, Buffer.from(text, 'latin1'));
}

/** `[n] EXPLICIT` */
export function explicit(n: number, ...inner: readonly Uint8Array[]): Buffer {
  return encode(contextConstructed(n), ...inner);
}
