import { inflateSync } from 'node:zlib';
import { CongvanError } from '../../../kernel/errors.ts';
import { damaged, overLimit } from './damage.ts';
import { PDF_LIMITS } from './limits.ts';
import { decodeLzw } from './lzw.ts';
import { asDict, asInteger, asName, type PdfDict, type PdfObject } from './objects.ts';
import { undoPredictor } from './predictors.ts';
import { decodeAscii85, decodeAsciiHex } from './textFilters.ts';

type Resolve = (object: PdfObject | undefined) => PdfObject;

interface Step {
  readonly filter: string;
  readonly parameters: PdfDict | undefined;
}

/**
 * The decoded bytes of a stream: /Filter in order, each with its /DecodeParms (ISO 32000-2 §7.4).
 * Flate (PNG and TIFF predictors), LZW, ASCIIHex, ASCII85. Image filters are not decoded.
 * @param limit largest number of bytes after any step
 * @throws PDF_FILTER_UNSUPPORTED, PDF_OBJECT_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export function decodeStream(data: Uint8Array, dict: PdfDict, resolve: Resolve, limit: number): Uint8Array {
  let bytes = data;
  for (const step of stepsOf(dict, resolve)) {
    bytes = decode(bytes, step, dict.start, limit);
    if (bytes.length > limit) throw overLimit(`byte ${dict.start}`, `stream larger than ${limit} bytes`);
  }
  return bytes;
}

function stepsOf(dict: PdfDict, resolve: Resolve): readonly Step[] {
  const filters = listOf(dict.entries.get('Filter'), resolve);
  const parameters = listOf(dict.entries.get('DecodeParms'), resolve);
  if (filters.length > PDF_LIMITS.filters) throw overLimit(`byte ${dict.start}`, 'too many filters');
  return filters.map((filter, index) => {
    const name = asName(filter);
    if (name === undefined) throw damaged(dict.start, 'filter without a name');
    return { filter: name, parameters: asDict(parameters[index]) };
  });
}

function listOf(object: PdfObject | undefined, resolve: Resolve): readonly PdfObject[] {
  const value = resolve(object);
  if (value.kind === 'null') return [];
  return value.kind === 'array' ? value.items.map(resolve) : [value];
}

function decode(bytes: Uint8Array, { filter, parameters }: Step, at: number, limit: number): Uint8Array {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(inflate(bytes, at, limit), parameters);
    case 'LZWDecode':
    case 'LZW':
      return undoPredictor(
        decodeLzw(bytes, asInteger(parameters?.entries.get('EarlyChange')) ?? 1, limit),
        parameters,
      );
    case 'ASCIIHexDecode':
    case 'AHx':
      return decodeAsciiHex(bytes);
    case 'ASCII85Decode':
    case 'A85':
      return decodeAscii85(bytes, limit);
    default:
      throw new CongvanError('PDF_FILTER_UNSUPPORTED', { where: `byte ${at}`, detail: filter });
  }
}

function inflate(bytes: Uint8Array, at: number, limit: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: limit, chunkSize: pieceFor(bytes.length, limit) });
  } catch (cause) {
    if (cause instanceof RangeError) throw overLimit(`byte ${at}`, `stream larger than ${limit} bytes`);
    throw new CongvanError('PDF_OBJECT_DAMAGED', { where: `byte ${at}`, detail: 'Flate data', cause });
  }
}

/** Most streams unpack into one piece of so many bytes: every further piece is allocated and copied. */
function pieceFor(packed: number, limit: number): number {
  return Math.max(64, Math.min(packed * 8, LARGEST_PIECE, limit));
}

const LARGEST_PIECE = 1024 * 1024;
