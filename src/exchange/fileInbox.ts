/** One pass over what has arrived and is not yet filed. Filing itself belongs to the flow; here is its patience. */
import type { Clock } from '../kernel/clock.ts';
import { CongvanError, isTemporary } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { InboxItem } from './inbox.ts';
import { takeByLane } from './lanes.ts';
import { dueWindow, nextAttemptAt } from './retry.ts';
import type { ExchangeChange, ExchangeStore } from './store.ts';

export interface FileInboxDeps {
  readonly store: ExchangeStore;
  /**
   * Files one item and commits its outcome together with `inbox.settle`.
   * @throws INBOX_SETTLED when somebody else was faster; a temporary error to be called again later
   */
  readonly file: (item: InboxItem) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** After this many failures (about a day at the longest step) a person must look. */
export const MOST_FILING_ATTEMPTS = 100;

/**
 * @returns how many items were tried
 * @throws STORE_FAILED and other fatal store errors
 */
export async function fileInbox(deps: FileInboxDeps, limit: number, signal?: AbortSignal): Promise<number> {
  const due = await deps.store.dueInbox(dueWindow(deps.clock.now()), limit);
  const batch = takeByLane(due, limit);
  for (const item of batch) {
    if (signal?.aborted) break;
    await fileOne(deps, item);
  }
  return batch.length;
}

async function fileOne(deps: FileInboxDeps, item: InboxItem): Promise<void> {
  const { messageId, sender } = item;
  try {
    await deps.file(item);
  } catch (error) {
    if (isFatal(error)) throw error;
    if (error instanceof CongvanError && error.code === 'INBOX_SETTLED') return;
    const change = afterFailure(deps, item, error);
    await commitDurably(deps.store, [change]);
    const isGivenUp = change.kind === 'inbox.settle';
    const reason = reasonOf(error);
    if (isGivenUp) deps.logger.error({ messageId, sender, reason, alarm: true }, 'item needs a person');
    else deps.logger.warn({ messageId, sender, reason }, 'item not filed, will be tried again');
  }
}

function afterFailure(deps: FileInboxDeps, item: InboxItem, error: unknown): ExchangeChange {
  const { messageId, sender, priority, attempts } = item;
  const at = deps.clock.now();
  const reason = reasonOf(error);
  if (isTemporary(error) && attempts + 1 < MOST_FILING_ATTEMPTS) {
    const nextAt = nextAttemptAt(priority, attempts + 1, at, deps.random);
    return { kind: 'inbox.retry', sender, messageId, nextAttemptAt: nextAt, reason };
  }
  return { kind: 'inbox.settle', sender, messageId, to: 'failed', reason, recordId: null, at };
}
