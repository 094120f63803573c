import type { PdfDict } from './objects.ts';

/** Where an object is, as one cross-reference section says. */
export type XrefEntry =
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number }
  | { readonly kind: 'free'; readonly generation: number };

/** One cross-reference section: a table with its trailer, or a cross-reference stream. */
export interface XrefSection {
  readonly kind: 'table' | 'stream';
  /** Where it begins: the `xref` keyword, or the object number of the stream. */
  readonly offset: number;
  /** After the trailer dictionary, or after the stream's `endobj`. */
  readonly end: number;
  readonly entries: ReadonlyMap<number, XrefEntry>;
  /** The trailer dictionary, or the stream's dictionary. */
  readonly trailer: PdfDict;
  /** /Size: one more than the largest object number. */
  readonly size: number;
  readonly prev: number | null;
  /** Object number of the cross-reference stream; null for a table. */
  readonly number: number | null;
}
