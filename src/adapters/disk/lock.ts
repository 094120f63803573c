/**
 * Locks between processes. Node has no file locks of its own; SQLite's are used: an exclusive transaction on an empty
 * database file. The system takes the lock away when the process ends, however it ends.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { CongvanError } from '../../kernel/errors.ts';
import { errorCode, makeFolder } from './durable.ts';

export interface Lock {
  /** Idempotent. */
  release(): void;
}

/** @returns undefined when another connection, here or in another process, holds it */
async function tryLock(path: string): Promise<Lock | undefined> {
  await makeFolder(dirname(path));
  const Database: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3');
  const db = new Database(path, { timeout: 0 });
  try {
    // A rollback journal: in WAL mode readers and one writer may be there together.
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => void db.close() };
  } catch (error) {
    db.close();
    if (errorCode(error).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

/** How often a waiting process asks again. */
const RETRY_MS = 20;

/**
 * Runs the work while it alone holds the lock.
 * @param waitMs how long to wait for the turn
 * @throws STORE_LOCKED (temporary)
 */
export async function whileLocked<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + waitMs;
  let lock = await tryLock(path);
  while (lock === undefined) {
    if (performance.now() > deadline) throw new CongvanError('STORE_LOCKED', { where: path });
    await sleep(RETRY_MS);
    lock = await tryLock(path);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/**
 * Makes this process the only daemon of a home folder, until it is released or the process ends.
 * @throws HOME_LOCKED naming the other process
 */
export async function lockHome(home: string): Promise<Lock> {
  const lock = await tryLock(join(home, 'daemon.lock'));
  const note = join(home, 'daemon.pid');
  if (lock === undefined) {
    const pid = (await readFile(note, 'utf8').catch(() => '')).trim();
    throw new CongvanError('HOME_LOCKED', {
      where: home,
      ...(pid === '' ? {} : { detail: `process ${pid}` }),
    });
  }
  await writeFile(note, `${process.pid}\n`, { mode: 0o600 });
  return lock;
}
