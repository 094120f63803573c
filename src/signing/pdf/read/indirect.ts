import { endsToken, readDigits, skipSpace, skipWhite, standsAt } from './chars.ts';
import { damaged } from './damage.ts';
import { asInteger, type PdfDict, type PdfIndirect, type PdfObject, type PdfStream } from './objects.ts';
import { parseObject } from './parser.ts';

/** Finds the value of an indirect /Length; undefined when it cannot be had. */
export type LengthResolver = (object: PdfObject | undefined) => number | undefined;

/**
 * Reads `number generation obj value endobj` at `offset` (white space before it is tolerated).
 * The number and generation that stand there are reported; the caller compares them with its own.
 * A stream's /Length must be right: `endstream` stands after it, at most an EOL between.
 * @throws PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS, PDF_LIMIT_EXCEEDED
 */
export function parseIndirect(bytes: Uint8Array, offset: number, lengthOf: LengthResolver): PdfIndirect {
  const start = skipWhite(bytes, offset);
  const number = readDigits(bytes, start);
  if (number === undefined) throw damaged(start, 'no object begins here');
  const generation = readDigits(bytes, skipWhite(bytes, number.end));
  if (generation === undefined) throw damaged(start, 'no object begins here');
  const word = skipWhite(bytes, generation.end);
  if (!standsAt(bytes, word, 'obj')) throw damaged(start, 'no object begins here');
  const bare = parseValue(bytes, word + 3);
  const after = skipSpace(bytes, bare.end);
  const value = standsAt(bytes, after, 'stream') ? readStream(bytes, bare, after, lengthOf) : bare;
  const close = skipSpace(bytes, value.end);
  if (!standsAt(bytes, close, 'endobj') || !endsToken(bytes[close + 6])) throw damaged(close, 'no endobj');
  return {
    number: number.value,
    generation: generation.value,
    value,
    source: bytes,
    start,
    end: close + 6,
    inStream: null,
  };
}

/** An object without a value is null: seen in real files, and every reader agrees. */
function parseValue(bytes: Uint8Array, at: number): PdfObject {
  const start = skipSpace(bytes, at);
  return standsAt(bytes, start, 'endobj') ? { kind: 'null', start, end: start } : parseObject(bytes, start);
}

function readStream(bytes: Uint8Array, dict: PdfObject, at: number, lengthOf: LengthResolver): PdfStream {
  if (dict.kind !== 'dict') throw damaged(at, 'stream without a dictionary');
  const dataStart = afterStreamKeyword(bytes, at + 6);
  const dataLength = streamLength(dict, at, lengthOf);
  const close = endOfData(bytes, dataStart + dataLength);
  return { kind: 'stream', dict, dataStart, dataLength, start: dict.start, end: close };
}

/** ISO 32000-2 §7.3.8.1: CRLF or LF, never CR alone. */
function afterStreamKeyword(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x0a) return at + 1;
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 2;
  throw damaged(at, 'no end of line after stream');
}

function streamLength(dict: PdfDict, at: number, lengthOf: LengthResolver): number {
  const stated = dict.entries.get('Length');
  const length = asInteger(stated) ?? lengthOf(stated);
  if (length === undefined || length < 0) throw damaged(at, 'stream without /Length');
  return length;
}

function endOfData(bytes: Uint8Array, end: number): number {
  const close = skipWhite(bytes, end);
  if (end > bytes.length || !standsAt(bytes, close, 'endstream')) {
    throw damaged(end, 'stream does not end where /Length says');
  }
  return close + 9;
}
