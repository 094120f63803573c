/** Rows of the exchange tables and the values they stand for. */
import type {
  Delivery,
  DeliveryState,
  DispatchState,
  MessageKind,
  Part,
  QueuedDispatch,
  Reason,
} from '../../exchange/dispatch.ts';
import type { InboxItem, InboxState, Refusal, Unacknowledged } from '../../exchange/inbox.ts';
import type { Priority } from '../../exchange/priority.ts';
import type { ReceiptKind } from '../../exchange/receipt.ts';
import type { StatusEntry } from '../../exchange/status.ts';
import type { StoredReceipt } from '../../exchange/store.ts';
import type { Digest } from '../../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../../kernel/ids.ts';

export interface DispatchRow {
  readonly message_id: MessageId;
  readonly kind: MessageKind;
  readonly sender: AgencyCode;
  readonly document_id: DocumentId;
  readonly priority: Priority;
  readonly envelope: Digest;
  readonly envelope_bytes: number;
  readonly parts: string;
  readonly recipients: string;
  readonly summary: string;
  readonly record_id: RecordId | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly state: DispatchState;
  readonly attempts: number;
  readonly next_attempt_at: number;
  readonly error_code: string | null;
  readonly error_text: string | null;
  readonly changed_at: number;
}

export function dispatchOf(row: DispatchRow): QueuedDispatch {
  return {
    messageId: row.message_id,
    kind: row.kind,
    sender: row.sender,
    documentId: row.document_id,
    priority: row.priority,
    envelope: { digest: row.envelope, sizeBytes: row.envelope_bytes },
    parts: partsOf(row.parts),
    recipients: JSON.parse(row.recipients),
    summary: row.summary,
    recordId: row.record_id,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: new Date(row.next_attempt_at),
    lastError: reasonOf(row.error_code, row.error_text),
    changedAt: new Date(row.changed_at),
  };
}

export interface DeliveryRow {
  readonly message_id: MessageId;
  readonly recipient: AgencyCode;
  readonly state: DeliveryState;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly changed_at: number;
  readonly status_code: string | null;
  readonly status_text: string | null;
  readonly status_at: number | null;
}

export function deliveryOf(row: DeliveryRow): Delivery {
  const { status_code: code, status_text: text, status_at: at } = row;
  return {
    messageId: row.message_id,
    recipient: row.recipient,
    state: row.state,
    reason: reasonOf(row.reason_code, row.reason_text),
    changedAt: new Date(row.changed_at),
    status: code === null ? null : { code, description: text ?? '', arrivedAt: new Date(at ?? 0) },
  };
}

export interface InboxRow {
  readonly sender: AgencyCode;
  readonly message_id: MessageId;
  readonly kind: MessageKind;
  readonly document_id: DocumentId;
  readonly priority: Priority;
  readonly recipient: AgencyCode;
  readonly envelope: Digest;
  readonly envelope_bytes: number;
  readonly parts: string;
  readonly received_at: number;
  readonly state: InboxState;
  readonly attempts: number;
  readonly next_attempt_at: number;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly record_id: RecordId | null;
  readonly receipt: Uint8Array;
  readonly acknowledged_at: number | null;
}

export function inboxItemOf(row: InboxRow): InboxItem {
  return {
    sender: row.sender,
    messageId: row.message_id,
    kind: row.kind,
    documentId: row.document_id,
    priority: row.priority,
    recipient: row.recipient,
    envelope: { digest: row.envelope, sizeBytes: row.envelope_bytes },
    parts: partsOf(row.parts),
    receivedAt: new Date(row.received_at),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: new Date(row.next_attempt_at),
    reason: reasonOf(row.reason_code, row.reason_text),
    recordId: row.record_id,
    receipt: row.receipt,
    acknowledgedAt: row.acknowledged_at === null ? null : new Date(row.acknowledged_at),
  };
}

export interface RefusalRow {
  readonly claimed_sender: AgencyCode;
  readonly message_id: MessageId;
  readonly envelope: Digest;
  readonly envelope_bytes: number;
  readonly reason_code: string;
  readonly reason_text: string;
  readonly receipt: Uint8Array;
  readonly refused_at: number;
}

export function refusalOf(row: RefusalRow): Refusal {
  return {
    claimedSender: row.claimed_sender,
    messageId: row.message_id,
    envelope: { digest: row.envelope, sizeBytes: row.envelope_bytes },
    reason: { code: row.reason_code, text: row.reason_text },
    receipt: row.receipt,
    refusedAt: new Date(row.refused_at),
  };
}

export interface UnacknowledgedRow {
  readonly origin: 'inbox' | 'refusal';
  readonly sender: AgencyCode;
  readonly message_id: MessageId;
  readonly envelope: Digest;
  readonly envelope_bytes: number;
  readonly receipt: Uint8Array;
  readonly ack_attempts: number;
}

export function unacknowledgedOf(row: UnacknowledgedRow): Unacknowledged {
  return {
    from: row.origin,
    sender: row.sender,
    messageId: row.message_id,
    envelope: { digest: row.envelope, sizeBytes: row.envelope_bytes },
    receipt: row.receipt,
    attempts: row.ack_attempts,
  };
}

export interface ReceiptRow {
  readonly message_id: MessageId;
  readonly kind: ReceiptKind;
  readonly recipient: AgencyCode | '';
  readonly receipt: Uint8Array;
  readonly stored_at: number;
}

export function storedReceiptOf(row: ReceiptRow): StoredReceipt {
  return {
    messageId: row.message_id,
    kind: row.kind,
    recipient: row.recipient === '' ? null : row.recipient,
    receipt: row.receipt,
    storedAt: new Date(row.stored_at),
  };
}

export interface StatusRow {
  readonly from_agency: AgencyCode;
  readonly message_id: MessageId;
  readonly about: AgencyCode;
  readonly document_id: DocumentId;
  readonly code: string;
  readonly description: string;
  readonly reported_at: string;
  readonly arrived_at: number;
}

export function statusEntryOf(row: StatusRow): StatusEntry {
  return {
    from: row.from_agency,
    messageId: row.message_id,
    about: row.about,
    documentId: row.document_id,
    code: row.code,
    description: row.description,
    reportedAt: row.reported_at,
    arrivedAt: new Date(row.arrived_at),
  };
}

function partsOf(json: string): readonly Part[] {
  return JSON.parse(json);
}

function reasonOf(code: string | null, text: string | null): Reason | null {
  return code === null ? null : { code, text: text ?? '' };
}
