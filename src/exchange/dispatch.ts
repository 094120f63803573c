/**
 * What is sent, and how far it has come.
 *
 * Glossary
 * - dispatch: one sending of one sealed envelope with its parts, to one or more recipients. Its message id is chosen
 *   once, when it is queued; every repetition sends the same bytes under the same id.
 * - delivery: one recipient of a dispatch. The state that matters is here; the state of a dispatch is about the
 *   sending to the axis only.
 * - part: a raw attachment beside the envelope, named by its SHA-256; the seal binds it.
 * - receipt: signed evidence. E1 the axis holds it durably ("sent"); E2 handed to the recipient's daemon;
 *   E3 signed by the recipient after its own durable commit ("delivered"); E0 the axis gave up.
 * - settle: write down an outcome. A settle that the table below does not allow changes nothing: final states absorb.
 */
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import type { Priority } from './priority.ts';
import type { BusinessStatus } from './status.ts';

/** `document`: an official document. `status`: a business status about one (edXML messagetype `status`). */
export type MessageKind = 'document' | 'status';

/** Bytes in the blob store. */
export interface Payload {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export interface Part extends Payload {
  /** As the sealed manifest writes it, without `cid:`. */
  readonly contentId: string;
}

/** Why something did not go on: a stable code of the error table and a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** What is fixed when a dispatch is queued. Envelope and parts are durable in the blob store before it is committed. */
export interface Dispatch {
  readonly messageId: MessageId;
  readonly kind: MessageKind;
  readonly sender: AgencyCode;
  /** The document sent, or the document a status speaks of. */
  readonly documentId: DocumentId;
  readonly priority: Priority;
  /** The sealed envelope, exactly as it travels. */
  readonly envelope: Payload;
  readonly parts: readonly Part[];
  /** As the sealed envelope writes them; no repetition. */
  readonly recipients: readonly AgencyCode[];
  /** For people: the subject, or the status in words. */
  readonly summary: string;
  /** Our record of the document; null for a status. */
  readonly recordId: RecordId | null;
  readonly createdAt: Date;
  /** After this the sending is given up and reported. */
  readonly expiresAt: Date;
}

export type DispatchState = 'queued' | 'accepted' | 'rejected' | 'expired' | 'cancelled' | 'dead';

/** A dispatch with its progress towards the axis. */
export interface QueuedDispatch extends Dispatch {
  readonly state: DispatchState;
  /** Failed attempts so far. */
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastError: Reason | null;
  readonly changedAt: Date;
}

export type DeliveryState =
  | 'queued'
  | 'accepted'
  | 'consigned'
  | 'delivered'
  | 'refused'
  | 'expired'
  | 'cancelled'
  | 'dead';

export interface Delivery {
  readonly messageId: MessageId;
  readonly recipient: AgencyCode;
  readonly state: DeliveryState;
  /** Why it was refused, expired or is dead. */
  readonly reason: Reason | null;
  readonly changedAt: Date;
  /** The furthest business status the recipient has reported; null while it has reported none. */
  readonly status: BusinessStatus | null;
}

/**
 * Which settles are obeyed. Evidence outruns order: E3 may arrive before we hold E1, and beats "expired" or "cancelled".
 * `delivered` and `refused` are final.
 */
export const DELIVERY_MOVES: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  queued: ['accepted', 'consigned', 'delivered', 'refused', 'expired', 'cancelled', 'dead'],
  accepted: ['consigned', 'delivered', 'refused', 'expired'],
  consigned: ['delivered', 'refused', 'expired'],
  expired: ['accepted', 'consigned', 'delivered', 'refused'],
  cancelled: ['accepted', 'consigned', 'delivered', 'refused'],
  dead: ['accepted', 'consigned', 'delivered', 'refused'],
  delivered: [],
  refused: [],
};

/** `accepted` is final. A cancelled dispatch may still turn out accepted: the axis had it before the clerk spoke. */
export const DISPATCH_MOVES: Readonly<Record<DispatchState, readonly DispatchState[]>> = {
  queued: ['accepted', 'rejected', 'expired', 'cancelled', 'dead'],
  accepted: [],
  rejected: [],
  expired: ['accepted'],
  cancelled: ['accepted'],
  dead: ['accepted'],
};

/** From these a person may queue a dispatch again (`outbox retry`); the axis never accepted it. */
export const REQUEUEABLE: readonly DispatchState[] = ['rejected', 'expired', 'cancelled', 'dead'];

export type DispatchSummary = 'queued' | 'sent' | 'delivered' | 'partial' | 'failed';

const FAILED: readonly DeliveryState[] = ['refused', 'expired', 'cancelled', 'dead'];

/** The state of a dispatch as people see it, computed from its deliveries. */
export function summaryOf(deliveries: readonly Delivery[]): DispatchSummary {
  const count = (states: readonly DeliveryState[]) =>
    deliveries.filter((delivery) => states.includes(delivery.state)).length;
  const failed = count(FAILED);
  if (failed === deliveries.length) return 'failed';
  if (failed > 0) return 'partial';
  if (count(['delivered']) === deliveries.length) return 'delivered';
  return count(['queued']) > 0 ? 'queued' : 'sent';
}
