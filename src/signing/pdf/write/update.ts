import { appended } from '../../../kernel/roomyBytes.ts';
import { sealed } from '../encryption/objects.ts';
import type { PdfDocument } from '../read/document.ts';
import type { PdfDict, PdfIndirect, PdfObject, PdfRef } from '../read/objects.ts';
import type { ObjectGraph } from './pdfLib.ts';
import { serializeIndirect } from './serialize.ts';
import { mapDict, mapRefs, type NewDict, type NewObject, type NewValue, type ObjectRef } from './values.ts';
import { crossReferenceSection } from './xref.ts';

/**
 * One append-only update of a PDF (ISO 32000-2 §7.5.6): new objects, new versions of existing ones, and one
 * cross-reference section of the same form as the newest one of the file. The bytes of the file stay as they are
 * and are the beginning of the result. New numbers begin after every number the file ever listed.
 */
export class PdfUpdate {
  readonly #pdf: PdfDocument;
  readonly #written = new Map<number, { readonly ref: ObjectRef; readonly object: NewObject }>();
  #next: number;

  constructor(pdf: PdfDocument) {
    this.#pdf = pdf;
    this.#next = pdf.nextObjectNumber;
  }

  /** A number for an object that will be written by `write`. */
  reserve(): ObjectRef {
    return { kind: 'ref', number: this.#next++, generation: 0 };
  }

  add(object: NewObject): ObjectRef {
    const ref = this.reserve();
    this.write(ref, object);
    return ref;
  }

  /** Writes a reserved object, or an existing one anew under its number and generation. */
  write(ref: ObjectRef, object: NewObject): void {
    this.#written.set(ref.number, { ref, object });
  }

  /** Adds all objects of a graph. @returns the reference of its root */
  addGraph(graph: ObjectGraph): ObjectRef {
    const refs = graph.objects.map(() => this.reserve());
    const renumber = (local: ObjectRef): ObjectRef => {
      const ref = refs[local.number];
      if (ref === undefined) throw new RangeError(`no object ${local.number} in the graph`);
      return ref;
    };
    for (const [index, object] of graph.objects.entries()) {
      this.write(renumber({ kind: 'ref', number: index, generation: 0 }), renumbered(object, renumber));
    }
    return renumber({ kind: 'ref', number: 0, generation: 0 });
  }

  /**
   * The file with the update appended; it ends with `%%EOF` and a line feed. Shares the memory of the file when that
   * has room behind it (`roomyBytes`).
   */
  bytes(): Buffer {
    const file = this.#pdf.bytes;
    const last = file[file.length - 1];
    const pieces = new Pieces(file.length, last === 0x0a || last === 0x0d ? '' : '\n');
    const offsets = new Map<number, { readonly offset: number; readonly generation: number }>();
    for (const { ref, object } of [...this.#written.values()].sort((a, b) => a.ref.number - b.ref.number)) {
      offsets.set(ref.number, { offset: pieces.at, generation: ref.generation });
      for (const piece of serializeIndirect(ref, this.#sealed(ref, object))) pieces.add(piece);
    }
    for (const piece of crossReferenceSection(this.#pdf, offsets, pieces.at, this.#next)) pieces.add(piece);
    return appended(file, pieces.all());
  }

  #sealed(ref: ObjectRef, object: NewObject): NewObject {
    const { encryption } = this.#pdf;
    return encryption === null ? object : sealed(object, encryption.cipher, ref);
  }
}

/** Text with one unit per byte, and bytes; texts beside each other become bytes at once. */
class Pieces {
  /** Where the next piece will stand in the file. */
  at: number;
  readonly #pieces: Uint8Array[] = [];
  #text: string;

  constructor(start: number, text: string) {
    this.at = start + text.length;
    this.#text = text;
  }

  add(piece: string | Uint8Array): void {
    this.at += piece.length;
    if (typeof piece === 'string') this.#text += piece;
    else this.#pieces.push(Buffer.from(this.#text, 'latin1'), piece);
    if (typeof piece !== 'string') this.#text = '';
  }

  all(): readonly Uint8Array[] {
    return [...this.#pieces, Buffer.from(this.#text, 'latin1')];
  }
}

function renumbered(object: NewObject, change: (ref: ObjectRef) => ObjectRef): NewObject {
  if (typeof object === 'object' && object !== null && 'data' in object) {
    return { ...object, dict: mapDict(object.dict, change) };
  }
  return mapRefs(object, change);
}

/** A part of an existing object as it is written in the file; of an encrypted one, with its strings to be encrypted anew. */
export function kept(holder: PdfIndirect, part: PdfObject): NewValue {
  if (holder.isDecrypted === true) {
    if (part.kind === 'string') return { kind: 'string', bytes: part.bytes };
    if (part.kind === 'array') return part.items.map((item) => kept(holder, item));
    if (part.kind === 'dict') return changedDict(holder, part, {});
  }
  return { kind: 'raw', bytes: holder.source.subarray(part.start, part.end) };
}

/** A dictionary of an existing object with some entries set; the others stay byte for byte, in their order. */
export function changedDict(
  holder: PdfIndirect,
  part: PdfDict,
  changes: Readonly<Record<string, NewValue>>,
): NewDict {
  const entries = new Map<string, NewValue>();
  for (const [key, value] of part.entries) entries.set(key, kept(holder, value));
  for (const [key, value] of Object.entries(changes)) entries.set(key, value);
  return { kind: 'dict', entries };
}

/** A reference read from the file, to be written. */
export function objectRef(ref: PdfRef): ObjectRef {
  return { kind: 'ref', number: ref.number, generation: ref.generation };
}
