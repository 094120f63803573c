/**
 * One pass of sending: due dispatches → register → put the parts that are missing → commit → verify E1 → settle.
 * Every outcome is a list of changes, committed at once; a crash anywhere only means that the same bytes are sent again
 * under the same id.
 */
import type { Clock } from '../kernel/clock.ts';
import { CongvanError, isTemporary } from '../kernel/errors.ts';
import type { MessageId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import { type Axis, payloadsOf } from './axis.ts';
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { Delivery, QueuedDispatch, Reason } from './dispatch.ts';
import { inParallel } from './inParallel.ts';
import { takeByLane } from './lanes.ts';
import type { Payloads } from './payloads.ts';
import {
  mismatchOf,
  parseReceipt,
  type ReceiptVerifier,
  type RecipientOutcome,
  type SignedReceipt,
  verifyReceipt,
} from './receipt.ts';
import { dueWindow, nextAttemptAt } from './retry.ts';
import type { ExchangeChange, ExchangeStore } from './store.ts';

export interface DeliverDeps {
  readonly store: ExchangeStore;
  readonly payloads: Payloads;
  readonly axis: Axis;
  readonly verifier: ReceiptVerifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface DeliverOptions {
  /** Dispatches per pass; at least `ROUND`, or ordinary ones starve. */
  readonly limit: number;
  readonly concurrency: number;
  readonly signal?: AbortSignal;
}

/** Verdicts of the axis about the message itself: asking again changes nothing. */
const VERDICTS: readonly string[] = [
  'AXIS_REJECTED',
  'SENDER_MISMATCH',
  'MESSAGE_TOO_LARGE',
  'RECIPIENT_UNKNOWN',
];

/**
 * Sends what is due. One dispatch's failure settles that dispatch only.
 * @returns how many dispatches were tried
 * @throws AXIS_UNREACHABLE after the pass when the axis could not be reached: the caller should wait before the next
 * @throws STORE_FAILED and other fatal store errors at once
 */
export async function deliverDue(deps: DeliverDeps, options: DeliverOptions): Promise<number> {
  const due = await deps.store.dueDispatches(dueWindow(deps.clock.now()), options.limit);
  const batch = takeByLane(due, options.limit);
  await inParallel(batch, options.concurrency, (dispatch) => deliverOne(deps, dispatch), options.signal);
  return batch.length;
}

async function deliverOne(deps: DeliverDeps, dispatch: QueuedDispatch): Promise<void> {
  const { messageId } = dispatch;
  try {
    await commitDurably(deps.store, await send(deps, dispatch));
    deps.logger.info({ messageId, documentId: dispatch.documentId }, 'dispatch settled with the axis');
  } catch (error) {
    if (isFatal(error)) throw error;
    await commitDurably(deps.store, afterFailure(deps, dispatch, error));
    logFailure(deps.logger, messageId, error);
    if (error instanceof CongvanError && error.code === 'AXIS_UNREACHABLE') throw error;
  }
}

async function send(deps: DeliverDeps, dispatch: QueuedDispatch): Promise<readonly ExchangeChange[]> {
  const now = deps.clock.now();
  if (dispatch.expiresAt <= now) return settleAll(dispatch, 'expired', EXPIRED, now);
  const { messageId } = dispatch;
  const parts = payloadsOf(dispatch.parts);
  const envelope = await deps.payloads.get(dispatch.envelope.digest);
  const { outcomes, missing } = await deps.axis.register({ messageId, envelope, parts });
  if (!outcomes.some((outcome) => outcome.accepted)) return allRefused(dispatch, outcomes, deps.clock.now());
  for (const { digest, offset } of missing) {
    const part = parts.find((candidate) => candidate.digest === digest);
    if (part === undefined) throw new CongvanError('AXIS_REJECTED', { detail: 'asked for a foreign part' });
    await deps.axis.putPart(messageId, part, offset, await deps.payloads.open(digest, offset));
  }
  const receipt = await deps.axis.commit(messageId);
  const signed = await provenAcceptance(deps.verifier, dispatch, receipt);
  return accepted(dispatch, signed.receipt.recipients, receipt, deps.clock.now());
}

/** E1 must be the axis's, and about exactly these bytes; anything else proves nothing and the dispatch stays queued. */
async function provenAcceptance(
  verifier: ReceiptVerifier,
  dispatch: QueuedDispatch,
  bytes: Uint8Array,
): Promise<SignedReceipt> {
  const signed = readReceipt(bytes, dispatch.messageId);
  const mismatch = mismatchOf(signed.receipt, {
    kind: 'E1',
    messageId: dispatch.messageId,
    sender: dispatch.sender,
    envelope: dispatch.envelope.digest,
    parts: dispatch.parts.map((part) => part.digest),
  });
  if (mismatch !== undefined) throw untrusted(dispatch.messageId, `names another ${mismatch}`);
  const verdict = await verifyReceipt(verifier, signed, { kind: 'axis' });
  if (verdict.kind === 'invalid') throw untrusted(dispatch.messageId, `${verdict.code}: ${verdict.text}`);
  return signed;
}

function readReceipt(bytes: Uint8Array, messageId: MessageId): SignedReceipt {
  try {
    return parseReceipt(bytes);
  } catch (cause) {
    throw new CongvanError('RECEIPT_UNTRUSTED', { where: messageId, detail: 'cannot be read', cause });
  }
}

function untrusted(messageId: MessageId, detail: string): CongvanError {
  return new CongvanError('RECEIPT_UNTRUSTED', { where: messageId, detail });
}

function accepted(
  dispatch: QueuedDispatch,
  outcomes: readonly RecipientOutcome[],
  receipt: Uint8Array,
  at: Date,
): readonly ExchangeChange[] {
  const { messageId } = dispatch;
  return [
    { kind: 'receipt.insert', messageId, receiptKind: 'E1', recipient: null, receipt, at },
    { kind: 'dispatch.settle', messageId, to: 'accepted', reason: null, at },
    ...deliveryOutcomes(dispatch, outcomes, at),
  ];
}

function allRefused(
  dispatch: QueuedDispatch,
  outcomes: readonly RecipientOutcome[],
  at: Date,
): readonly ExchangeChange[] {
  const reason = outcomes.find((outcome) => outcome.reason !== undefined)?.reason ?? NOT_NAMED;
  return [
    { kind: 'dispatch.settle', messageId: dispatch.messageId, to: 'rejected', reason, at },
    ...deliveryOutcomes(dispatch, outcomes, at),
  ];
}

function deliveryOutcomes(
  dispatch: QueuedDispatch,
  outcomes: readonly RecipientOutcome[],
  at: Date,
): readonly ExchangeChange[] {
  return dispatch.recipients.map((recipient) => {
    const outcome = outcomes.find((candidate) => candidate.recipient === recipient);
    const isAccepted = outcome?.accepted === true;
    const reason = isAccepted ? null : (outcome?.reason ?? NOT_NAMED);
    return {
      kind: 'delivery.settle',
      messageId: dispatch.messageId,
      recipient,
      to: isAccepted ? 'accepted' : 'refused',
      reason,
      at,
    };
  });
}

function afterFailure(
  deps: DeliverDeps,
  dispatch: QueuedDispatch,
  error: unknown,
): readonly ExchangeChange[] {
  const at = deps.clock.now();
  const reason = reasonOf(error);
  if (isTemporary(error)) {
    // An axis that is away is not the dispatch's trouble: the loop waits, and once it is back everything goes at once.
    const attempts = reason.code === 'AXIS_UNREACHABLE' ? 1 : dispatch.attempts + 1;
    const nextAt = nextAttemptAt(dispatch.priority, attempts, at, deps.random);
    return [
      { kind: 'dispatch.retry', messageId: dispatch.messageId, nextAttemptAt: nextAt, error: reason, at },
    ];
  }
  return settleAll(dispatch, VERDICTS.includes(reason.code) ? 'rejected' : 'dead', reason, at);
}

function settleAll(
  dispatch: QueuedDispatch,
  to: 'rejected' | 'expired' | 'dead',
  reason: Reason,
  at: Date,
): readonly ExchangeChange[] {
  const state: Delivery['state'] = to === 'rejected' ? 'refused' : to;
  return [
    { kind: 'dispatch.settle', messageId: dispatch.messageId, to, reason, at },
    ...dispatch.recipients.map(
      (recipient): ExchangeChange => ({
        kind: 'delivery.settle',
        messageId: dispatch.messageId,
        recipient,
        to: state,
        reason,
        at,
      }),
    ),
  ];
}

function logFailure(logger: Logger, messageId: MessageId, error: unknown): void {
  const reason = reasonOf(error);
  if (isTemporary(error) && reason.code !== 'RECEIPT_UNTRUSTED') {
    logger.warn({ messageId, reason }, 'dispatch not sent, will be tried again');
  } else {
    logger.error({ messageId, reason, alarm: true }, 'dispatch needs a person');
  }
}

const EXPIRED: Reason = { code: 'DISPATCH_EXPIRED', text: 'could not be sent before its time was over' };
const NOT_NAMED: Reason = { code: 'AXIS_REJECTED', text: 'the axis gave no verdict for this recipient' };
