import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFiles } from '../../archive/log/files.ts';
import { onDisk, readIfThere, writeDurably } from './durable.ts';
import { whileLocked } from './lock.ts';

/** How long a process waits for another one that publishes. */
const WAIT_MS = 30_000;

/**
 * The log's files below a folder, laid out so that any web server can serve them (https://c2sp.org/tlog-tiles).
 * @param root absolute path
 */
export function diskLogFiles(root: string): LogFiles {
  return {
    read: (path) => readIfThere(join(root, path)),
    write: (path, bytes) => writeDurably(join(root, path), bytes),
    remove: (path) => onDisk(path, () => rm(join(root, path), { recursive: true, force: true })),
    exclusively: (work) => whileLocked(join(root, '.lock'), WAIT_MS, work),
  };
}
