/** Tells the axis that a message is ours now, with the stored receipt. The same code at once and after a restart. */
import type { Clock } from '../kernel/clock.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import type { Axis } from './axis.ts';
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { Unacknowledged } from './inbox.ts';
import { dueWindow, nextAttemptAt } from './retry.ts';
import type { ExchangeStore } from './store.ts';

export interface AcknowledgeDeps {
  readonly store: ExchangeStore;
  readonly axis: Axis;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** @throws what the axis threw; the receipt stays unacknowledged and is offered again later */
export async function acknowledgeStored(deps: AcknowledgeDeps, answer: Unacknowledged): Promise<void> {
  await deps.axis.acknowledge(answer.receipt);
  const { from, sender, messageId, envelope } = answer;
  const at = deps.clock.now();
  await commitDurably(deps.store, [
    { kind: 'receipt.acknowledged', from, sender, messageId, envelope: envelope.digest, at },
  ]);
}

/**
 * Sends stored receipts again that the axis has not confirmed: first thing at start, then whenever one is due.
 * @returns how many were tried
 * @throws AXIS_UNREACHABLE: the caller should wait
 */
export async function resendReceipts(deps: AcknowledgeDeps, limit: number): Promise<number> {
  const due = await deps.store.unacknowledged(dueWindow(deps.clock.now()), limit);
  for (const answer of due) await resendOne(deps, answer);
  return due.length;
}

async function resendOne(deps: AcknowledgeDeps, answer: Unacknowledged): Promise<void> {
  try {
    await acknowledgeStored(deps, answer);
  } catch (error) {
    if (isFatal(error)) throw error;
    const { from, sender, messageId, envelope } = answer;
    const isAway = error instanceof CongvanError && error.code === 'AXIS_UNREACHABLE';
    const attempts = isAway ? 1 : answer.attempts + 1;
    const nextAt = nextAttemptAt(0, attempts, deps.clock.now(), deps.random);
    await commitDurably(deps.store, [
      {
        kind: 'receipt.unacknowledged',
        from,
        sender,
        messageId,
        envelope: envelope.digest,
        nextAttemptAt: nextAt,
      },
    ]);
    deps.logger.warn({ messageId, sender, reason: reasonOf(error) }, 'receipt not taken, will be sent again');
    if (isAway) throw error;
  }
}
