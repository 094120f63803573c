/** Writes what has arrived and what was answered. Runs inside the transaction of whoever commits it. */
import { INBOX_MOVES, type InboxState, type Unacknowledged } from '../../exchange/inbox.ts';
import { laneOf } from '../../exchange/priority.ts';
import type { ExchangeChange } from '../../exchange/store.ts';
import type { Digest } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { AgencyCode, MessageId } from '../../kernel/ids.ts';
import type { Db } from './open.ts';

type Change<K extends ExchangeChange['kind']> = Extract<ExchangeChange, { readonly kind: K }>;

export function insertInbox(db: Db, change: Change<'inbox.insert'>): void {
  const { arrival, receipt } = change;
  const { sender, messageId, envelope } = arrival;
  const receivedAt = arrival.receivedAt.getTime();
  const { changes } = db
    .prepare(
      `INSERT INTO exchange_inbox (sender, message_id, kind, document_id, priority, lane, recipient, envelope,
         envelope_bytes, parts, received_at, state, next_attempt_at, receipt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received', ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      sender,
      messageId,
      arrival.kind,
      arrival.documentId,
      arrival.priority,
      laneOf(arrival.priority),
      arrival.recipient,
      envelope.digest,
      envelope.sizeBytes,
      JSON.stringify(arrival.parts),
      receivedAt,
      receivedAt,
      receipt,
    );
  if (changes === 0 && inboxEnvelope(db, sender, messageId) !== envelope.digest) {
    throw new CongvanError('MESSAGE_ID_REUSED', { where: `${sender} ${messageId}` });
  }
}

function inboxEnvelope(db: Db, sender: AgencyCode, messageId: MessageId): Digest | undefined {
  return db
    .prepare<[string, string], { readonly envelope: Digest }>(
      'SELECT envelope FROM exchange_inbox WHERE sender = ? AND message_id = ?',
    )
    .get(sender, messageId)?.envelope;
}

export function settleInbox(db: Db, change: Change<'inbox.settle'>): void {
  const { sender, messageId, to, reason, recordId, at } = change;
  const where = `${sender} ${messageId}`;
  const row = db
    .prepare<[string, string], { readonly state: InboxState }>(
      'SELECT state FROM exchange_inbox WHERE sender = ? AND message_id = ?',
    )
    .get(sender, messageId);
  if (row === undefined) throw new CongvanError('INBOX_NOT_FOUND', { where });
  if (!INBOX_MOVES[row.state].includes(to))
    throw new CongvanError('INBOX_SETTLED', { where, detail: row.state });
  db.prepare(
    `UPDATE exchange_inbox SET state = ?, reason_code = ?, reason_text = ?, record_id = coalesce(?, record_id),
       next_attempt_at = ? WHERE sender = ? AND message_id = ?`,
  ).run(to, reason?.code ?? null, reason?.text ?? null, recordId, at.getTime(), sender, messageId);
}

export function retryInbox(db: Db, change: Change<'inbox.retry'>): void {
  const { sender, messageId, nextAttemptAt, reason } = change;
  db.prepare(
    `UPDATE exchange_inbox SET attempts = attempts + 1, next_attempt_at = ?, reason_code = ?, reason_text = ?
     WHERE sender = ? AND message_id = ? AND state = 'received'`,
  ).run(nextAttemptAt.getTime(), reason.code, reason.text, sender, messageId);
}

export function insertRefusal(db: Db, change: Change<'refusal.insert'>): void {
  const { claimedSender, messageId, envelope, reason, receipt, refusedAt } = change.refusal;
  db.prepare(
    `INSERT INTO exchange_refusal (claimed_sender, message_id, envelope, envelope_bytes, reason_code, reason_text,
       receipt, refused_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(
    claimedSender,
    messageId,
    envelope.digest,
    envelope.sizeBytes,
    reason.code,
    reason.text,
    receipt,
    refusedAt.getTime(),
  );
}

/** Which rows a stored receipt lives in. */
const ANSWERED: Readonly<Record<Unacknowledged['from'], string>> = {
  inbox: 'exchange_inbox SET %s WHERE sender = ? AND message_id = ? AND envelope = ?',
  refusal: 'exchange_refusal SET %s WHERE claimed_sender = ? AND message_id = ? AND envelope = ?',
};

export function acknowledgeReceipt(db: Db, change: Change<'receipt.acknowledged'>): void {
  const sql = ANSWERED[change.from].replace('%s', 'acknowledged_at = coalesce(acknowledged_at, ?)');
  db.prepare(`UPDATE ${sql}`).run(change.at.getTime(), change.sender, change.messageId, change.envelope);
}

export function postponeReceipt(db: Db, change: Change<'receipt.unacknowledged'>): void {
  const sql = ANSWERED[change.from].replace('%s', 'ack_attempts = ack_attempts + 1, next_ack_at = ?');
  const nextAt = change.nextAttemptAt.getTime();
  db.prepare(`UPDATE ${sql}`).run(nextAt, change.sender, change.messageId, change.envelope);
}
