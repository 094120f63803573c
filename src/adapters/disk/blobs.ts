import { constants, type ReadStream } from 'node:fs';
import { lstat, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blob, BlobStore } from '../../archive/store.ts';
import { type Digest, digestHex, sha256, sha256Stream } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { errorCode, flushFolder, makeFolder, onDisk, sweepTemporaries, writePending } from './durable.ts';

const READ_NOFOLLOW = constants.O_RDONLY | constants.O_NOFOLLOW;

/** A temporary file that did not change for so long belongs to a process that died. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Blobs as files: `<root>/<first two digits>/<64 digits>`, readable by the owner only, never rewritten. Opening removes
 * what processes that died have left behind.
 * @param root absolute path; made when it is not there
 * @throws STORE_UNREADABLE, DISK_FULL
 */
export async function openDiskBlobs(root: string): Promise<BlobStore> {
  await makeFolder(root);
  await sweepTemporaries(root, new Date(Date.now() - ABANDONED_MS));
  const pathOf = (digest: Digest) => join(root, digestHex(digest).slice(0, 2), digestHex(digest));
  return {
    put: (source, expected = {}) => put(root, pathOf, source, expected),
    get: (digest) => get(pathOf(digest), digest),
    open: (digest, start = 0) => openAt(pathOf(digest), digest, start),
    sizeOf: (digest) => sizeOf(pathOf(digest)),
    remove: (digest) => remove(pathOf(digest)),
  };
}

async function put(
  root: string,
  pathOf: (digest: Digest) => string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  expected: Partial<Blob>,
): Promise<Blob> {
  const hashing = sha256Stream();
  let received = 0;
  const pending = await writePending(root, source, (piece) => {
    received += piece.length;
    if (expected.sizeBytes !== undefined && received > expected.sizeBytes) throw mismatch(expected, 'longer');
    hashing.update(piece);
  });
  try {
    const blob = { digest: hashing.digest(), sizeBytes: pending.sizeBytes };
    refuseOther(blob, expected);
    const path = pathOf(blob.digest);
    if ((await sizeOf(path)) === blob.sizeBytes) await keepPresent(path, pending.discard);
    else await pending.publish(path);
    return blob;
  } catch (error) {
    await pending.discard();
    throw error;
  }
}

/** Whoever wrote it may have died before the folder was flushed. */
async function keepPresent(path: string, discard: () => Promise<void>): Promise<void> {
  await discard();
  await flushFolder(dirname(path));
}

function refuseOther(blob: Blob, expected: Partial<Blob>): void {
  if (expected.sizeBytes !== undefined && blob.sizeBytes !== expected.sizeBytes) {
    throw mismatch(expected, `${blob.sizeBytes} bytes`);
  }
  if (expected.digest !== undefined && blob.digest !== expected.digest) throw mismatch(expected, blob.digest);
}

function mismatch(expected: Partial<Blob>, found: string): CongvanError {
  const { digest, sizeBytes } = expected;
  return new CongvanError('BLOB_MISMATCH', {
    ...(digest === undefined ? {} : { where: digest }),
    detail: `expected ${sizeBytes === undefined ? (digest ?? '') : `${sizeBytes} bytes`}, found ${found}`,
  });
}

async function get(path: string, digest: Digest): Promise<Buffer> {
  const bytes = await existing(digest, async () => {
    const file = await open(path, READ_NOFOLLOW);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  });
  if (sha256(bytes) !== digest) throw new CongvanError('BLOB_DAMAGED', { where: digest });
  return bytes;
}

async function openAt(path: string, digest: Digest, start: number): Promise<ReadStream> {
  const file = await existing(digest, () => open(path, READ_NOFOLLOW));
  return file.createReadStream({ start });
}

async function existing<T>(digest: Digest, work: () => Promise<T>): Promise<T> {
  try {
    return await onDisk(digest, work);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new CongvanError('BLOB_NOT_FOUND', { where: digest, cause });
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await onDisk(path, () => unlink(path));
    await flushFolder(dirname(path));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
