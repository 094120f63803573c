import { CongvanError, type ErrorCode } from '../kernel/errors.ts';

interface Committing<Change> {
  commit(changes: readonly Change[]): Promise<void>;
}

/**
 * Commits, or says clearly that the store can no longer be trusted. After a failed fsync the pages count as clean and
 * a retry "succeeds" without writing: only a restart, which reads what is really there, is safe.
 * @throws STORE_FAILED (fatal); or the refusal of a change, or what may pass (DISK_FULL, STORE_LOCKED)
 */
export async function commitDurably<Change>(
  store: Committing<Change>,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  try {
    await store.commit(changes);
  } catch (cause) {
    if (cause instanceof CongvanError && (cause.row.exit !== 11 || cause.row.temporary)) throw cause;
    throw new CongvanError('STORE_FAILED', { detail: String(cause), cause });
  }
}

/** True for an error after which the process must end: the store or the disk did not keep its promise. */
export function isFatal(error: unknown): boolean {
  return error instanceof CongvanError && FATAL.includes(error.code);
}

/** A blob that is missing or damaged is not here: it settles its own item only. */
const FATAL: readonly ErrorCode[] = ['STORE_FAILED', 'STORE_DAMAGED'];

/** What a settle or a log line says about an error. */
export function reasonOf(error: unknown): { readonly code: string; readonly text: string } {
  if (error instanceof CongvanError) return { code: error.code, text: error.message };
  return { code: 'INTERNAL', text: error instanceof Error ? error.message : String(error) };
}
