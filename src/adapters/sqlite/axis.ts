import type {
  AxisChange,
  AxisCounts,
  AxisDelivery,
  AxisDeliveryState,
  AxisMessage,
  AxisRegistration,
  AxisStore,
  LeaseRequest,
} from '../../exchange/axis/store.ts';
import type { MessageKind, Payload } from '../../exchange/dispatch.ts';
import { takeByLane } from '../../exchange/lanes.ts';
import { LANES, laneOf, type Priority } from '../../exchange/priority.ts';
import type { Digest } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { AgencyCode, MessageId } from '../../kernel/ids.ts';
import type { Db } from './open.ts';
import { inStore } from './storeError.ts';

type Change<K extends AxisChange['kind']> = Extract<AxisChange, { readonly kind: K }>;

/** The axis's store over a migrated database. */
export function axisStore(db: Db): AxisStore {
  const run = async <T>(work: () => T): Promise<T> => inStore(db.name, work);
  const commit = db.transaction((changes: readonly AxisChange[]) => {
    for (const change of changes) applyAxisChange(db, change);
  });
  const lease = db.transaction((request: LeaseRequest) => leaseDeliveries(db, request));
  return {
    commit: (changes) => run(() => commit.immediate(changes)),
    lease: (request) => run(() => lease.immediate(request)),
    message: (sender, messageId) => run(() => findMessage(db, sender, messageId)),
    heldParts: (owner, digests) => run(() => heldParts(db, owner, digests)),
    delivery: (sender, messageId, mailbox) => run(() => findDelivery(db, sender, messageId, mailbox)),
    deliveryById: (deliveryId) => run(() => deliveryById(db, deliveryId)),
    notices: (mailbox, limit) => run(() => notices(db, mailbox, limit)),
    overdue: (now, limit) => run(() => overdue(db, now, limit)),
    counts: () => run(() => counts(db)),
  };
}

function applyAxisChange(db: Db, change: AxisChange): void {
  switch (change.kind) {
    case 'registration.insert':
      insertRegistration(db, change.registration);
      break;
    case 'part.insert':
      insertPart(db, change);
      break;
    case 'message.accept':
      acceptMessage(db, change);
      break;
    case 'delivery.settle':
      settleDelivery(db, change);
      break;
    case 'delivery.consign':
      db.prepare('UPDATE axis_delivery SET consigned = 1 WHERE id = ?').run(change.deliveryId);
      break;
    case 'notice.insert':
      insertNotice(db, change);
      break;
    case 'notice.done':
      finishNotices(db, change);
      break;
    default:
      change satisfies never;
  }
}

