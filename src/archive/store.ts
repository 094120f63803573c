import type { Readable } from 'node:stream';
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import type { AuditEvent, AuditKind } from './audit.ts';
import type { HitCount, PageRequest, RecordPage, RecordQuery } from './query.ts';
import type { Direction, KeptRecord } from './record.ts';

export interface Blob {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/**
 * Port: content-addressed, write-once bytes.
 * Durable when `put` resolves (file and directory are on the disk). The same bytes twice are fine. Never overwritten.
 */
export interface BlobStore {
  /**
   * @param source bytes, or pieces that are streamed and never held whole
   * @param expected refuses bytes with another digest or size (BLOB_MISMATCH); nothing is kept then
   * @throws DISK_FULL, BLOB_MISMATCH
   */
  put(source: Uint8Array | AsyncIterable<Uint8Array>, expected?: Partial<Blob>): Promise<Blob>;
  /** Whole, re-hashed while reading. @throws BLOB_NOT_FOUND, BLOB_DAMAGED */
  get(digest: Digest): Promise<Buffer>;
  /** From `start` (bytes) on; not re-hashed. @throws BLOB_NOT_FOUND */
  open(digest: Digest, start?: number): Promise<Readable>;
  /** Size in bytes, or undefined when it is not here. */
  sizeOf(digest: Digest): Promise<number | undefined>;
  remove(digest: Digest): Promise<void>;
}

/** A leaf as the store keeps it. */
export interface StoredLeaf {
  /** From 0, without gaps, in the order of commits. */
  readonly index: number;
  /** Canonical JSON bytes, as hashed into the log. */
  readonly entry: Uint8Array;
}

/** One line of the audit trail with what opens its leaf. */
export interface AuditLine {
  readonly leafIndex: number;
  readonly nonce: string;
  readonly event: AuditEvent;
}

export interface AuditFilter {
  readonly recordId?: RecordId;
  readonly kind?: AuditKind;
  /** Newest first, at most so many; 100 unless told. */
  readonly limit?: number;
}

/** The tree head last promised: published or about to be. */
export interface LogHead {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * Port: records, search and the leaves of the log. Written only by `Store.commit`, all or nothing, durable when it
 * resolves. Reads see every commit that resolved before.
 */
export interface ArchiveStore {
  record(id: RecordId): Promise<KeptRecord | undefined>;
  /** The record of a message in this direction; how a repeated delivery is recognised. */
  recordOfMessage(
    direction: Direction,
    holder: AgencyCode,
    messageId: MessageId,
  ): Promise<KeptRecord | undefined>;
  /** Every record with this document id, oldest first. */
  recordsOfDocument(documentId: DocumentId): Promise<readonly KeptRecord[]>;
  /** Same number, notation and issuer in the same year: what NĐ 30 PL VI I.III.1h wants a warning for. */
  recordsWithCode(
    issuer: AgencyCode,
    year: number,
    number: string,
    notation: string,
  ): Promise<readonly KeptRecord[]>;
  /** @throws QUERY_INVALID */
  search(query: RecordQuery, page?: PageRequest): Promise<RecordPage>;
  /** Counts up to `bound` (10,000 unless told). */
  countHits(query: RecordQuery, bound?: number): Promise<HitCount>;
  /** The search text of a record, NFC; undefined when none was read. */
  textOf(id: RecordId): Promise<string | undefined>;
  /** Every record, oldest commit first: for checks and rebuilding. */
  records(): AsyncIterable<KeptRecord>;
  auditLines(filter: AuditFilter): Promise<readonly AuditLine[]>;
  /** The audit line of a leaf. */
  auditLine(leafIndex: number): Promise<AuditLine | undefined>;
  /** The canonical bytes that a leaf's content commitment speaks of, as kept now: a record or an addition. */
  leafContent(leafIndex: number): Promise<Uint8Array | undefined>;
  leafCount(): Promise<number>;
  /** Leaves `start` ≤ index < `end`. */
  leaves(start: number, end: number): Promise<readonly StoredLeaf[]>;
  logHead(): Promise<LogHead | undefined>;
  /** Moves the head forward; refused with LOG_INCONSISTENT unless the present size is `from`. */
  advanceLogHead(from: number, head: LogHead): Promise<void>;
}
