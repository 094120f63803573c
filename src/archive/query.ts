import type { AgencyCode } from '../kernel/ids.ts';
import type { Direction, KeptRecord } from './record.ts';

/** One condition on a record. Words and phrases are as typed (NFC); folding is the search's business. */
export type Condition =
  /** A word anywhere: number, notation, subject, names, text of the files. */
  | { readonly kind: 'word'; readonly word: string }
  /** Words that follow each other. */
  | { readonly kind: 'phrase'; readonly words: readonly string[] }
  /** Words that follow each other in the subject. */
  | { readonly kind: 'subject'; readonly words: readonly string[] }
  | { readonly kind: 'direction'; readonly direction: Direction }
  /** Issuer or recipient, in either code grammar. */
  | { readonly kind: 'agency'; readonly code: AgencyCode; readonly as: 'any' | 'issuer' | 'recipient' }
  /** Id of a document type. */
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'notation'; readonly notation: string }
  /** Whole, as written: `15/QĐ-BNV`. */
  | { readonly kind: 'code'; readonly number: string; readonly notation: string }
  /** Words of the signer's name that follow each other. */
  | { readonly kind: 'signer'; readonly words: readonly string[] }
  | { readonly kind: 'priority'; readonly priority: number }
  | { readonly kind: 'documentId'; readonly documentId: string }
  | { readonly kind: 'arrival'; readonly number: number }
  | { readonly kind: 'indication'; readonly indication: string }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'all'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'any'; readonly conditions: readonly Condition[] };

export interface RecordQuery {
  /** All must hold; empty finds everything. */
  readonly conditions: readonly Condition[];
  /** Day on the document, `yyyy-mm-dd`, both ends included. */
  readonly from?: string;
  readonly to?: string;
}

export interface PageRequest {
  /** 1–200; 20 unless told. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** Newest day on the document first; of one day the last kept first. */
export interface RecordPage {
  /** May be fewer than the limit although more follow: then `next` is not null. */
  readonly hits: readonly KeptRecord[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

export interface HitCount {
  readonly count: number;
  /** False when counting stopped at the bound: there are at least this many. */
  readonly exact: boolean;
}
