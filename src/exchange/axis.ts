/**
 * Port: the axis, as one agency sees it. Every call may be repeated: the axis knows a message by (proven sender,
 * message id) and answers a repetition with what it stored. Calls fail with AXIS_UNREACHABLE or another temporary code
 * when it is worth trying again, and with a permanent code when it is not.
 */
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, MessageId } from '../kernel/ids.ts';
import type { Part, Payload } from './dispatch.ts';
import type { RecipientOutcome } from './receipt.ts';

export interface Registration {
  readonly messageId: MessageId;
  /** The sealed envelope. */
  readonly envelope: Uint8Array;
  /** Every part the seal names, once per digest. */
  readonly parts: readonly Payload[];
}

export interface RegistrationAnswer {
  /** The verdict per recipient, before anything is uploaded. */
  readonly outcomes: readonly RecipientOutcome[];
  /** Parts this sender has yet to put, with the offset from which to go on. Empty when nothing is missing. */
  readonly missing: readonly { readonly digest: Digest; readonly offset: number }[];
}

export interface PullRequest {
  readonly limit: number;
  /** How long the axis may wait for something to arrive. */
  readonly waitMs: number;
  /** True after a start and after a pull that failed: what was leased to us and never seen is given out again at once. */
  readonly resume: boolean;
  readonly signal?: AbortSignal;
}

/** A message handed out under a lease; it comes again until its receipt is acknowledged. */
export interface PulledMessage {
  /** The axis's name for this delivery. */
  readonly deliveryId: string;
  /** Claimed by the axis; the seal proves it. */
  readonly sender: AgencyCode;
  readonly messageId: MessageId;
  /** Under which of our codes the axis thinks we are addressed. */
  readonly recipient: AgencyCode;
  readonly envelope: Payload;
  readonly parts: readonly Payload[];
}

/** A receipt E0, E2 or E3 on its way home. */
export interface PulledReceipt {
  readonly noticeId: string;
  /** Sent form: canonical JSON of `{receipt, signature}`, unverified. */
  readonly receipt: Uint8Array;
}

export interface Pulled {
  readonly receipts: readonly PulledReceipt[];
  /** Most urgent lane first. */
  readonly messages: readonly PulledMessage[];
}

export interface Axis {
  /** @throws AXIS_REJECTED, SENDER_MISMATCH, MESSAGE_ID_REUSED (permanent) */
  register(registration: Registration): Promise<RegistrationAnswer>;
  /**
   * Puts one part from `start` bytes on. Nothing is promised to be durable before `commit`.
   * @param source the remaining bytes, streamed
   */
  putPart(
    messageId: MessageId,
    part: Payload,
    start: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /**
   * The one moment a message is taken over: durable, or an error.
   * @returns receipt E1 in its sent form, unverified; the same bytes on every repetition
   * @throws PARTS_MISSING (temporary)
   */
  commit(messageId: MessageId): Promise<Uint8Array>;
  pull(request: PullRequest): Promise<Pulled>;
  /** Bytes of the envelope or of a part of a delivery, from `start` on; to be checked against the digest. */
  fetchPart(deliveryId: string, digest: Digest, start: number): Promise<AsyncIterable<Uint8Array>>;
  /** Hands in receipt E3 (positive or negative); it names its message itself. @throws RECEIPT_INVALID */
  acknowledge(receipt: Uint8Array): Promise<void>;
  /** These receipts are durable here; do not send them again. */
  acknowledgeReceipts(noticeIds: readonly string[]): Promise<void>;
}

/** The payloads to register: each digest once. */
export function payloadsOf(parts: readonly Part[]): readonly Payload[] {
  const byDigest = new Map(parts.map(({ digest, sizeBytes }) => [digest, { digest, sizeBytes }]));
  return [...byDigest.values()];
}
