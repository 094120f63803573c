/** Writes exchange changes. Runs inside the transaction of whoever commits them. */
import {
  DELIVERY_MOVES,
  type DeliveryState,
  DISPATCH_MOVES,
  type Dispatch,
  type DispatchState,
  REQUEUEABLE,
} from '../../exchange/dispatch.ts';
import { laneOf } from '../../exchange/priority.ts';
import { isProgress } from '../../exchange/status.ts';
import type { ExchangeChange } from '../../exchange/store.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { MessageId } from '../../kernel/ids.ts';
import {
  acknowledgeReceipt,
  insertInbox,
  insertRefusal,
  postponeReceipt,
  retryInbox,
  settleInbox,
} from './exchangeInbox.ts';
import type { Db } from './open.ts';

type Change<K extends ExchangeChange['kind']> = Extract<ExchangeChange, { readonly kind: K }>;

/**
 * @param db inside an immediate transaction
 * @throws DISPATCH_EXISTS, DISPATCH_NOT_FOUND, DISPATCH_NOT_RETRYABLE, DISPATCH_NOT_CANCELLABLE, MESSAGE_ID_REUSED,
 * INBOX_NOT_FOUND, INBOX_SETTLED: the caller rolls everything back
 */
export function applyExchangeChange(db: Db, change: ExchangeChange): void {
  switch (change.kind) {
    case 'dispatch.insert':
      insertDispatch(db, change.dispatch);
      break;
    case 'dispatch.settle':
      settleDispatch(db, change);
      break;
    case 'dispatch.retry':
      retryDispatch(db, change);
      break;
    case 'dispatch.requeue':
      requeueDispatch(db, change);
      break;
    case 'dispatch.cancel':
      cancelDispatch(db, change);
      break;
    case 'delivery.settle':
      settleDelivery(db, change);
      break;
    case 'receipt.insert':
      insertReceipt(db, change);
      break;
    case 'inbox.insert':
      insertInbox(db, change);
      break;
    case 'inbox.settle':
      settleInbox(db, change);
      break;
    case 'inbox.retry':
      retryInbox(db, change);
      break;
    case 'refusal.insert':
      insertRefusal(db, change);
      break;
    case 'receipt.acknowledged':
      acknowledgeReceipt(db, change);
      break;
    case 'receipt.unacknowledged':
      postponeReceipt(db, change);
      break;
    case 'status.insert':
      insertStatus(db, change);
      break;
    default:
      change satisfies never;
  }
}

