/**
 * Port: what exchange keeps. `commit` is all or nothing and durable when it resolves (fsync); changes are values.
 * Reads see every commit that has resolved.
 */
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import type {
  Delivery,
  DeliveryState,
  Dispatch,
  DispatchState,
  MessageKind,
  QueuedDispatch,
  Reason,
} from './dispatch.ts';
import type { Arrival, InboxItem, InboxState, Refusal, Unacknowledged } from './inbox.ts';
import type { ReceiptKind } from './receipt.ts';
import type { StatusEntry } from './status.ts';

export type ExchangeChange =
  /** Queues it, with one delivery per recipient. @throws DISPATCH_EXISTS for a message id already used */
  | { readonly kind: 'dispatch.insert'; readonly dispatch: Dispatch }
  /** Obeyed if DISPATCH_MOVES allows it, else without effect. */
  | {
      readonly kind: 'dispatch.settle';
      readonly messageId: MessageId;
      readonly to: Exclude<DispatchState, 'queued'>;
      readonly reason: Reason | null;
      readonly at: Date;
    }
  /** A failed attempt: stays queued, comes again at `nextAttemptAt`. */
  | {
      readonly kind: 'dispatch.retry';
      readonly messageId: MessageId;
      readonly nextAttemptAt: Date;
      readonly error: Reason;
      readonly at: Date;
    }
  /** A person queues it again. @throws DISPATCH_NOT_RETRYABLE unless its state is in REQUEUEABLE or queued */
  | {
      readonly kind: 'dispatch.requeue';
      readonly messageId: MessageId;
      readonly expiresAt: Date;
      readonly at: Date;
    }
  /** A person gives it up. @throws DISPATCH_NOT_CANCELLABLE unless it is queued */
  | { readonly kind: 'dispatch.cancel'; readonly messageId: MessageId; readonly at: Date }
  /** Obeyed if DELIVERY_MOVES allows it, else without effect. */
  | {
      readonly kind: 'delivery.settle';
      readonly messageId: MessageId;
      readonly recipient: AgencyCode;
      readonly to: Exclude<DeliveryState, 'queued'>;
      readonly reason: Reason | null;
      readonly at: Date;
    }
  /** Keeps a verified receipt for good. The same one twice is kept once. */
  | {
      readonly kind: 'receipt.insert';
      readonly messageId: MessageId;
      readonly receiptKind: ReceiptKind;
      /** Null for E1, which speaks of all. */
      readonly recipient: AgencyCode | null;
      readonly receipt: Uint8Array;
      readonly at: Date;
    }
  /** Same key and same envelope: without effect. @throws MESSAGE_ID_REUSED for the same key with other bytes */
  | { readonly kind: 'inbox.insert'; readonly arrival: Arrival; readonly receipt: Uint8Array }
  /** @throws INBOX_SETTLED unless INBOX_MOVES allows it: somebody else has handled the item, nothing is committed */
  | {
      readonly kind: 'inbox.settle';
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly to: InboxState;
      readonly reason: Reason | null;
      readonly recordId: RecordId | null;
      readonly at: Date;
    }
  | {
      readonly kind: 'inbox.retry';
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly nextAttemptAt: Date;
      readonly reason: Reason;
    }
  | { readonly kind: 'refusal.insert'; readonly refusal: Refusal }
  /** The axis has confirmed our receipt. */
  | {
      readonly kind: 'receipt.acknowledged';
      readonly from: Unacknowledged['from'];
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly envelope: Digest;
      readonly at: Date;
    }
  /** The axis did not take our receipt; offer it again at `nextAttemptAt`. */
  | {
      readonly kind: 'receipt.unacknowledged';
      readonly from: Unacknowledged['from'];
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly envelope: Digest;
      readonly nextAttemptAt: Date;
    }
  /**
   * A business status from `entry.from` about a document of `entry.about`. Enters the history once; moves the shown
   * status of our delivery forward only.
   */
  | { readonly kind: 'status.insert'; readonly entry: StatusEntry };

/** Due: planned for now or before, or planned absurdly far ahead because a clock jumped (see `retry.ts`). */
export interface DueWindow {
  readonly now: Date;
  readonly clampAfter: Date;
}

export interface DispatchFilter {
  readonly kind?: MessageKind;
  readonly states?: readonly DispatchState[];
  readonly documentId?: DocumentId;
  readonly limit?: number;
}

export interface InboxFilter {
  readonly messageId?: MessageId;
  readonly kind?: MessageKind;
  readonly states?: readonly InboxState[];
  readonly documentId?: DocumentId;
  readonly limit?: number;
}

export interface StoredReceipt {
  readonly messageId: MessageId;
  readonly kind: ReceiptKind;
  readonly recipient: AgencyCode | null;
  readonly receipt: Uint8Array;
  readonly storedAt: Date;
}

/** For health and metrics. */
export interface ExchangeCounts {
  readonly queued: number;
  readonly dead: number;
  readonly awaitingReceipt: number;
  readonly inboxDue: number;
  readonly inboxWaiting: number;
  readonly unacknowledged: number;
}

export interface ExchangeReads {
  dispatch(messageId: MessageId): Promise<QueuedDispatch | undefined>;
  /** Newest first. */
  dispatches(filter?: DispatchFilter): Promise<readonly QueuedDispatch[]>;
  deliveries(messageId: MessageId): Promise<readonly Delivery[]>;
  /** Queued dispatches that are due, up to `perLane` of each lane, oldest first; unordered between lanes. */
  dueDispatches(window: DueWindow, perLane: number): Promise<readonly QueuedDispatch[]>;
  receipts(messageId: MessageId): Promise<readonly StoredReceipt[]>;
  inboxItem(sender: AgencyCode, messageId: MessageId): Promise<InboxItem | undefined>;
  /** Newest first. */
  inboxItems(filter?: InboxFilter): Promise<readonly InboxItem[]>;
  /** Received, not yet settled and due, up to `perLane` of each lane, oldest first; unordered between lanes. */
  dueInbox(window: DueWindow, perLane: number): Promise<readonly InboxItem[]>;
  /** Stored receipts the axis has not confirmed, due ones only, oldest first. */
  unacknowledged(window: DueWindow, limit: number): Promise<readonly Unacknowledged[]>;
  refusal(claimedSender: AgencyCode, messageId: MessageId, envelope: Digest): Promise<Refusal | undefined>;
  refusals(limit?: number): Promise<readonly Refusal[]>;
  /** History of a document, in order of arrival. `about`: the agency whose document it is. */
  statuses(about: AgencyCode, documentId: DocumentId): Promise<readonly StatusEntry[]>;
  counts(window: DueWindow): Promise<ExchangeCounts>;
}

export interface ExchangeStore extends ExchangeReads {
  commit(changes: readonly ExchangeChange[]): Promise<void>;
}
