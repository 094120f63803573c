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
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { Directory } from './directory.ts';
import type { Part, Payload, Reason } from './dispatch.ts';
import type { Arrival } from './inbox.ts';
import { inParallel } from './inParallel.ts';
import type { Payloads } from './payloads.ts';
import { type ReceiptSigner, type ReceiptVerifier, signReceipt, uniqueDigests } from './receipt.ts';
import { takeReceipts } from './receiptsHome.ts';
import type { EnvelopeSeal, SealedEnvelope } from './seal.ts';
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

/** Which refusals are the message's own fault; only these are answered with a negative receipt. */
type Checked =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'refused'; readonly reason: Reason };

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
  const checked = await check(deps, message, options);
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

async function check(deps: ReceiveDeps, message: PulledMessage, options: ReceiveOptions): Promise<Checked> {
  if (message.envelope.sizeBytes > options.maxEnvelopeBytes) {
    return refused('MESSAGE_TOO_LARGE', `envelope of ${message.envelope.sizeBytes} bytes`);
  }
  await fetchInto(deps, message, message.envelope);
  const judgement = await deps.seal.verify(await deps.payloads.get(message.envelope.digest));
  if (judgement.kind === 'refused') return judgementRefusal(judgement);
  const { sealed } = judgement;
  const recipient = await ownCode(deps, sealed);
  const reason = await disagreement(deps, message, sealed, recipient);
  if (reason !== undefined || recipient === undefined)
    return { kind: 'refused', reason: reason ?? NOT_FOR_US };
  const parts = partsOf(sealed, message.parts);
  if (parts === undefined) return refused('PARTS_MISMATCH', 'the parts are not those of the sealed manifest');
  for (const part of message.parts) await fetchInto(deps, message, part);
  return { kind: 'arrival', arrival: arrivalOf(deps, message, sealed, recipient, parts) };
}

function arrivalOf(
  deps: ReceiveDeps,
  message: PulledMessage,
  sealed: SealedEnvelope,
  recipient: AgencyCode,
  parts: readonly Part[],
): Arrival {
  const { messageId, kind, sender, documentId, priority } = sealed;
  const { envelope } = message;
  const receivedAt = deps.clock.now();
  return { sender, messageId, kind, documentId, priority, recipient, envelope, parts, receivedAt };
}

/** The agency repeats every check of the axis and trusts nothing that the axis asserts. */
async function disagreement(
  deps: ReceiveDeps,
  message: PulledMessage,
  sealed: SealedEnvelope,
  recipient: AgencyCode | undefined,
): Promise<Reason | undefined> {
  if (sealed.messageId !== message.messageId || sealed.sender !== message.sender) {
    return {
      code: 'SENDER_MISMATCH',
      text: `sealed by ${sealed.sender} as ${sealed.messageId}, handed over as ${message.sender} ${message.messageId}`,
    };
  }
  if (recipient === undefined || recipient !== message.recipient) return NOT_FOR_US;
  const entry = await deps.directory.find(sealed.sender);
  if (entry?.active !== true) {
    return { code: 'SENDER_UNKNOWN', text: `${sealed.sender} is not active in the directory` };
  }
  const known = await deps.store.inboxItem(sealed.sender, sealed.messageId);
  if (known === undefined || known.envelope.digest === message.envelope.digest) return undefined;
  return { code: 'MESSAGE_ID_REUSED', text: 'the same message id was received before with other bytes' };
}

/** The code under which the envelope addresses us, in either grammar. */
async function ownCode(deps: ReceiveDeps, sealed: SealedEnvelope): Promise<AgencyCode | undefined> {
  const self = await deps.directory.find(deps.self);
  const own = [deps.self, self?.code, self?.code102];
  return sealed.recipients.find((code) => own.includes(code));
}

/** The sealed manifest joined with the sizes the axis tells; undefined when they do not name the same bytes. */
function partsOf(sealed: SealedEnvelope, offered: readonly Payload[]): readonly Part[] | undefined {
  const sizes = new Map(offered.map((payload) => [payload.digest, payload.sizeBytes]));
  const parts = sealed.parts.flatMap(({ contentId, digest }) => {
    const sizeBytes = sizes.get(digest);
    return sizeBytes === undefined ? [] : [{ contentId, digest, sizeBytes }];
  });
  const isWhole = parts.length === sealed.parts.length;
  const isExact = new Set(sealed.parts.map((part) => part.digest)).size === sizes.size;
  return isWhole && isExact ? parts : undefined;
}

async function fetchInto(deps: ReceiveDeps, message: PulledMessage, payload: Payload): Promise<void> {
  if ((await deps.payloads.sizeOf(payload.digest)) === payload.sizeBytes) return;
  const bytes = await deps.axis.fetchPart(message.deliveryId, payload.digest, 0);
  await deps.payloads.put(bytes, { digest: payload.digest, sizeBytes: payload.sizeBytes });
}

function refused(code: string, text: string): Checked {
  return { kind: 'refused', reason: { code, text } };
}

function judgementRefusal({ code, text }: Reason): Checked {
  return refused(code, text);
}

const NOT_FOR_US: Reason = { code: 'RECIPIENT_MISMATCH', text: 'the sealed envelope does not address us' };
