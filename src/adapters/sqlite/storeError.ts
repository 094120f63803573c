import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';

/** SQLite's primary result codes and what they mean for us; a longer code begins with its primary one. */
const MEANING: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'DISK_FULL'],
  // The index of the write-ahead log could not be made larger: nothing has been written yet.
  ['SQLITE_IOERR_SHMSIZE', 'DISK_FULL'],
  ['SQLITE_BUSY', 'STORE_LOCKED'],
  ['SQLITE_LOCKED', 'STORE_LOCKED'],
  ['SQLITE_CORRUPT', 'STORE_DAMAGED'],
  ['SQLITE_NOTADB', 'STORE_DAMAGED'],
  ['SQLITE_IOERR', 'STORE_FAILED'],
  ['SQLITE_CANTOPEN', 'STORE_UNREADABLE'],
  ['SQLITE_READONLY', 'STORE_UNREADABLE'],
  ['SQLITE_PERM', 'STORE_UNREADABLE'],
];

/**
 * Turns SQLite's errors into ours; anything else comes back as it is. STORE_FAILED means the disk refused a write or
 * a flush: the process must end, because nobody knows what was kept (the restart finds out).
 */
export function storeError(error: unknown, where: string): unknown {
  if (error instanceof CongvanError) return error;
  const code = sqliteCode(error);
  const meaning = MEANING.find(([prefix]) => code.startsWith(prefix))?.[1] ?? openFailure(error);
  if (meaning === undefined) return error;
  return new CongvanError(meaning, {
    where,
    detail: String(error instanceof Error ? error.message : error),
    cause: error,
  });
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** better-sqlite3 reports a missing folder as a bare TypeError. */
function openFailure(error: unknown): ErrorCode | undefined {
  return error instanceof TypeError && /directory does not exist/.test(error.message)
    ? 'STORE_UNREADABLE'
    : undefined;
}

/** Runs a piece of work on the store and translates its errors. */
export function inStore<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, where);
  }
}
