/**
 * Port: what the axis keeps. `commit` is all or nothing and durable when it resolves.
 *
 * Glossary
 * - owner, mailbox: an agency's code as the directory writes it; `sender` and `recipient` are as the envelope writes them.
 * - registration: a message that is announced but not accepted; accepted means E1 exists and is stored.
 * - notice: a receipt E0, E2 or E3 waiting in the sender's mailbox.
 */
import type { Digest } from '../../kernel/digest.ts';
import type { AgencyCode, MessageId } from '../../kernel/ids.ts';
import type { MessageKind, Payload } from '../dispatch.ts';
import type { Priority } from '../priority.ts';
import type { ReceiptKind } from '../receipt.ts';

/** What is fixed at registration; the envelope is durable by then. */
export interface AxisRegistration {
  readonly sender: AgencyCode;
  readonly messageId: MessageId;
  readonly owner: AgencyCode;
  readonly kind: MessageKind;
  readonly priority: Priority;
  readonly envelope: Payload;
  /** Each digest once, in the order of the sealed manifest. */
  readonly parts: readonly Payload[];
  /** As the sealed envelope writes them. */
  readonly recipients: readonly AgencyCode[];
  readonly registeredAt: Date;
}

export interface AxisMessage extends AxisRegistration {
  /** Stored receipt E1; null until the message is accepted. */
  readonly receipt: Uint8Array | null;
  readonly acceptedAt: Date | null;
}

export type AxisDeliveryState = 'ready' | 'leased' | 'done' | 'refused' | 'expired';

export interface AxisDelivery {
  readonly deliveryId: string;
  readonly sender: AgencyCode;
  readonly messageId: MessageId;
  readonly recipient: AgencyCode;
  readonly mailbox: AgencyCode;
  readonly state: AxisDeliveryState;
  /** Raised by every lease. */
  readonly epoch: number;
  readonly isConsigned: boolean;
  /** Stored receipt E3 or E0. */
  readonly receipt: Uint8Array | null;
}

export interface AxisNotice {
  readonly noticeId: string;
  readonly receipt: Uint8Array;
}

export type AxisChange =
  /** Same key, same envelope and parts: without effect. @throws MESSAGE_ID_REUSED for the same key with others */
  | { readonly kind: 'registration.insert'; readonly registration: AxisRegistration }
  /** This owner has shown that it holds these bytes; they are durable. */
  | { readonly kind: 'part.insert'; readonly owner: AgencyCode; readonly part: Payload; readonly at: Date }
  /** Without effect when already accepted: the first receipt stays. */
  | {
      readonly kind: 'message.accept';
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly to: readonly { readonly recipient: AgencyCode; readonly mailbox: AgencyCode }[];
      readonly receipt: Uint8Array;
      readonly at: Date;
      readonly expiresAt: Date;
    }
  /** Without effect when it is already `done` or `refused`: the first evidence stays. */
  | {
      readonly kind: 'delivery.settle';
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly mailbox: AgencyCode;
      readonly to: 'done' | 'refused' | 'expired';
      readonly receipt: Uint8Array;
      readonly at: Date;
    }
  /** Handed out for the first time, with receipt E2. */
  | { readonly kind: 'delivery.consign'; readonly deliveryId: string }
  /** One per message, recipient and kind; a second one is without effect. */
  | {
      readonly kind: 'notice.insert';
      readonly mailbox: AgencyCode;
      readonly sender: AgencyCode;
      readonly messageId: MessageId;
      readonly recipient: AgencyCode;
      readonly receiptKind: Exclude<ReceiptKind, 'E1'>;
      readonly receipt: Uint8Array;
      readonly at: Date;
    }
  | {
      readonly kind: 'notice.done';
      readonly mailbox: AgencyCode;
      readonly noticeIds: readonly string[];
      readonly at: Date;
    };

export interface LeaseRequest {
  readonly mailbox: AgencyCode;
  readonly limit: number;
  /** The axis's clock. */
  readonly now: Date;
  readonly until: Date;
  /** A lease that ends later than this was made by a clock that was wrong: it counts as ended. */
  readonly clampAfter: Date;
  /** True: every lease of this mailbox counts as ended. */
  readonly resume: boolean;
}

export interface AxisCounts {
  readonly messages: number;
  readonly undelivered: number;
  readonly notices: number;
}

export interface AxisStore {
  commit(changes: readonly AxisChange[]): Promise<void>;
  /**
   * Takes deliveries of a mailbox that are ready or whose lease has ended, by lanes (`takeByLane`), and leases them.
   * One transaction; no delivery is handed to two callers under live leases.
   */
  lease(request: LeaseRequest): Promise<readonly AxisDelivery[]>;
  message(sender: AgencyCode, messageId: MessageId): Promise<AxisMessage | undefined>;
  /** Which of these the owner has put before. */
  heldParts(owner: AgencyCode, digests: readonly Digest[]): Promise<ReadonlySet<Digest>>;
  delivery(sender: AgencyCode, messageId: MessageId, mailbox: AgencyCode): Promise<AxisDelivery | undefined>;
  deliveryById(deliveryId: string): Promise<AxisDelivery | undefined>;
  /** Oldest first. */
  notices(mailbox: AgencyCode, limit: number): Promise<readonly AxisNotice[]>;
  /** Undelivered and past their time, oldest first. */
  overdue(now: Date, limit: number): Promise<readonly AxisDelivery[]>;
  counts(): Promise<AxisCounts>;
}
