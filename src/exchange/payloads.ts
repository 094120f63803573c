import type { Digest } from '../kernel/digest.ts';
import type { Payload } from './dispatch.ts';

/**
 * Port: content-addressed durable bytes; the part of the archive's BlobStore that exchange needs.
 * Durable when `put` resolves. The same bytes twice are fine. Never overwritten.
 */
export interface Payloads {
  /**
   * @param expected refuses other bytes (BLOB_MISMATCH); nothing is kept then
   * @throws DISK_FULL (temporary), BLOB_MISMATCH
   */
  put(source: Uint8Array | AsyncIterable<Uint8Array>, expected?: Partial<Payload>): Promise<Payload>;
  /** Whole, re-hashed while reading. @throws BLOB_NOT_FOUND, BLOB_DAMAGED */
  get(digest: Digest): Promise<Uint8Array>;
  /** From `start` (bytes) on; not re-hashed. @throws BLOB_NOT_FOUND */
  open(digest: Digest, start?: number): Promise<AsyncIterable<Uint8Array>>;
  /** Size in bytes, or undefined when it is not here. */
  sizeOf(digest: Digest): Promise<number | undefined>;
}
