import { type Digest, sha256 } from '../../../kernel/digest.ts';
import { isCongvanError } from '../../../kernel/errors.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asRef, type PdfDict, type PdfIndirect, type PdfRef } from '../read/objects.ts';
import { kept, objectRef } from '../write/update.ts';
import type { NewValue, ObjectRef } from '../write/values.ts';

/** Keys of the DSS that hold streams (ISO 32000-2 Table 261), and what a VRI entry calls the same (Table 262). */
export const STORE_LISTS = { Certs: 'Cert', OCSPs: 'OCSP', CRLs: 'CRL' } as const;
export type StoreList = keyof typeof STORE_LISTS;

/** A dictionary with the indirect object it stands in, so that its parts can be kept byte for byte. */
export interface PlacedDict {
  readonly holder: PdfIndirect;
  readonly dict: PdfDict;
  /** Null when it stands inside another object. */
  readonly ref: ObjectRef | null;
}

/** The dictionary under a key of another; undefined when there is none. */
export function placedDict(pdf: PdfDocument, above: PlacedDict, key: string): PlacedDict | undefined {
  const object = above.dict.entries.get(key);
  const ref = asRef(object);
  const holder = ref === undefined ? above.holder : pdf.indirect(ref);
  const dict = asDict(ref === undefined ? object : holder?.value);
  if (dict === undefined || holder === undefined) return undefined;
  return { holder, dict, ref: ref === undefined ? null : objectRef(ref) };
}

/** What a list of the DSS holds already: its references in their order, and by digest of the decoded stream. */
export interface KeptList {
  readonly refs: readonly ObjectRef[];
  readonly byDigest: ReadonlyMap<Digest, ObjectRef>;
}

/** Streams that are looked into at most, how large each may be, and all together: what a verifier reads of a file. */
const MAX_STREAMS = 4000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL_BYTES = 128 * 1024 * 1024;

/** Tells the streams of one file apart by what is in them, each looked into once. */
export class StreamDigests {
  readonly #pdf: PdfDocument;
  readonly #known = new Map<number, Digest | undefined>();
  #bytesLeft = MAX_TOTAL_BYTES;

  constructor(pdf: PdfDocument) {
    this.#pdf = pdf;
  }

  /** Undefined for what is no stream, cannot be read, or is more than a file may ask for. */
  of(ref: PdfRef): Digest | undefined {
    if (this.#known.has(ref.number)) return this.#known.get(ref.number);
    if (this.#known.size >= MAX_STREAMS) return undefined;
    const digest = this.#read(ref);
    this.#known.set(ref.number, digest);
    return digest;
  }

  #read(ref: PdfRef): Digest | undefined {
    const limit = Math.min(MAX_BYTES, this.#bytesLeft);
    try {
      const value = this.#pdf.resolve(ref);
      if (value.kind !== 'stream') return undefined;
      const bytes = this.#pdf.streamBytes(value, limit);
      this.#bytesLeft -= bytes.length;
      return sha256(bytes);
    } catch (error) {
      if (!isCongvanError(error)) throw error;
      // What was too much or damaged has cost as much as it may.
      this.#bytesLeft -= limit;
      return undefined;
    }
  }
}

/** A stream that is not known by its content keeps its place all the same. */
export function keptList(
  pdf: PdfDocument,
  dict: PdfDict | undefined,
  key: string,
  digests?: StreamDigests,
): KeptList {
  const items = dict === undefined ? [] : (asArray(pdf.value(dict, key))?.items ?? []);
  const refs = items.flatMap((item) => asRef(item) ?? []);
  const byDigest = new Map<Digest, ObjectRef>();
  for (const ref of digests === undefined ? [] : refs) {
    const digest = digests?.of(ref);
    if (digest !== undefined && !byDigest.has(digest)) byDigest.set(digest, objectRef(ref));
  }
  return { refs: refs.map(objectRef), byDigest };
}

/** All entries of a dictionary as they stand in the file. */
export function keptEntries({ holder, dict }: PlacedDict): readonly (readonly [string, NewValue])[] {
  return [...dict.entries].map(([key, value]) => [key, kept(holder, value)] as const);
}
