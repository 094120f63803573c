import { CongvanError } from '../../kernel/errors.ts';

/**
 * A strict DER reader (ITU-T X.690 §10–11): one definite, minimal length form, low tag numbers, canonical primitives.
 * A value is a window on the given bytes; nothing is copied, so what is verified is what was read.
 */
export interface Der {
  readonly bytes: Uint8Array;
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  /** Offsets into `bytes`: of the identifier, of the first content octet, behind the last one. */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

export interface DerLimits {
  readonly bytes: number;
  readonly depth: number;
  /** How many values the whole may hold. */
  readonly values: number;
}

export const DER_LIMITS: DerLimits = { bytes: 16 << 20, depth: 32, values: 500_000 };

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

/** `[n]` on a constructed value (EXPLICIT, or IMPLICIT of SEQUENCE or SET). */
export function contextConstructed(n: number): number {
  return CONTEXT | CONSTRUCTED | n;
}

export function derError(detail: string, at?: number): CongvanError {
  return new CongvanError('DER_INVALID', { detail: at === undefined ? detail : `${detail} at byte ${at}` });
}

/** Reads identifier and length octets at `at`; the value must end at or before `limit`. */
function readHeader(bytes: Uint8Array, at: number, limit: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit) throw derError('truncated value', at);
  if ((tag & 0x1f) === 0x1f) throw derError('high tag number', at);
  if (first < 0x80) return window(bytes, tag, at, at + 2, first, limit);
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 2 + count > limit) throw derError('length form', at);
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  if (length < 0x80 || length < 256 ** (count - 1)) throw derError('length not minimal', at);
  return window(bytes, tag, at, at + 2 + count, length, limit);
}

function window(
  bytes: Uint8Array,
  tag: number,
  start: number,
  contentStart: number,
  length: number,
  limit: number,
): Der {
  const end = contentStart + length;
  if (end > limit) throw derError('value longer than its container', start);
  return { bytes, tag, start, contentStart, end };
}

/**
 * Decodes bytes that hold exactly one DER value.
 * @throws DER_INVALID for anything that is not DER down to the last value, for bytes left over and for exceeded limits
 */
export function decodeDer(bytes: Uint8Array, limits: DerLimits = DER_LIMITS): Der {
  if (bytes.length > limits.bytes) throw derError(`more than ${limits.bytes} bytes`);
  const whole = readHeader(bytes, 0, bytes.length);
  if (whole.end !== bytes.length) throw derError('bytes after the value', whole.end);
  checkValue(whole, limits.depth, { left: limits.values });
  return whole;
}

/** Length in bytes of the DER value that `bytes` begin with; for /Contents, whose zero padding follows it. */
export function derLength(bytes: Uint8Array): number {
  return readHeader(bytes, 0, bytes.length).end;
}

function checkValue(node: Der, depth: number, budget: { left: number }): void {
  if (depth === 0) throw derError('nested too deep', node.start);
  if (--budget.left < 0) throw derError('too many values', node.start);
  if ((node.tag & CONSTRUCTED) === 0) {
    checkPrimitive(node);
    return;
  }
  if (node.tag < 0x80 && node.tag !== TAG.sequence && node.tag !== TAG.set) {
    throw derError('constructed form of a primitive type', node.start);
  }
  for (let at = node.contentStart; at < node.end; ) {
    const child = readHeader(node.bytes, at, node.end);
    checkValue(child, depth - 1, budget);
    at = child.end;
  }
}

function checkPrimitive(node: Der): void {
  const length = node.end - node.contentStart;
  const first = node.bytes[node.contentStart] ?? 0;
  if (node.tag === TAG.integer || node.tag === TAG.enumerated) checkInteger(node, length, first);
  if (node.tag === TAG.oid) checkOid(node, length);
  if (node.tag === TAG.bitString) checkBits(node, length, first);
  if (node.tag === TAG.boolean && (length !== 1 || (first !== 0 && first !== 0xff))) {
    throw derError('BOOLEAN', node.start);
  }
  if (node.tag === TAG.null && length !== 0) throw derError('NULL', node.start);
  if (node.tag === 0x10 || node.tag === 0x11) throw derError('primitive form of SEQUENCE or SET', node.start);
  if (node.tag === 0) throw derError('end-of-contents', node.start);
}

function checkInteger(node: Der, length: number, first: number): void {
  if (length === 0) throw derError('empty INTEGER', node.start);
  if (length === 1) return;
  const second = node.bytes[node.contentStart + 1] ?? 0;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw derError('INTEGER not minimal', node.start);
  }
}

function checkOid(node: Der, length: number): void {
  if (length === 0 || (node.bytes[node.end - 1] ?? 0) >= 0x80)
    throw derError('OBJECT IDENTIFIER', node.start);
  for (let at = node.contentStart, begins = true; at < node.end; at++) {
    const octet = node.bytes[at] ?? 0;
    if (begins && octet === 0x80) throw derError('OBJECT IDENTIFIER not minimal', node.start);
    begins = octet < 0x80;
  }
}

function checkBits(node: Der, length: number, unused: number): void {
  if (length === 0 || unused > 7 || (length === 1 && unused > 0)) throw derError('BIT STRING', node.start);
  const last = node.bytes[node.end - 1] ?? 0;
  if (length > 1 && (last & ((1 << unused) - 1)) !== 0) throw derError('BIT STRING padding', node.start);
}

/** The values inside a constructed value, in order. */
export function childrenOf(node: Der): readonly Der[] {
  const children: Der[] = [];
  for (let at = node.contentStart; at < node.end; ) {
    const child = readHeader(node.bytes, at, node.end);
    children.push(child);
    at = child.end;
  }
  return children;
}

/** The value inside an EXPLICIT tag. */
export function innerOf(node: Der): Der {
  const inner = readHeader(node.bytes, node.contentStart, node.end);
  if (inner.end !== node.end) throw derError('more than one value inside a tag', node.start);
  return inner;
}

/** Identifier, length and content octets. */
export function rawOf(node: Der): Uint8Array {
  return node.bytes.subarray(node.start, node.end);
}

export function contentOf(node: Der): Uint8Array {
  return node.bytes.subarray(node.contentStart, node.end);
}

export function expectTag(node: Der | undefined, tag: number, what: string): Der {
  if (node === undefined) throw derError(`${what} is missing`);
  if (node.tag !== tag) throw derError(`${what} has tag 0x${node.tag.toString(16)}`, node.start);
  return node;
}
