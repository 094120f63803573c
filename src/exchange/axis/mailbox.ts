/** The mailbox of an agency: messages under a lease, receipts on their way home, and what the agency gives back. */

import type { Digest } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { Pulled, PulledMessage } from '../axis.ts';
import { commitDurably } from '../commit.ts';
import { mismatchOf, parseReceipt, type Receipt, signReceipt, verifyReceipt } from '../receipt.ts';
import type { Caller, HubDeps } from './hub.ts';
import type { AxisChange, AxisDelivery, AxisMessage } from './store.ts';

export interface MailboxRequest {
  readonly limit: number;
  readonly resume: boolean;
}

/** Hands out what is there now; does not wait. Receipts come first: they free the sender's memory. */
export async function pullMailbox(deps: HubDeps, caller: Caller, request: MailboxRequest): Promise<Pulled> {
  const limit = Math.min(request.limit, deps.limits.maxPull);
  const receipts = await deps.store.notices(caller.code, limit);
  const now = deps.clock.now();
  const until = new Date(now.getTime() + deps.limits.leaseMs);
  const { resume } = request;
  const mailbox = caller.code;
  const leased = await deps.store.lease({ mailbox, limit, now, until, clampAfter: until, resume });
  const messages: PulledMessage[] = [];
  const consigned: AxisChange[] = [];
  for (const delivery of leased) {
    const message = await messageOf(deps, delivery);
    messages.push(pulledMessage(delivery, message));
    if (!delivery.isConsigned) consigned.push(...(await consign(deps, delivery, message)));
  }
  if (consigned.length > 0) await commitDurably(deps.store, consigned);
  for (const change of consigned) if (change.kind === 'notice.insert') deps.arrivals.announce(change.mailbox);
  return { receipts, messages };
}

function pulledMessage(delivery: AxisDelivery, message: AxisMessage): PulledMessage {
  const { deliveryId, sender, messageId, recipient } = delivery;
  const { envelope, parts } = message;
  return { deliveryId, sender, messageId, recipient, envelope, parts };
}

async function consign(
  deps: HubDeps,
  delivery: AxisDelivery,
  message: AxisMessage,
): Promise<readonly AxisChange[]> {
  const { deliveryId } = delivery;
  return [{ kind: 'delivery.consign', deliveryId }, await axisNotice(deps, 'E2', delivery, message)];
}

/** A receipt of the axis about one delivery, as a notice for its sender. */
async function axisNotice(
  deps: HubDeps,
  kind: 'E0' | 'E2',
  delivery: AxisDelivery,
  message: AxisMessage,
): Promise<AxisChange & { readonly kind: 'notice.insert' }> {
  const at = deps.clock.now();
  const { sender, messageId, recipient } = delivery;
  const outcome = kind === 'E2' ? { recipient, accepted: true } : { ...EXPIRED, recipient };
  const receipt = await signReceipt(deps.signer, {
    version: 1,
    kind,
    messageId,
    sender,
    recipients: [outcome],
    envelope: message.envelope.digest,
    parts: message.parts.map((part) => part.digest),
    at: at.toISOString(),
  });
  return {
    kind: 'notice.insert',
    mailbox: message.owner,
    sender,
    messageId,
    recipient,
    receiptKind: kind,
    receipt,
    at,
  };
}

const EXPIRED = {
  accepted: false,
  reason: { code: 'DISPATCH_EXPIRED', text: 'the recipient did not fetch it in time' },
} as const;

/** Envelope or part of a delivery of this caller. @throws DELIVERY_UNKNOWN, PART_UNKNOWN */
export async function openDelivered(
  deps: HubDeps,
  caller: Caller,
  deliveryId: string,
  digest: Digest,
  start: number,
): Promise<{ readonly sizeBytes: number; readonly bytes: AsyncIterable<Uint8Array> }> {
  const delivery = await deps.store.deliveryById(deliveryId);
  if (delivery === undefined || delivery.mailbox !== caller.code) {
    throw new CongvanError('DELIVERY_UNKNOWN', { where: deliveryId });
  }
  const message = await messageOf(deps, delivery);
  const payload = [message.envelope, ...message.parts].find((candidate) => candidate.digest === digest);
  if (payload === undefined || start > payload.sizeBytes)
    throw new CongvanError('PART_UNKNOWN', { where: digest });
  return { sizeBytes: payload.sizeBytes, bytes: await deps.payloads.open(digest, start) };
}