function insertDispatch(db: Db, dispatch: Dispatch): void {
  const { messageId, envelope } = dispatch;
  const createdAt = dispatch.createdAt.getTime();
  const { changes } = db
    .prepare(
      `INSERT INTO exchange_dispatch (message_id, kind, sender, document_id, priority, lane, envelope, envelope_bytes,
         parts, recipients, summary, record_id, created_at, expires_at, state, next_attempt_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      messageId,
      dispatch.kind,
      dispatch.sender,
      dispatch.documentId,
      dispatch.priority,
      laneOf(dispatch.priority),
      envelope.digest,
      envelope.sizeBytes,
      JSON.stringify(dispatch.parts),
      JSON.stringify(dispatch.recipients),
      dispatch.summary,
      dispatch.recordId,
      createdAt,
      dispatch.expiresAt.getTime(),
      createdAt,
      createdAt,
    );
  if (changes === 0) throw new CongvanError('DISPATCH_EXISTS', { where: messageId });
  const insert = db.prepare(
    `INSERT INTO exchange_delivery (message_id, recipient, state, changed_at) VALUES (?, ?, 'queued', ?)`,
  );
  for (const recipient of dispatch.recipients) insert.run(messageId, recipient, createdAt);
}

function settleDispatch(db: Db, change: Change<'dispatch.settle'>): void {
  const { messageId, to, reason, at } = change;
  if (!DISPATCH_MOVES[dispatchState(db, messageId)].includes(to)) return;
  db.prepare(
    `UPDATE exchange_dispatch SET state = ?, error_code = ?, error_text = ?, changed_at = ? WHERE message_id = ?`,
  ).run(to, reason?.code ?? null, reason?.text ?? null, at.getTime(), messageId);
}

function retryDispatch(db: Db, change: Change<'dispatch.retry'>): void {
  const { messageId, nextAttemptAt, error, at } = change;
  db.prepare(
    `UPDATE exchange_dispatch SET attempts = attempts + 1, next_attempt_at = ?, error_code = ?, error_text = ?,
       changed_at = ? WHERE message_id = ? AND state = 'queued'`,
  ).run(nextAttemptAt.getTime(), error.code, error.text, at.getTime(), messageId);
}

function requeueDispatch(db: Db, change: Change<'dispatch.requeue'>): void {
  const { messageId, expiresAt, at } = change;
  const state = dispatchState(db, messageId);
  if (state !== 'queued' && !REQUEUEABLE.includes(state)) {
    throw new CongvanError('DISPATCH_NOT_RETRYABLE', { where: messageId, detail: state });
  }
  db.prepare(
    `UPDATE exchange_dispatch SET state = 'queued', next_attempt_at = ?, expires_at = max(expires_at, ?),
       changed_at = ? WHERE message_id = ?`,
  ).run(at.getTime(), expiresAt.getTime(), at.getTime(), messageId);
  db.prepare(
    `UPDATE exchange_delivery SET state = 'queued', reason_code = NULL, reason_text = NULL, changed_at = ?
     WHERE message_id = ? AND state IN ('refused', 'expired', 'cancelled', 'dead')`,
  ).run(at.getTime(), messageId);
}

function cancelDispatch(db: Db, change: Change<'dispatch.cancel'>): void {
  const { messageId, at } = change;
  const state = dispatchState(db, messageId);
  if (state !== 'queued')
    throw new CongvanError('DISPATCH_NOT_CANCELLABLE', { where: messageId, detail: state });
  db.prepare(`UPDATE exchange_dispatch SET state = 'cancelled', changed_at = ? WHERE message_id = ?`).run(
    at.getTime(),
    messageId,
  );
  db.prepare(
    `UPDATE exchange_delivery SET state = 'cancelled', changed_at = ? WHERE message_id = ? AND state = 'queued'`,
  ).run(at.getTime(), messageId);
}

function dispatchState(db: Db, messageId: MessageId): DispatchState {
  const row = db
    .prepare<[string], { readonly state: DispatchState }>(
      'SELECT state FROM exchange_dispatch WHERE message_id = ?',
    )
    .get(messageId);
  if (row === undefined) throw new CongvanError('DISPATCH_NOT_FOUND', { where: messageId });
  return row.state;
}

function settleDelivery(db: Db, change: Change<'delivery.settle'>): void {
  const { messageId, recipient, to, reason, at } = change;
  const row = db
    .prepare<[string, string], { readonly state: DeliveryState }>(
      'SELECT state FROM exchange_delivery WHERE message_id = ? AND recipient = ?',
    )
    .get(messageId, recipient);
  if (row === undefined || !DELIVERY_MOVES[row.state].includes(to)) return;
  db.prepare(
    `UPDATE exchange_delivery SET state = ?, reason_code = ?, reason_text = ?, changed_at = ?
     WHERE message_id = ? AND recipient = ?`,
  ).run(to, reason?.code ?? null, reason?.text ?? null, at.getTime(), messageId, recipient);
}

function insertReceipt(db: Db, change: Change<'receipt.insert'>): void {
  db.prepare(
    `INSERT INTO exchange_receipt (message_id, kind, recipient, receipt, stored_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  ).run(change.messageId, change.receiptKind, change.recipient ?? '', change.receipt, change.at.getTime());
}

function insertStatus(db: Db, change: Change<'status.insert'>): void {
  const { entry } = change;
  const arrivedAt = entry.arrivedAt.getTime();
  const { changes } = db
    .prepare(
      `INSERT INTO exchange_status (from_agency, message_id, about, document_id, code, description, reported_at,
         arrived_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      entry.from,
      entry.messageId,
      entry.about,
      entry.documentId,
      entry.code,
      entry.description,
      entry.reportedAt,
      arrivedAt,
    );
  if (changes === 0) return;
  const deliveries = db
    .prepare<
      [string, string, string],
      { readonly message_id: MessageId; readonly status_code: string | null }
    >(
      `SELECT y.message_id, y.status_code FROM exchange_delivery y JOIN exchange_dispatch d USING (message_id)
       WHERE d.kind = 'document' AND d.document_id = ? AND d.sender = ? AND y.recipient = ?`,
    )
    .all(entry.documentId, entry.about, entry.from);
  for (const delivery of deliveries) {
    if (!isProgress(delivery.status_code, entry.code)) continue;
    db.prepare(
      `UPDATE exchange_delivery SET status_code = ?, status_text = ?, status_at = ?
       WHERE message_id = ? AND recipient = ?`,
    ).run(entry.code, entry.description, arrivedAt, delivery.message_id, entry.from);
  }
}
