import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartStaging, StagingKey } from '../../exchange/axis/hub.ts';
import { digestHex, sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';

/**
 * Unfinished uploads as files of one folder. Not flushed: after a power cut a file may hold rubbish, which the digest
 * finds out. One writer per upload; a second one is told to come back.
 * @param folder absolute; made when missing, readable by the owner only
 */
export async function diskStaging(
  folder: string,
): Promise<PartStaging & { sweep(before: Date): Promise<number> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const busy = new Set<string>();
  const pathOf = (key: StagingKey) => join(folder, nameOf(key));
  return {
    sizeOf: (key) => sizeOf(pathOf(key)),
    async append(key, source, maxBytes) {
      const path = pathOf(key);
      if (busy.has(path))
        throw new CongvanError('PART_OFFSET', { where: key.digest, detail: 'being uploaded' });
      busy.add(path);
      try {
        return await append(path, source, maxBytes);
      } finally {
        busy.delete(path);
      }
    },
    open: async (key) => createReadStream(pathOf(key)),
    remove: (key) => rm(pathOf(key), { force: true }),
    sweep: (before) => sweep(folder, before),
  };
}

/** Fixed length, whatever the agency calls itself. */
function nameOf({ owner, messageId, digest }: StagingKey): string {
  return `${digestHex(sha256(Buffer.from(`${owner}\n${messageId}\n${digest}`)))}.part`;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function append(path: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
  const file = await open(path, 'a', 0o600);
  try {
    let { size } = await file.stat();
    for await (const piece of source) {
      if (size + piece.length > maxBytes) throw new CongvanError('PART_TOO_LONG');
      await file.writeFile(piece);
      size += piece.length;
    }
    return size;
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC')) throw new CongvanError('DISK_FULL', { where: path, cause });
    throw cause;
  } finally {
    await file.close();
  }
}

/** Removes uploads nobody has gone on with. @returns how many */
async function sweep(folder: string, before: Date): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).mtime >= before) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
