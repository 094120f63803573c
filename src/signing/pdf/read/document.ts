import type { Secret } from '../../../kernel/secret.ts';
import type { Place } from '../encryption/fileCipher.ts';
import { opened } from '../encryption/objects.ts';
import { isBlank } from './chars.ts';
import { ambiguous, damaged, overLimit, xrefDamaged } from './damage.ts';
import { encryptionIn, type PdfEncryption } from './encryption.ts';
import { decodeStream } from './filters.ts';
import { parseIndirect } from './indirect.ts';
import { PDF_LIMITS } from './limits.ts';
import { ObjectIndex } from './objectIndex.ts';
import { memberAt, type ObjectStream, readObjectStream } from './objectStream.ts';
import {
  asInteger,
  asName,
  PDF_NULL,
  type PdfDict,
  type PdfIndirect,
  type PdfObject,
  type PdfRef,
  type PdfStream,
  refTo,
} from './objects.ts';
import { type PdfRevision, readRevisions } from './revisions.ts';
import { readHeader, readTail } from './tail.ts';
import type { XrefEntry } from './xrefEntry.ts';

/** What all views of one file share. */
interface Shared {
  readonly index: ObjectIndex;
  readonly revisions: readonly PdfRevision[];
  /** Objects at an offset, parsed once for all views. */
  readonly atOffset: Map<number, PdfIndirect>;
  readonly objectStreams: Map<number, ObjectStream>;
  /** By revision: what is known about a view is known for all who ask for it. */
  readonly views: Map<number, PdfDocument>;
  decodedBytes: number;
  /** Null for what is not encrypted. */
  encryption: PdfEncryption | null;
  /** Of streams of an encrypted file: the object each is the value of. */
  readonly holders: WeakMap<PdfStream, Place>;
}

/**
 * Opens a PDF by following `startxref` and the cross-reference chain; objects are parsed when asked for.
 * There is one reading of the file or none: nothing is searched for, rebuilt or guessed.
 * An encrypted file is read with its password; one that opens without a password is read without.
 * Nothing is verified about signatures here.
 * @param password of the user or the owner
 * @throws PDF_NOT_A_PDF, PDF_TRUNCATED, PDF_XREF_DAMAGED, PDF_AMBIGUOUS, PDF_HYBRID_XREF, PDF_ENCRYPTED,
 *   PDF_PASSWORD_WRONG, PDF_OBJECT_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export function openPdf(bytes: Uint8Array, password?: Secret): PdfDocument {
  const version = readHeader(bytes);
  const revisions = readRevisions(bytes, readTail(bytes));
  const shared: Shared = {
    index: new ObjectIndex(revisions),
    revisions,
    atOffset: new Map(),
    objectStreams: new Map(),
    views: new Map(),
    decodedBytes: 0,
    encryption: null,
    holders: new WeakMap(),
  };
  const pdf = new PdfDocument(bytes, version, shared, revisions.length - 1);
  shared.encryption = encryptionIn(pdf, password?.reveal());
  // What was read to find the key was read as it stands.
  if (shared.encryption !== null) shared.atOffset.clear();
  pdf.catalog();
  return pdf;
}

/** A PDF file as it was after one of its revisions; `openPdf` gives the newest. */
export class PdfDocument {
  /** The whole file for the newest revision; else up to the end of the revision. */
  readonly bytes: Uint8Array;
  /** Of the header, such as `1.7`; the catalog's /Version may be higher. */
  readonly version: string;
  readonly revision: PdfRevision;
  readonly #shared: Shared;
  readonly #resolving = new Set<number>();
  /** Streams whose /Length is a reference: only this view may say where they end. */
  readonly #ownStreams = new Map<number, PdfIndirect>();

  constructor(bytes: Uint8Array, version: string, shared: Shared, revision: number) {
    const at = shared.revisions[revision];
    if (at === undefined) throw new RangeError(`no revision ${revision}`);
    this.bytes = revision === shared.revisions.length - 1 ? bytes : bytes.subarray(0, at.endOffset);
    this.version = version;
    this.revision = at;
    this.#shared = shared;
  }

