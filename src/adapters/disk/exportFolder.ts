import { lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { ExportFolder } from '../../archive/export/exportRecord.ts';
import { sha256Stream } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { flushFolder, makeFolder, onDisk, TEMPORARY_PREFIX, writePending } from './durable.ts';

/**
 * Fills a folder that appears under its name only when the work is done; when it fails nothing is left.
 * @param target path of the new folder; its parent is made when needed
 * @throws EXPORT_TARGET_EXISTS, DISK_FULL, and what the work throws
 */
export async function intoNewFolder<T>(
  target: string,
  work: (folder: ExportFolder) => Promise<T>,
): Promise<T> {
  const path = resolve(target);
  await refuseExisting(path);
  await makeFolder(dirname(path));
  const draft = await onDisk(path, () => mkdtemp(join(dirname(path), TEMPORARY_PREFIX)));
  try {
    const result = await work({ write: (name, bytes) => writeInto(draft, name, bytes) });
    await refuseExisting(path);
    await onDisk(path, () => rename(draft, path));
    await flushFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) throw new CongvanError('EXPORT_TARGET_EXISTS', { where: path });
}

async function writeInto(
  draft: string,
  name: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): ReturnType<ExportFolder['write']> {
  const path = resolve(draft, name);
  if (!path.startsWith(draft + sep)) throw new RangeError(`outside the export folder: ${name}`);
  await makeFolder(dirname(path));
  const hashing = sha256Stream();
  const pending = await writePending(dirname(path), bytes, (piece) => hashing.update(piece));
  await pending.publish(path);
  return hashing.digest();
}
