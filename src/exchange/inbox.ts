/** What has arrived. A row exists only together with its stored receipt: one commit writes both. */
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import type { MessageKind, Part, Payload, Reason } from './dispatch.ts';
import type { Priority } from './priority.ts';

/**
 * - received: durable, receipt stored, not yet filed
 * - filed: in the archive (or, for a status, entered)
 * - rejected: filed as evidence, the sender told (status 02)
 * - duplicate: the same document under another message id; nothing new was filed
 * - waiting: a person must decide (`inbox accept` / `inbox return`)
 * - failed: could not be handled; kept for a person, never retried by itself
 */
export type InboxState = 'received' | 'filed' | 'rejected' | 'duplicate' | 'waiting' | 'failed';

/** Which settles are allowed; any other is refused with INBOX_SETTLED. */
export const INBOX_MOVES: Readonly<Record<InboxState, readonly InboxState[]>> = {
  received: ['filed', 'rejected', 'duplicate', 'waiting', 'failed'],
  waiting: ['filed', 'rejected', 'duplicate', 'failed'],
  failed: ['received', 'filed', 'rejected', 'duplicate', 'waiting'],
  filed: [],
  rejected: [],
  duplicate: [],
};

/** What is fixed at arrival. The sender is the one the seal proves, never the one the axis names. */
export interface Arrival {
  readonly sender: AgencyCode;
  readonly messageId: MessageId;
  readonly kind: MessageKind;
  readonly documentId: DocumentId;
  readonly priority: Priority;
  /** The code under which the envelope addresses us. */
  readonly recipient: AgencyCode;
  /** Received bytes, exactly; durable in the blob store. */
  readonly envelope: Payload;
  readonly parts: readonly Part[];
  readonly receivedAt: Date;
}

export interface InboxItem extends Arrival {
  readonly state: InboxState;
  /** Failed attempts to file it. */
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly reason: Reason | null;
  /** Set once it is filed as, or rejected with, a record. */
  readonly recordId: RecordId | null;
  /** The stored signed receipt E3, sent again byte for byte. */
  readonly receipt: Uint8Array;
  readonly acknowledgedAt: Date | null;
}

/**
 * A message we refused before it could enter the inbox (seal broken, not for us, id reused). The sender is only what
 * the axis claims, so it does not occupy an inbox key. Kept with its bytes as evidence.
 */
export interface Refusal {
  readonly claimedSender: AgencyCode;
  readonly messageId: MessageId;
  readonly envelope: Payload;
  readonly reason: Reason;
  /** The stored signed negative receipt. */
  readonly receipt: Uint8Array;
  readonly refusedAt: Date;
}

/** A stored receipt the axis has not confirmed yet. */
export interface Unacknowledged {
  readonly from: 'inbox' | 'refusal';
  readonly sender: AgencyCode;
  readonly messageId: MessageId;
  readonly envelope: Payload;
  readonly receipt: Uint8Array;
  readonly attempts: number;
}
