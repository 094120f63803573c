import type { Readable } from 'node:stream';
import type { Digest } from '../kernel/digest.ts';

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
