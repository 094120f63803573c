/** Receipts E0, E2 and E3 that come home through the sender's mailbox: verified, kept for good, settled per recipient. */
import type { Clock } from '../kernel/clock.ts';
import type { AgencyCode, MessageId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Axis, PulledReceipt } from './axis.ts';
import { commitDurably, isFatal, reasonOf } from './commit.ts';
import type { DeliveryState, QueuedDispatch, Reason } from './dispatch.ts';
import {
  type ExpectedSigner,
  mismatchOf,
  parseReceipt,
  type Receipt,
  type ReceiptVerifier,
  type SignedReceipt,
  verifyReceipt,
} from './receipt.ts';
import type { ExchangeChange, ExchangeStore } from './store.ts';

export interface ReceiptsHomeDeps {
  readonly store: ExchangeStore;
  readonly axis: Axis;
  readonly verifier: ReceiptVerifier;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * All of them in one commit, then one acknowledgement. A receipt that is worth nothing is reported and not asked for
 * again; one that cannot be judged now stays at the axis.
 */
export async function takeReceipts(
  deps: ReceiptsHomeDeps,
  receipts: readonly PulledReceipt[],
): Promise<void> {
  const changes: ExchangeChange[] = [];
  const taken: string[] = [];
  for (const pulled of receipts) {
    try {
      changes.push(...(await settleByReceipt(deps, pulled.receipt)));
      taken.push(pulled.noticeId);
    } catch (error) {
      if (isFatal(error)) throw error;
      deps.logger.warn({ reason: reasonOf(error) }, 'receipt cannot be judged now');
    }
  }
  await commitDurably(deps.store, changes);
  if (taken.length > 0) await deps.axis.acknowledgeReceipts(taken);
}

async function settleByReceipt(
  deps: ReceiptsHomeDeps,
  bytes: Uint8Array,
): Promise<readonly ExchangeChange[]> {
  const signed = readable(bytes);
  if (signed === undefined) return worthless(deps, undefined, 'cannot be read');
  const { receipt } = signed;
  const dispatch = await deps.store.dispatch(receipt.messageId);
  const [outcome] = receipt.recipients;
  const objection = dispatch === undefined ? 'names no dispatch of ours' : objectionTo(dispatch, receipt);
  if (objection !== undefined || outcome === undefined) return worthless(deps, receipt, objection ?? 'empty');
  const verdict = await verifyReceipt(deps.verifier, signed, signerOf(receipt, outcome.recipient));
  if (verdict.kind === 'invalid') return worthless(deps, receipt, `${verdict.code}: ${verdict.text}`);
  return changesOf(receipt, outcome.recipient, bytes, deps.clock.now());
}

function readable(bytes: Uint8Array): SignedReceipt | undefined {
  try {
    return parseReceipt(bytes);
  } catch {
    return undefined;
  }
}

function objectionTo(dispatch: QueuedDispatch, receipt: Receipt): string | undefined {
  const { messageId, sender, envelope } = dispatch;
  const parts = dispatch.parts.map((part) => part.digest);
  const { kind } = receipt;
  if (kind === 'E1') return 'E1 does not travel by mailbox';
  const mismatch = mismatchOf(receipt, { kind, messageId, sender, envelope: envelope.digest, parts });
  if (mismatch !== undefined) return `names another ${mismatch}`;
  const isOurs = receipt.recipients.every(({ recipient }) => dispatch.recipients.includes(recipient));
  return isOurs ? undefined : 'names a recipient we did not send to';
}

function signerOf(receipt: Receipt, recipient: AgencyCode): ExpectedSigner {
  return receipt.kind === 'E3' ? { kind: 'agency', code: recipient } : { kind: 'axis' };
}

function changesOf(
  receipt: Receipt,
  recipient: AgencyCode,
  bytes: Uint8Array,
  at: Date,
): readonly ExchangeChange[] {
  const { messageId, kind } = receipt;
  const { to, reason } = settlementOf(receipt);
  return [
    { kind: 'receipt.insert', messageId, receiptKind: kind, recipient, receipt: bytes, at },
    { kind: 'delivery.settle', messageId, recipient, to, reason, at },
  ];
}

function settlementOf(receipt: Receipt): { to: Exclude<DeliveryState, 'queued'>; reason: Reason | null } {
  const [outcome] = receipt.recipients;
  const reason = outcome?.reason ?? null;
  if (receipt.kind === 'E2') return { to: 'consigned', reason: null };
  if (receipt.kind === 'E0') return { to: 'expired', reason };
  return outcome?.accepted === true ? { to: 'delivered', reason: null } : { to: 'refused', reason };
}

function worthless(deps: ReceiptsHomeDeps, receipt: Receipt | undefined, objection: string): readonly [] {
  const messageId: MessageId | undefined = receipt?.messageId;
  deps.logger.error({ messageId, objection, alarm: true }, 'a receipt came home that proves nothing');
  return [];
}
