import { derError, TAG } from './read.ts';
import { encode } from './write.ts';

/**
 * Rewrites BER as DER as far as CMS in use needs it: indefinite and long lengths become minimal, OCTET STRINGs in pieces
 * become whole (X.690 §8.1.3.6, §8.7.3). Values and their order stay as they are; what is still not DER is refused by
 * whoever decodes the result.
 * @param bytes begin with one BER value; what follows it is not looked at
 * @throws DER_INVALID when it is not BER either
 */
export function derFromBer(bytes: Uint8Array): Buffer {
  return rewrite(bytes, 0, bytes.length, MAX_DEPTH).der;
}

/** True when the bytes begin with a value of indefinite length, which DER does not know (X.690 §8.1.3.6). */
export function isIndefinite(bytes: Uint8Array): boolean {
  return bytes[1] === 0x80 && ((bytes[0] ?? 0) & CONSTRUCTED) !== 0;
}

/** Length in bytes of the BER value that `bytes` begin with, its end-of-contents included. @throws DER_INVALID */
export function berLength(bytes: Uint8Array): number {
  return rewrite(bytes, 0, bytes.length, MAX_DEPTH).end;
}

const MAX_DEPTH = 32;
const CONSTRUCTED = 0x20;
const CONSTRUCTED_OCTETS = TAG.octetString | CONSTRUCTED;

interface Rewritten {
  readonly der: Buffer;
  readonly end: number;
}

function rewrite(bytes: Uint8Array, at: number, limit: number, depth: number): Rewritten {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit) throw derError('truncated value', at);
  if ((tag & 0x1f) === 0x1f || depth === 0) throw derError('nested too deep or high tag number', at);
  if (first === 0x80) return rewriteIndefinite(bytes, at, limit, depth);
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || at + 2 + count > limit) throw derError('length form', at);
  let length = count === 0 ? first : 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const start = at + 2 + count;
  const end = start + length;
  if (end > limit) throw derError('value longer than its container', at);
  if ((tag & CONSTRUCTED) === 0) return { der: encode(tag, bytes.subarray(start, end)), end };
  const children: Buffer[] = [];
  for (let next = start; next < end; ) {
    const child = rewrite(bytes, next, end, depth - 1);
    children.push(child.der);
    next = child.end;
  }
  return { der: joined(tag, children), end };
}

function rewriteIndefinite(bytes: Uint8Array, at: number, limit: number, depth: number): Rewritten {
  const tag = bytes[at] ?? 0;
  if ((tag & CONSTRUCTED) === 0) throw derError('indefinite length of a primitive value', at);
  const children: Buffer[] = [];
  let next = at + 2;
  while (next + 2 <= limit) {
    if (bytes[next] === 0 && bytes[next + 1] === 0) return { der: joined(tag, children), end: next + 2 };
    const child = rewrite(bytes, next, limit, depth - 1);
    children.push(child.der);
    next = child.end;
  }
  throw derError('no end-of-contents', at);
}

/** The pieces of an OCTET STRING are OCTET STRINGs themselves, already whole. */
function joined(tag: number, children: readonly Buffer[]): Buffer {
  if (tag !== CONSTRUCTED_OCTETS) return encode(tag, ...children);
  return encode(TAG.octetString, ...children.map((piece) => contentOfPiece(piece)));
}

function contentOfPiece(piece: Buffer): Buffer {
  if (piece[0] !== TAG.octetString) throw derError('piece of an OCTET STRING');
  const first = piece[1] ?? 0;
  return piece.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
}
