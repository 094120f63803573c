/**
 * The objects of a PDF file (ISO 32000-2 §7.3) as they stand in it.
 *
 * Every object carries `start` and `end`: its byte range [start, end) in the buffer it was read from, which is the
 * file, or the decoded object stream for compressed objects (`PdfIndirect.source` names the buffer).
 * Names are decoded (`/A#42` is `AB`), one UTF-16 unit per byte.
 */
interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface PdfNull extends Placed {
  readonly kind: 'null';
}
export interface PdfBoolean extends Placed {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface PdfNumber extends Placed {
  readonly kind: 'number';
  readonly value: number;
  readonly isInteger: boolean;
}
export interface PdfName extends Placed {
  readonly kind: 'name';
  readonly name: string;
}
export interface PdfString extends Placed {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  readonly form: 'literal' | 'hex';
}
export interface PdfArray extends Placed {
  readonly kind: 'array';
  readonly items: readonly PdfObject[];
}
export interface PdfDict extends Placed {
  readonly kind: 'dict';
  /** No key twice; in the order of the file. */
  readonly entries: ReadonlyMap<string, PdfObject>;
}
export interface PdfStream extends Placed {
  readonly kind: 'stream';
  readonly dict: PdfDict;
  /** Where the encoded bytes begin in the file, after the EOL that follows `stream`. */
  readonly dataStart: number;
  readonly dataLength: number;
}
export interface PdfRef extends Placed {
  readonly kind: 'ref';
  readonly number: number;
  readonly generation: number;
}

export type PdfObject =
  | PdfNull
  | PdfBoolean
  | PdfNumber
  | PdfName
  | PdfString
  | PdfArray
  | PdfDict
  | PdfStream
  | PdfRef;

/** An indirect object: `number generation obj value endobj`, or a member of an object stream. */
export interface PdfIndirect {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfObject;
  /** The buffer in which every `start` and `end` of the value counts. */
  readonly source: Uint8Array;
  /** From the object number to the end of `endobj`; of the bare value in an object stream. */
  readonly start: number;
  readonly end: number;
  /** Number of the object stream it lies in; null when it stands in the file itself. */
  readonly inStream: number | null;
  /** Its strings are not what stands in `source`: the file is encrypted. */
  readonly isDecrypted?: true;
}

export const PDF_NULL: PdfNull = { kind: 'null', start: 0, end: 0 };

/** A reference that stands nowhere: for looking things up. */
export function refTo(number: number, generation = 0): PdfRef {
  return { kind: 'ref', number, generation, start: 0, end: 0 };
}

export function asDict(object: PdfObject | undefined): PdfDict | undefined {
  return object?.kind === 'dict' ? object : undefined;
}

export function asArray(object: PdfObject | undefined): PdfArray | undefined {
  return object?.kind === 'array' ? object : undefined;
}

export function asRef(object: PdfObject | undefined): PdfRef | undefined {
  return object?.kind === 'ref' ? object : undefined;
}

export function asName(object: PdfObject | undefined): string | undefined {
  return object?.kind === 'name' ? object.name : undefined;
}

export function asNumber(object: PdfObject | undefined): number | undefined {
  return object?.kind === 'number' ? object.value : undefined;
}

export function asInteger(object: PdfObject | undefined): number | undefined {
  return object?.kind === 'number' && object.isInteger ? object.value : undefined;
}

export function asString(object: PdfObject | undefined): Uint8Array | undefined {
  return object?.kind === 'string' ? object.bytes : undefined;
}

/** The dictionary of a dictionary or of a stream. */
export function dictOf(object: PdfObject | undefined): PdfDict | undefined {
  return object?.kind === 'stream' ? object.dict : asDict(object);
}
