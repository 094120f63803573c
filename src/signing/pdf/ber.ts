import { CongvanError } from '../../kernel/errors.ts';

const MAX_DEPTH = 40;
const MAX_VALUES = 200_000;

interface Value {
  readonly der: Buffer;
  /** After the value, its end-of-contents included. */
  readonly end: number;
}

/** True when the bytes begin with a value of indefinite length, which DER does not know (X.690 §8.1.3.6). */
export function isIndefinite(bytes: Uint8Array): boolean {
  return bytes[1] === 0x80 && ((bytes[0] ?? 0) & 0x20) !== 0;
}

/**
 * Writes a BER value as DER: definite lengths in their shortest form, OCTET STRINGs in one piece. Widely used signing
 * libraries wrap CMS in indefinite lengths; what is signed in it (attributes, certificates) is DER and stays as it is.
 * SETs are not sorted: what stands in a wrong order stays wrong.
 * @throws DER_INVALID when it is not BER either
 */
export function derOfBer(bytes: Uint8Array): Value {
  return transcode(bytes, 0, bytes.length, MAX_DEPTH, { left: MAX_VALUES });
}

function transcode(
  bytes: Uint8Array,
  start: number,
  limit: number,
  depth: number,
  budget: { left: number },
): Value {
  if (depth === 0 || --budget.left < 0) throw invalid('nested too deep or too many values', start);
  const tag = bytes[start] ?? 0;
  if (start + 2 > limit || (tag & 0x1f) === 0x1f) throw invalid('tag', start);
  const { length, at } = readLength(bytes, start + 1, limit);
  if ((tag & 0x20) === 0) {
    if (length === null) throw invalid('indefinite length of a primitive value', start);
    return { der: wrap(tag, [bytes.subarray(at, at + length)]), end: at + length };
  }
  const { pieces, end } = readChildren(bytes, at, length === null ? null : at + length, limit, depth, budget);
  if (tag === 0x24)
    return {
      der: wrap(
        0x04,
        pieces.map((piece) => octetsOf(piece, start)),
      ),
      end,
    };
  return { der: wrap(tag, pieces), end };
}

function readChildren(
  bytes: Uint8Array,
  start: number,
  stop: number | null,
  limit: number,
  depth: number,
  budget: { left: number },
): { readonly pieces: readonly Buffer[]; readonly end: number } {
  const pieces: Buffer[] = [];
  let at = start;
  while (stop === null ? !isEnd(bytes, at, limit) : at < stop) {
    const child = transcode(bytes, at, stop ?? limit, depth - 1, budget);
    pieces.push(child.der);
    at = child.end;
  }
  return { pieces, end: stop ?? at + 2 };
}

function isEnd(bytes: Uint8Array, at: number, limit: number): boolean {
  if (at + 2 > limit) throw invalid('no end of contents', at);
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

/** Null: indefinite. */
function readLength(
  bytes: Uint8Array,
  start: number,
  limit: number,
): { readonly length: number | null; readonly at: number } {
  const first = bytes[start] ?? 0;
  if (first === 0x80) return { length: null, at: start + 1 };
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || start + 1 + count > limit) throw invalid('length', start);
  let length = first < 0x80 ? first : 0;
  for (let i = 1; i <= count; i++) length = length * 256 + (bytes[start + i] ?? 0);
  const at = start + 1 + count;
  if (at + length > limit) throw invalid('length', start);
  return { length, at };
}

/** The contents of an OCTET STRING that is already DER. */
function octetsOf(piece: Buffer, where: number): Buffer {
  if (piece[0] !== 0x04) throw invalid('pieces of an OCTET STRING', where);
  const long = (piece[1] ?? 0) >= 0x80 ? (piece[1] ?? 0) & 0x7f : 0;
  return piece.subarray(2 + long);
}

function wrap(tag: number, pieces: readonly Uint8Array[]): Buffer {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  return Buffer.concat([Uint8Array.from(head), ...pieces]);
}

function invalid(detail: string, at: number): CongvanError {
  return new CongvanError('DER_INVALID', { where: `byte ${at}`, detail });
}