function insertRegistration(db: Db, registration: AxisRegistration): void {
  const { sender, messageId, envelope } = registration;
  const parts = JSON.stringify(registration.parts);
  const { changes } = db
    .prepare(
      `INSERT INTO axis_message (sender, message_id, owner, kind, priority, envelope, envelope_bytes, parts,
         recipients, registered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      sender,
      messageId,
      registration.owner,
      registration.kind,
      registration.priority,
      envelope.digest,
      envelope.sizeBytes,
      parts,
      JSON.stringify(registration.recipients),
      registration.registeredAt.getTime(),
    );
  if (changes === 1) return;
  const present = messageRow(db, sender, messageId);
  if (present?.envelope === envelope.digest && present.parts === parts) return;
  throw new CongvanError('MESSAGE_ID_REUSED', { where: `${sender} ${messageId}` });
}

function insertPart(db: Db, change: Change<'part.insert'>): void {
  const { owner, part, at } = change;
  db.prepare(
    'INSERT INTO axis_part (owner, digest, bytes, put_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(owner, part.digest, part.sizeBytes, at.getTime());
}

function acceptMessage(db: Db, change: Change<'message.accept'>): void {
  const { sender, messageId, to, receipt, at, expiresAt } = change;
  const row = messageRow(db, sender, messageId);
  if (row === undefined) throw new CongvanError('MESSAGE_UNKNOWN', { where: messageId });
  if (row.receipt !== null) return;
  db.prepare('UPDATE axis_message SET receipt = ?, accepted_at = ? WHERE seq = ?').run(
    receipt,
    at.getTime(),
    row.seq,
  );
  const insert = db.prepare(
    `INSERT INTO axis_delivery (seq, recipient, mailbox, priority, lane, state, expires_at)
     VALUES (?, ?, ?, ?, ?, 'ready', ?)`,
  );
  for (const { recipient, mailbox } of to) {
    insert.run(row.seq, recipient, mailbox, row.priority, laneOf(row.priority), expiresAt.getTime());
  }
}

function settleDelivery(db: Db, change: Change<'delivery.settle'>): void {
  const { sender, messageId, mailbox, to, receipt, at } = change;
  db.prepare(
    `UPDATE axis_delivery SET state = ?, receipt = ?, settled_at = ?
     WHERE mailbox = ? AND state NOT IN ('done', 'refused')
       AND seq = (SELECT seq FROM axis_message WHERE sender = ? AND message_id = ?)`,
  ).run(to, receipt, at.getTime(), mailbox, sender, messageId);
}

function insertNotice(db: Db, change: Change<'notice.insert'>): void {
  const { mailbox, sender, messageId, recipient, receiptKind, receipt, at } = change;
  db.prepare(
    `INSERT INTO axis_notice (mailbox, seq, recipient, kind, receipt, made_at)
     SELECT ?, seq, ?, ?, ?, ? FROM axis_message WHERE sender = ? AND message_id = ? ON CONFLICT DO NOTHING`,
  ).run(mailbox, recipient, receiptKind, receipt, at.getTime(), sender, messageId);
}

function finishNotices(db: Db, change: Change<'notice.done'>): void {
  const finish = db.prepare(
    'UPDATE axis_notice SET done_at = coalesce(done_at, ?) WHERE id = ? AND mailbox = ?',
  );
  for (const noticeId of change.noticeIds) finish.run(change.at.getTime(), noticeId, change.mailbox);
}

interface MessageRow {
  readonly seq: number;
  readonly sender: AgencyCode;
  readonly message_id: MessageId;
  readonly owner: AgencyCode;
  readonly kind: MessageKind;
  readonly priority: Priority;
  readonly envelope: Digest;
  readonly envelope_bytes: number;
  readonly parts: string;
  readonly recipients: string;
  readonly registered_at: number;
  readonly receipt: Uint8Array | null;
  readonly accepted_at: number | null;
}

function messageRow(db: Db, sender: AgencyCode, messageId: MessageId): MessageRow | undefined {
  return db
    .prepare<[string, string], MessageRow>('SELECT * FROM axis_message WHERE sender = ? AND message_id = ?')
    .get(sender, messageId);
}

function findMessage(db: Db, sender: AgencyCode, messageId: MessageId): AxisMessage | undefined {
  const row = messageRow(db, sender, messageId);
  if (row === undefined) return undefined;
  const parts: readonly Payload[] = JSON.parse(row.parts);
  const recipients: readonly AgencyCode[] = JSON.parse(row.recipients);
  return {
    sender: row.sender,
    messageId: row.message_id,
    owner: row.owner,
    kind: row.kind,
    priority: row.priority,
    envelope: { digest: row.envelope, sizeBytes: row.envelope_bytes },
    parts,
    recipients,
    registeredAt: new Date(row.registered_at),
    receipt: row.receipt,
    acceptedAt: row.accepted_at === null ? null : new Date(row.accepted_at),
  };
}

interface DeliveryRow {
  readonly id: number;
  readonly sender: AgencyCode;
  readonly message_id: MessageId;
  readonly recipient: AgencyCode;
  readonly mailbox: AgencyCode;
  readonly priority: Priority;
  readonly state: AxisDeliveryState;
  readonly epoch: number;
  readonly consigned: number;
  readonly receipt: Uint8Array | null;
}

const DELIVERY = `SELECT d.id, m.sender, m.message_id, d.recipient, d.mailbox, d.priority, d.state, d.epoch,
  d.consigned, d.receipt FROM axis_delivery d JOIN axis_message m USING (seq)`;

function deliveryOf(row: DeliveryRow): AxisDelivery {
  return {
    deliveryId: String(row.id),
    sender: row.sender,
    messageId: row.message_id,
    recipient: row.recipient,
    mailbox: row.mailbox,
    state: row.state,
    epoch: row.epoch,
    isConsigned: row.consigned === 1,
    receipt: row.receipt,
  };
}

function leaseDeliveries(db: Db, request: LeaseRequest): readonly AxisDelivery[] {
  const { mailbox, limit, now, until, clampAfter, resume } = request;
  const candidates = db.prepare<unknown[], DeliveryRow>(
    `${DELIVERY} WHERE d.mailbox = ? AND d.lane = ? AND d.state IN ('ready', 'leased')
       AND (? OR d.state = 'ready' OR d.lease_until <= ? OR d.lease_until > ?) ORDER BY d.id LIMIT ?`,
  );
  const free = LANES.flatMap(({ lane }) =>
    candidates.all(mailbox, lane, resume ? 1 : 0, now.getTime(), clampAfter.getTime(), limit),
  );
  const take = db.prepare(
    `UPDATE axis_delivery SET state = 'leased', lease_until = ?, epoch = epoch + 1 WHERE id = ?`,
  );
  return takeByLane(free, limit).map((row) => {
    take.run(until.getTime(), row.id);
    return deliveryOf({ ...row, state: 'leased', epoch: row.epoch + 1 });
  });
}

function findDelivery(
  db: Db,
  sender: AgencyCode,
  messageId: MessageId,
  mailbox: AgencyCode,
): AxisDelivery | undefined {
  const row = db
    .prepare<[string, string, string], DeliveryRow>(
      `${DELIVERY} WHERE m.sender = ? AND m.message_id = ? AND d.mailbox = ?`,
    )
    .get(sender, messageId, mailbox);
  return row === undefined ? undefined : deliveryOf(row);
}

function deliveryById(db: Db, deliveryId: string): AxisDelivery | undefined {
  const row = db.prepare<[string], DeliveryRow>(`${DELIVERY} WHERE d.id = ?`).get(deliveryId);
  return row === undefined ? undefined : deliveryOf(row);
}

function heldParts(db: Db, owner: AgencyCode, digests: readonly Digest[]): ReadonlySet<Digest> {
  const find = db.prepare('SELECT 1 FROM axis_part WHERE owner = ? AND digest = ?');
  return new Set(digests.filter((digest) => find.get(owner, digest) !== undefined));
}

function notices(db: Db, mailbox: AgencyCode, limit: number) {
  return db
    .prepare<[string, number], { readonly id: number; readonly receipt: Uint8Array }>(
      'SELECT id, receipt FROM axis_notice WHERE mailbox = ? AND done_at IS NULL ORDER BY id LIMIT ?',
    )
    .all(mailbox, limit)
    .map(({ id, receipt }) => ({ noticeId: String(id), receipt }));
}

function overdue(db: Db, now: Date, limit: number): readonly AxisDelivery[] {
  return db
    .prepare<[number, number], DeliveryRow>(
      `${DELIVERY} WHERE d.state IN ('ready', 'leased') AND d.expires_at <= ? ORDER BY d.expires_at LIMIT ?`,
    )
    .all(now.getTime(), limit)
    .map(deliveryOf);
}

function counts(db: Db): AxisCounts {
  const count = (from: string) => Number(db.prepare(`SELECT count(*) FROM ${from}`).pluck().get());
  return {
    messages: count('axis_message WHERE accepted_at IS NOT NULL'),
    undelivered: count(`axis_delivery WHERE state IN ('ready', 'leased')`),
    notices: count('axis_notice WHERE done_at IS NULL'),
  };
}