/**
 * Takes the recipient's receipt E3. The signature is the proof: neither lease nor epoch is asked for, a late one counts.
 * It goes home to the sender in the same commit. Repeating it is without effect.
 * @throws RECEIPT_INVALID, DELIVERY_UNKNOWN
 */
export async function acknowledgeDelivery(deps: HubDeps, caller: Caller, bytes: Uint8Array): Promise<void> {
  const signed = parseReceipt(bytes);
  const { receipt } = signed;
  const { sender, messageId } = receipt;
  const mailbox = caller.code;
  const delivery = await deps.store.delivery(sender, messageId, mailbox);
  if (delivery === undefined) throw new CongvanError('DELIVERY_UNKNOWN', { where: messageId });
  if (delivery.state === 'done' || delivery.state === 'refused') return;
  const message = await messageOf(deps, delivery);
  requireAbout(receipt, delivery, message);
  const verdict = await verifyReceipt(deps.verifier, signed, { kind: 'agency', code: caller.code });
  if (verdict.kind === 'invalid') throw invalid(messageId, `${verdict.code}: ${verdict.text}`);
  const at = deps.clock.now();
  const to = receipt.recipients[0]?.accepted === true ? 'done' : 'refused';
  const { recipient } = delivery;
  await commitDurably(deps.store, [
    { kind: 'delivery.settle', sender, messageId, mailbox, to, receipt: bytes, at },
    {
      kind: 'notice.insert',
      mailbox: message.owner,
      sender,
      messageId,
      recipient,
      receiptKind: 'E3',
      receipt: bytes,
      at,
    },
  ]);
  deps.arrivals.announce(message.owner);
  deps.logger.info({ messageId, sender, recipient: mailbox, to }, 'delivery acknowledged');
}

function requireAbout(receipt: Receipt, delivery: AxisDelivery, message: AxisMessage): void {
  const { sender, messageId } = delivery;
  const envelope = message.envelope.digest;
  const parts = message.parts.map((part) => part.digest);
  const mismatch = mismatchOf(receipt, { kind: 'E3', messageId, sender, envelope, parts });
  if (mismatch !== undefined) throw invalid(messageId, `names another ${mismatch}`);
  if (receipt.recipients[0]?.recipient !== delivery.recipient)
    throw invalid(messageId, 'names another recipient');
}

function invalid(where: string, detail: string): CongvanError {
  return new CongvanError('RECEIPT_INVALID', { where, detail });
}

export async function acknowledgeNotices(
  deps: HubDeps,
  caller: Caller,
  noticeIds: readonly string[],
): Promise<void> {
  const at = deps.clock.now();
  if (noticeIds.length > 0) {
    await commitDurably(deps.store, [{ kind: 'notice.done', mailbox: caller.code, noticeIds, at }]);
  }
}

/**
 * Gives up deliveries past their time: E0 goes home. A receipt E3 that comes later still counts.
 * @returns how many were given up
 */
export async function expireDeliveries(deps: HubDeps, limit: number): Promise<number> {
  const overdue = await deps.store.overdue(deps.clock.now(), limit);
  for (const delivery of overdue) {
    const { sender, messageId, mailbox } = delivery;
    const notice = await axisNotice(deps, 'E0', delivery, await messageOf(deps, delivery));
    const { receipt, at } = notice;
    const settle = {
      kind: 'delivery.settle',
      sender,
      messageId,
      mailbox,
      to: 'expired',
      receipt,
      at,
    } as const;
    await commitDurably(deps.store, [settle, notice]);
    deps.arrivals.announce(notice.mailbox);
    deps.logger.warn({ messageId, sender, recipient: mailbox }, 'delivery expired');
  }
  return overdue.length;
}

async function messageOf(deps: HubDeps, delivery: AxisDelivery): Promise<AxisMessage> {
  const message = await deps.store.message(delivery.sender, delivery.messageId);
  if (message === undefined) throw new CongvanError('MESSAGE_UNKNOWN', { where: delivery.messageId });
  return message;
}
