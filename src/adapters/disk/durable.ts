/**
 * Files that are whole or not there: written under a temporary name, flushed, renamed into place, folder flushed. A file
 * that is in place survives a power cut with the bytes it was given.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';

export const TEMPORARY_PREFIX = '.tmp-';
const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** A file that was written and flushed but has no name yet. */
export interface PendingFile {
  readonly sizeBytes: number;
  /** Gives it its name (replacing what is there) and flushes the folder. */
  publish(path: string): Promise<void>;
  /** Removes it; idempotent. */
  discard(): Promise<void>;
}

/**
 * Writes and flushes the bytes into a new temporary file of `folder`, readable by the owner only.
 * @param seen gets every piece before it is written
 * @throws DISK_FULL, STORE_FAILED; nothing is left behind then. Errors of `pieces` and `seen` come through
 */
export async function writePending(
  folder: string,
  pieces: Uint8Array | AsyncIterable<Uint8Array>,
  seen: (piece: Uint8Array) => void = () => {},
): Promise<PendingFile> {
  const path = join(folder, `${TEMPORARY_PREFIX}${process.pid}-${randomBytes(8).toString('hex')}`);
  const file = await onDisk(path, () => open(path, FRESH, 0o600));
  try {
    const sizeBytes = await fill(file, path, pieces, seen);
    await onDisk(path, () => file.sync());
    await onDisk(path, () => file.close());
    return pendingFile(path, sizeBytes);
  } catch (error) {
    await file.close().catch(() => {});
    await remove(path);
    throw error;
  }
}

async function fill(
  file: FileHandle,
  path: string,
  pieces: Uint8Array | AsyncIterable<Uint8Array>,
  seen: (piece: Uint8Array) => void,
): Promise<number> {
  let sizeBytes = 0;
  for await (const piece of pieces instanceof Uint8Array ? [pieces] : pieces) {
    seen(piece);
    await onDisk(path, () => writeAll(file, piece));
    sizeBytes += piece.length;
  }
  return sizeBytes;
}

/** A write may take only a part of the bytes. */
async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    at += (await file.write(piece, at)).bytesWritten;
  }
}

function pendingFile(path: string, sizeBytes: number): PendingFile {
  return {
    sizeBytes,
    publish: async (target) => {
      await makeFolder(dirname(target));
      await onDisk(target, () => rename(path, target));
      await flushFolder(dirname(target));
    },
    discard: () => remove(path),
  };
}

/** The whole file, or undefined when it is not there. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a whole file durably, replacing what is there. @throws DISK_FULL, STORE_FAILED */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  const pending = await writePending(dirname(path), bytes);
  try {
    await pending.publish(path);
  } catch (error) {
    await pending.discard();
    throw error;
  }
}

/** Makes the folder and those above it, each flushed into its parent. */
export async function makeFolder(path: string): Promise<void> {
  const first = await onDisk(path, () => mkdir(path, { recursive: true, mode: 0o700 }));
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) {
    await flushFolder(dirname(folder));
  }
}

export async function flushFolder(path: string): Promise<void> {
  await onDisk(path, async () => {
    const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  });
}

/**
 * Removes temporary files that nobody can still be writing: left behind by a process that died.
 * @param olderThan last change before this time
 * @returns how many
 */
export async function sweepTemporaries(folder: string, olderThan: Date): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let swept = 0;
  for (const name of names.filter((one) => one.startsWith(TEMPORARY_PREFIX))) {
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed === undefined || changed.mtime >= olderThan) continue;
    await remove(path);
    swept += 1;
  }
  return swept;
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => {});
}

/** What the system says, in our words. After STORE_FAILED nobody knows what is on the disk: the process must end. */
const MEANING: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EFBIG: 'DISK_FULL',
  EIO: 'STORE_FAILED',
  EROFS: 'STORE_FAILED',
  EACCES: 'STORE_UNREADABLE',
  EPERM: 'STORE_UNREADABLE',
};

/** Runs a file operation and translates its errors; others come through. */
export async function onDisk<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = MEANING[errorCode(cause)];
    throw code === undefined ? cause : new CongvanError(code, { where, detail: errorCode(cause), cause });
  }
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
