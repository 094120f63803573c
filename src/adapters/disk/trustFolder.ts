import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustFile } from '../../signing/trust/trustStore.ts';
import { errorCode, flushFolder, onDisk, readIfThere, writeDurably } from './durable.ts';

/** Files that count: what an editor or a copy leaves beside them does not. */
const CERTIFICATE_FILE = /^[^.].*\.(?:pem|crt|cer|der)$/i;

/** A folder in which every certificate file is a trust anchor. */
export interface TrustFolder {
  /** Every anchor file, by name; none when there is no folder. `name` is its absolute path. */
  files(): Promise<readonly TrustFile[]>;
  /** Writes a file durably: whole or not at all. @throws DISK_FULL, STORE_FAILED, STORE_UNREADABLE */
  add(name: string, bytes: Uint8Array): Promise<string>;
  /** @param path as `files` gave it */
  remove(path: string): Promise<void>;
}

/** @param folder absolute; made when something is added */
export function diskTrustFolder(folder: string): TrustFolder {
  return {
    async files() {
      const names = (await namesIn(folder)).filter((name) => CERTIFICATE_FILE.test(name)).sort();
      const read = names.map(async (name) => ({ name, bytes: await readIfThere(join(folder, name)) }));
      return (await Promise.all(read)).flatMap(({ name, bytes }) =>
        bytes === undefined ? [] : [{ name: join(folder, name), bytes }],
      );
    },
    async add(name, bytes) {
      const path = join(folder, name);
      await writeDurably(path, bytes);
      return path;
    },
    async remove(path) {
      await onDisk(path, () => unlink(path));
      await flushFolder(folder);
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await onDisk(folder, () => readdir(folder));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
