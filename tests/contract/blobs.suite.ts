import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/archive/store.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { expectError } from './errors.ts';

export interface OpenBlobs {
  readonly blobs: BlobStore;
  /** Everything that lies in the store, whatever its name. */
  readonly names: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** What every BlobStore must do. */
export function blobsSuite(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs: ${name}`, () => {
    let opened: OpenBlobs;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const bytes = Buffer.from('công văn');

    it('keeps bytes under their digest and gives them back', async () => {
      const blob = await opened.blobs.put(bytes);
      expect(blob).toEqual({ digest: sha256(bytes), sizeBytes: bytes.length });
      expect(await opened.blobs.get(blob.digest)).toEqual(bytes);
      expect(await opened.blobs.sizeOf(blob.digest)).toBe(bytes.length);
    });

    it('keeps nothing and empty pieces as the empty blob', async () => {
      const { digest } = await opened.blobs.put(Readable.from([Buffer.alloc(0)]));
      expect(digest).toBe(sha256(Buffer.alloc(0)));
      expect(await opened.blobs.get(digest)).toHaveLength(0);
    });

    it('takes pieces without holding them', async () => {
      const piece = Buffer.alloc(64 * 1024, 7);
      const { digest, sizeBytes } = await opened.blobs.put(pieces(piece, 160));
      expect(sizeBytes).toBe(160 * piece.length);
      let read = 0;
      for await (const part of await opened.blobs.open(digest)) read += part.length;
      expect(read).toBe(sizeBytes);
    });

    it('reads from the middle', async () => {
      const { digest } = await opened.blobs.put(Buffer.from('0123456789'));
      const parts: Buffer[] = [];
      for await (const part of await opened.blobs.open(digest, 7)) parts.push(part);
      expect(Buffer.concat(parts).toString()).toBe('789');
    });

    it('takes the same bytes twice, at once too', async () => {
      const made = await Promise.all(Array.from({ length: 8 }, () => opened.blobs.put(bytes)));
      expect(new Set(made.map((blob) => blob.digest)).size).toBe(1);
      expect(await opened.names()).toHaveLength(1);
    });

    it.each([
      ['another digest', { digest: sha256(Buffer.from('other')) }],
      ['a smaller size', { sizeBytes: 3 }],
      ['a larger size', { sizeBytes: 300 }],
    ])('refuses bytes that were announced with %s, and keeps nothing', async (_, expected) => {
      await expectError(opened.blobs.put(bytes, expected), 'BLOB_MISMATCH');
      expect(await opened.names()).toEqual([]);
    });

    it('keeps nothing of a source that breaks off', async () => {
      await expect(opened.blobs.put(breaking())).rejects.toThrow('broken off');
      expect(await opened.names()).toEqual([]);
    });

    it('says what is not there', async () => {
      const digest = sha256(Buffer.from('nowhere'));
      await expectError(opened.blobs.get(digest), 'BLOB_NOT_FOUND');
      await expectError(opened.blobs.open(digest), 'BLOB_NOT_FOUND');
      expect(await opened.blobs.sizeOf(digest)).toBeUndefined();
    });

    it('removes, and removing again does no harm', async () => {
      const { digest } = await opened.blobs.put(bytes);
      await opened.blobs.remove(digest);
      await opened.blobs.remove(digest);
      expect(await opened.blobs.sizeOf(digest)).toBeUndefined();
    });
  });
}

async function* pieces(piece: Buffer, count: number): AsyncIterable<Buffer> {
  for (let sent = 0; sent < count; sent += 1) yield piece;
}

async function* breaking(): AsyncIterable<Buffer> {
  yield Buffer.from('a part');
  throw new Error('broken off');
}
