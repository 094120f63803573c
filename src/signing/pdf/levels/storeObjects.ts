import { type Digest, sha256 } from '../../../kernel/digest.ts';
import { isCongvanError } from '../../../kernel/errors.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asRef, type PdfDict, type PdfIndirect, type PdfObject } from '../read/objects.ts';
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

/** A stream that cannot be read keeps its place, but is not known by its content. */
export function keptList(pdf: PdfDocument, dict: PdfDict | undefined, key: string): KeptList {
  const items = dict === undefined ? [] : (asArray(pdf.value(dict, key))?.items ?? []);
  const refs = items.flatMap((item) => asRef(item) ?? []);
  const byDigest = new Map<Digest, ObjectRef>();
  for (const ref of refs) {
    const digest = digestOf(pdf, ref);
    if (digest !== undefined && !byDigest.has(digest)) byDigest.set(digest, objectRef(ref));
  }
  return { refs: refs.map(objectRef), byDigest };
}

function digestOf(pdf: PdfDocument, object: PdfObject): Digest | undefined {
  try {
    const value = pdf.resolve(object);
    return value.kind === 'stream' ? sha256(pdf.streamBytes(value)) : undefined;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return undefined;
  }
}

/** All entries of a dictionary as they stand in the file. */
export function keptEntries({ holder, dict }: PlacedDict): readonly (readonly [string, NewValue])[] {
  return [...dict.entries].map(([key, value]) => [key, kept(holder, value)] as const);
}