  /** Up to this one, oldest first. */
  get revisions(): readonly PdfRevision[] {
    return this.#shared.revisions.slice(0, this.revision.index + 1);
  }

  get trailer(): PdfDict {
    return this.revision.trailer;
  }

  /** /Size of the newest trailer: one more than the largest object number. */
  get size(): number {
    return this.revision.size;
  }

  /** The number a new object may take: above /Size and above every number ever listed. */
  get nextObjectNumber(): number {
    let next = this.size;
    for (const { entries, sections } of this.revisions) {
      for (const number of entries.keys()) next = Math.max(next, number + 1);
      for (const { number, size } of sections) next = Math.max(next, size, (number ?? 0) + 1);
    }
    return next;
  }

  /** True when nothing but white space follows the last `%%EOF`. */
  get endsCleanly(): boolean {
    return isBlank(this.bytes, this.revision.endOffset, this.bytes.length);
  }

  /** The file as it was after revision `index` (0 is the oldest). */
  at(index: number): PdfDocument {
    if (index > this.revision.index) throw new RangeError(`no revision ${index}`);
    if (index === this.revision.index) return this;
    const known = this.#shared.views.get(index);
    const view = known ?? new PdfDocument(this.bytes, this.version, this.#shared, index);
    this.#shared.views.set(index, view);
    return view;
  }

  /** Like `at`, but what becomes known of it is forgotten with it: for walking through very many revisions. */
  passing(index: number): PdfDocument {
    if (index > this.revision.index) throw new RangeError(`no revision ${index}`);
    return index === this.revision.index
      ? this
      : new PdfDocument(this.bytes, this.version, this.#shared, index);
  }

  /** Where the object is; undefined when it is not listed, or freed. */
  entry(number: number): XrefEntry | undefined {
    const entry = this.#shared.index.find(number, this.revision.index)?.entry;
    return entry?.kind === 'free' ? undefined : entry;
  }

  /** The revision that wrote the object as it is in this view. */
  revisionOf(number: number): number | undefined {
    return this.#shared.index.find(number, this.revision.index)?.revision;
  }

  objectNumbers(): Iterable<number> {
    return this.#shared.index.numbers(this.revision.index);
  }

  /** The object with its place in the file; undefined when there is none of this number and generation. */
  indirect(ref: PdfRef): PdfIndirect | undefined {
    const entry = this.entry(ref.number);
    if (entry === undefined) return undefined;
    if (entry.kind === 'compressed') {
      return ref.generation === 0 ? this.#compressed(entry.stream, entry.index, ref.number) : undefined;
    }
    if (entry.kind === 'free' || entry.generation !== ref.generation) return undefined;
    const object = this.#atOffset(entry.offset);
    if (object.number !== ref.number || object.generation !== ref.generation) {
      throw damaged(entry.offset, `object ${object.number} stands where ${ref.number} should`);
    }
    return object;
  }

  /** The value of an object; the null object when there is none (ISO 32000-2 §7.3.10). */
  get(ref: PdfRef): PdfObject {
    return this.indirect(ref)?.value ?? PDF_NULL;
  }

  /** Follows references until there is a value. */
  resolve = (object: PdfObject | undefined): PdfObject => {
    let value = object ?? PDF_NULL;
    for (let hops = 0; value.kind === 'ref'; hops++) {
      if (hops >= PDF_LIMITS.refHops) throw overLimit(`byte ${value.start}`, 'references lead nowhere');
      value = this.get(value);
    }
    return value;
  };

  /** The value under `key`, references followed; the null object when absent. */
  value(dict: PdfDict, key: string): PdfObject {
    return this.resolve(dict.entries.get(key));
  }

  get catalogRef(): PdfRef {
    const root = this.trailer.entries.get('Root');
    if (root?.kind !== 'ref') throw xrefDamaged(this.trailer.start, 'no /Root');
    return root;
  }

  catalog(): PdfDict {
    const catalog = this.resolve(this.catalogRef);
    if (catalog.kind !== 'dict') throw damaged(this.trailer.start, '/Root is not a dictionary');
    return catalog;
  }

  /** How the file is encrypted; null when it is not. */
  get encryption(): PdfEncryption | null {
    return this.#shared.encryption;
  }

  /** The stream's bytes as they stand in the file, decrypted. @throws PDF_OBJECT_DAMAGED */
  rawBytes(stream: PdfStream): Uint8Array {
    const bytes = this.bytes.subarray(stream.dataStart, stream.dataStart + stream.dataLength);
    const holder = this.#shared.holders.get(stream);
    if (this.#shared.encryption === null || holder === undefined) return bytes;
    const type = asName(stream.dict.entries.get('Type'));
    return this.#shared.encryption.cipher.openStream(bytes, holder, type, stream.start);
  }

  /** The stream's bytes, decoded. @throws PDF_FILTER_UNSUPPORTED, PDF_OBJECT_DAMAGED, PDF_LIMIT_EXCEEDED */
  streamBytes(stream: PdfStream, limit: number = PDF_LIMITS.streamBytes): Uint8Array {
    if (stream.dict.entries.has('F')) throw damaged(stream.start, 'stream data in another file');
    return decodeStream(this.rawBytes(stream), stream.dict, this.resolve, limit);
  }

  /** The decoded bytes of every object stream that an object of this view lies in. */
  *objectStreamBytes(): Iterable<Uint8Array> {
    const visited = new Set<number>();
    for (const number of this.objectNumbers()) {
      const entry = this.entry(number);
      if (entry?.kind !== 'compressed' || visited.has(entry.stream)) continue;
      visited.add(entry.stream);
      yield this.#objectStream(entry.stream).data;
    }
  }

  #atOffset(offset: number): PdfIndirect {
    const known = this.#shared.atOffset.get(offset) ?? this.#ownStreams.get(offset);
    if (known !== undefined) return known;
    if (offset <= 0 || offset >= this.bytes.length) throw damaged(offset, 'offset outside the file');
    if (this.#resolving.has(offset)) throw ambiguous(offset, 'an object needs itself to be read');
    this.#resolving.add(offset);
    try {
      const object = this.#decrypted(
        parseIndirect(this.bytes, offset, (length) => asInteger(this.resolve(length))),
      );
      (hasOwnLength(object.value) ? this.#shared.atOffset : this.#ownStreams).set(offset, object);
      return object;
    } finally {
      this.#resolving.delete(offset);
    }
  }

  /** Members of an object stream are encrypted with it, not again (ISO 32000-2 §7.5.7). */
  #compressed(container: number, index: number, number: number): PdfIndirect {
    const member = memberAt(this.#objectStream(container), index, number);
    return this.#shared.encryption === null ? member : { ...member, isDecrypted: true };
  }

  #decrypted(object: PdfIndirect): PdfIndirect {
    const { encryption, holders } = this.#shared;
    if (encryption === null || object.number === encryption.dictNumber) return object;
    const { number, generation, value } = object;
    if (value.kind === 'stream' && asName(value.dict.entries.get('Type')) === 'XRef') return object;
    const read = opened(value, encryption.cipher, { number, generation });
    if (read.kind === 'stream') holders.set(read, { number, generation });
    return { ...object, value: read, isDecrypted: true };
  }

  #objectStream(container: number): ObjectStream {
    const entry = this.entry(container);
    if (entry?.kind !== 'offset') throw damaged(0, `object stream ${container} is not in the file`);
    const known = this.#shared.objectStreams.get(entry.offset);
    const stream = known ?? this.#openObjectStream(container, entry.generation);
    this.#shared.objectStreams.set(entry.offset, stream);
    return stream;
  }

  #openObjectStream(container: number, generation: number): ObjectStream {
    const value = this.get(refTo(container, generation));
    if (value.kind !== 'stream') throw damaged(value.start, `object ${container} is not a stream`);
    const data = this.streamBytes(value);
    this.#shared.decodedBytes += data.length;
    if (this.#shared.decodedBytes > PDF_LIMITS.structureBytes) throw overLimit('object streams', 'too large');
    return readObjectStream(container, value, data);
  }
}

function hasOwnLength(value: PdfObject): boolean {
  return value.kind !== 'stream' || value.dict.entries.get('Length')?.kind === 'number';
}
