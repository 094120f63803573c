import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { CongvanError } from '../../kernel/errors.ts';
import { storeError } from './storeError.ts';

/** A connection of the embedded store. Synchronous; keep transactions short. */
export type Db = BetterSqlite3.Database;

/** Before 3.51.3 a WAL could be corrupted by a checkpoint that meets a restart (sqlite.org/wal.html, "WAL-reset bug"). */
const OLDEST_SQLITE = [3, 51, 3] as const;

export interface OpenOptions {
  /** How long a writer waits for another process, milliseconds; 10,000 unless told. */
  readonly busyMs?: number;
  /** True: the file must exist and nothing is written. */
  readonly readonly?: boolean;
  /** True: an empty store in place of one that is gone would begin the books again at number 1. */
  readonly mustExist?: boolean;
}

/**
 * Opens or creates the database file: WAL, `synchronous=FULL` (a commit that returned survives a power cut),
 * foreign keys, untrusted schema.
 * @param path absolute path, or `:memory:`
 * @throws STORE_MISSING, STORE_DAMAGED, STORE_UNREADABLE, STORE_LOCKED, STORE_SQLITE_TOO_OLD
 */
export function openDatabase(path: string, options: OpenOptions = {}): Db {
  if (options.mustExist === true && !existsSync(path))
    throw new CongvanError('STORE_MISSING', { where: path });
  try {
    const db = connect(path, options);
    refuseOldSqlite(String(db.prepare('SELECT sqlite_version()').pluck().get()));
    prepareConnection(db, options);
    return db;
  } catch (error) {
    throw storeError(error, path);
  }
}

function connect(path: string, options: OpenOptions): Db {
  // Loaded here and not at the top: the native library costs start-up time that most commands need not pay.
  const Database: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3');
  return new Database(path, {
    timeout: options.busyMs ?? 10_000,
    readonly: options.readonly === true,
    fileMustExist: options.readonly === true,
  });
}

function prepareConnection(db: Db, options: OpenOptions): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('foreign_keys = ON');
  db.pragma('cell_size_check = ON');
  if (options.readonly === true) return;
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
}

/** @throws STORE_SQLITE_TOO_OLD */
export function refuseOldSqlite(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [position, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[position] ?? 0;
    if (part > oldest) return;
    if (part < oldest) throw new CongvanError('STORE_SQLITE_TOO_OLD', { detail: `SQLite ${version}` });
  }
}
