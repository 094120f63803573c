import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PartAtHand } from '../../flow/verifyParts.ts';
import { sha256Stream } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { readInput, streamInput } from '../files.ts';
import type { Io } from '../io.ts';

/**
 * The files of a folder, by name, with their digests; links and folders below are left out.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function partsIn(io: Io, folder: string): Promise<readonly PartAtHand[]> {
  const parts: PartAtHand[] = [];
  for (const name of namesIn(io, folder)) {
    const file = join(folder, name);
    const running = sha256Stream();
    for await (const piece of await streamInput(io, file)) running.update(piece);
    parts.push({ name, digest: running.digest(), bytes: () => readInput(io, file) });
  }
  return parts;
}

function namesIn(io: Io, folder: string): readonly string[] {
  try {
    const entries = readdirSync(resolve(io.cwd, folder), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new CongvanError(isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { where: folder, cause });
  }
}
