/**
 * One pass of receiving: pull under a lease → envelope and parts into the blob store → judge the seal → ONE commit of
 * the inbox row with our stored receipt E3 → acknowledge. The receipt exists only if the row does, and the axis may
 * forget only once it has the receipt. What comes again is answered with the stored receipt, byte for byte.
 */
import type { Clock } from '../kernel/clock.ts';
import { CongvanError, isTemporary } from '../kernel/errors.ts';
import type { AgencyCode } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import { acknowledgeStored } from './acknowledge.ts';
import type { Axis, PulledMessage } from './axis.ts';
import { checkArrival } from './checkArrival.ts';
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { Directory } from './directory.ts';
import type { Reason } from './dispatch.ts';
import { inParallel } from './inParallel.ts';
import type { Payloads } from './payloads.ts';
import { type ReceiptSigner, type ReceiptVerifier, signReceipt, uniqueDigests } from './receipt.ts';
import { takeReceipts } from './receiptsHome.ts';
import type { EnvelopeSeal } from './seal.ts';
import type { ExchangeStore } from './store.ts';

export interface ReceiveDeps {
  /** The agency we receive for, as the directory knows it. */
  readonly self: AgencyCode;
  readonly store: ExchangeStore;
  readonly payloads: Payloads;
  readonly axis: Axis;
  readonly directory: Directory;
  readonly seal: EnvelopeSeal;
  readonly signer: ReceiptSigner;
  readonly verifier: ReceiptVerifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface ReceiveOptions {
  readonly limit: number;
  readonly concurrency: number;
  readonly waitMs: number;
  readonly resume: boolean;
  /** Bytes; a larger envelope is refused unread. */
  readonly maxEnvelopeBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * @returns how many messages and receipts were taken
 * @throws AXIS_UNREACHABLE and other temporary errors: the caller should wait before the next pass
 * @throws STORE_FAILED and other fatal store errors
 */
export async function receivePass(deps: ReceiveDeps, options: ReceiveOptions): Promise<number> {
  const { limit, waitMs, resume, signal } = options;
  const pulled = await deps.axis.pull({ limit, waitMs, resume, ...(signal === undefined ? {} : { signal }) });
  await takeReceipts(deps, pulled.receipts);
  const receiveOne = (message: PulledMessage) => receiveMessage(deps, message, options);
  await inParallel(pulled.messages, options.concurrency, receiveOne, signal);
  return pulled.messages.length + pulled.receipts.length;
}

/** One message's failure leaves that message to its lease: it comes again. */
async function receiveMessage(
  deps: ReceiveDeps,
  message: PulledMessage,
  options: ReceiveOptions,
): Promise<void> {
  const { messageId, sender } = message;
  try {
    const receipt = (await storedAnswer(deps, message)) ?? (await takeIn(deps, message, options));
    await acknowledgeStored(deps, receipt);
  } catch (error) {
    if (isFatal(error)) throw error;
    const reason = reasonOf(error);
    deps.logger.warn({ messageId, sender, reason }, 'message not received, will come again');
    if (error instanceof CongvanError && error.code === 'AXIS_UNREACHABLE') throw error;
    if (!isTemporary(error))
      deps.logger.error({ messageId, sender, reason, alarm: true }, 'receiving failed');
  }
}

type Answer = Parameters<typeof acknowledgeStored>[1];

/** A repetition of what we have already answered. */
async function storedAnswer(deps: ReceiveDeps, message: PulledMessage): Promise<Answer | undefined> {
  const { sender, messageId, envelope } = message;
  const item = await deps.store.inboxItem(sender, messageId);
  if (item !== undefined && item.envelope.digest === envelope.digest) {
    return { from: 'inbox', sender, messageId, envelope, receipt: item.receipt, attempts: 0 };
  }
  const refusal = await deps.store.refusal(sender, messageId, envelope.digest);
  if (refusal === undefined) return undefined;
  return { from: 'refusal', sender, messageId, envelope, receipt: refusal.receipt, attempts: 0 };
}

async function takeIn(deps: ReceiveDeps, message: PulledMessage, options: ReceiveOptions): Promise<Answer> {
  const checked = await checkArrival(deps, message, options.maxEnvelopeBytes);
  if (checked.kind === 'refused') return refuse(deps, message, checked.reason);
  const { arrival } = checked;
  const { sender, messageId, envelope } = arrival;
  const receipt = await signReceipt(deps.signer, {
    version: 1,
    kind: 'E3',
    messageId,
    sender,
    recipients: [{ recipient: arrival.recipient, accepted: true }],
    envelope: envelope.digest,
    parts: uniqueDigests(arrival.parts.map((part) => part.digest)),
    at: deps.clock.now().toISOString(),
  });
  await commitDurably(deps.store, [{ kind: 'inbox.insert', arrival, receipt }]);
  deps.logger.info({ messageId, sender, documentId: arrival.documentId }, 'message received');
  return { from: 'inbox', sender, messageId, envelope, receipt, attempts: 0 };
}

async function refuse(deps: ReceiveDeps, message: PulledMessage, reason: Reason): Promise<Answer> {
  const { sender, messageId, envelope } = message;
  const refusedAt = deps.clock.now();
  const receipt = await signReceipt(deps.signer, {
    version: 1,
    kind: 'E3',
    messageId,
    sender,
    recipients: [{ recipient: message.recipient, accepted: false, reason }],
    envelope: envelope.digest,
    parts: uniqueDigests(message.parts.map((part) => part.digest)),
    at: refusedAt.toISOString(),
  });
  const refusal = { claimedSender: sender, messageId, envelope, reason, receipt, refusedAt };
  await commitDurably(deps.store, [{ kind: 'refusal.insert', refusal }]);
  deps.logger.error({ messageId, sender, reason, alarm: true }, 'message refused');
  return { from: 'refusal', sender, messageId, envelope, receipt, attempts: 0 };
}
