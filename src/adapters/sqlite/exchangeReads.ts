import type { DispatchState } from '../../exchange/dispatch.ts';
import type { InboxState } from '../../exchange/inbox.ts';
import { LANES } from '../../exchange/priority.ts';
import type { DueWindow, ExchangeCounts, ExchangeReads, ExchangeStore } from '../../exchange/store.ts';
import { applyExchangeChange } from './exchange.ts';
import {
  type DeliveryRow,
  type DispatchRow,
  deliveryOf,
  dispatchOf,
  type InboxRow,
  inboxItemOf,
  type ReceiptRow,
  type RefusalRow,
  refusalOf,
  type StatusRow,
  statusEntryOf,
  storedReceiptOf,
  type UnacknowledgedRow,
  unacknowledgedOf,
} from './exchangeRows.ts';
import type { Db } from './open.ts';
import { inStore } from './storeError.ts';

const MANY = 1000;

/** The reading half of ExchangeStore over a migrated database. */
export function exchangeReads(db: Db): ExchangeReads {
  const read = async <T>(work: () => T): Promise<T> => inStore(db.name, work);
  return {
    dispatch: (messageId) =>
      read(() =>
        optional(one<DispatchRow>(db, 'exchange_dispatch WHERE message_id = ?', messageId), dispatchOf),
      ),
    dispatches: (filter = {}) =>
      read(() => {
        const where = conditions({ kind: filter.kind, document_id: filter.documentId }, filter.states);
        const sql = `exchange_dispatch ${where.sql} ORDER BY created_at DESC, message_id DESC LIMIT ?`;
        return all<DispatchRow>(db, sql, ...where.values, filter.limit ?? MANY).map(dispatchOf);
      }),
    deliveries: (messageId) =>
      read(() =>
        all<DeliveryRow>(db, 'exchange_delivery WHERE message_id = ? ORDER BY recipient', messageId).map(
          deliveryOf,
        ),
      ),
    dueDispatches: (window, perLane) =>
      read(() => due<DispatchRow>(db, DUE_DISPATCHES, window, perLane).map(dispatchOf)),
    receipts: (messageId) =>
      read(() =>
        all<ReceiptRow>(db, 'exchange_receipt WHERE message_id = ? ORDER BY stored_at, kind', messageId).map(
          storedReceiptOf,
        ),
      ),
    inboxItem: (sender, messageId) =>
      read(() =>
        optional(
          one<InboxRow>(db, 'exchange_inbox WHERE sender = ? AND message_id = ?', sender, messageId),
          inboxItemOf,
        ),
      ),
    inboxItems: (filter = {}) =>
      read(() => {
        const { kind, documentId, messageId } = filter;
        const named = { kind, document_id: documentId, message_id: messageId };
        const where = conditions(named, filter.states);
        const sql = `exchange_inbox ${where.sql} ORDER BY received_at DESC, message_id DESC LIMIT ?`;
        return all<InboxRow>(db, sql, ...where.values, filter.limit ?? MANY).map(inboxItemOf);
      }),
    dueInbox: (window, perLane) => read(() => due<InboxRow>(db, DUE_INBOX, window, perLane).map(inboxItemOf)),
    unacknowledged: (window, limit) =>
      read(() =>
        db
          .prepare<unknown[], UnacknowledgedRow>(UNACKNOWLEDGED)
          .all(...between(window), ...between(window), limit)
          .map(unacknowledgedOf),
      ),
    refusal: (claimedSender, messageId, envelope) =>
      read(() =>
        optional(
          one<RefusalRow>(
            db,
            'exchange_refusal WHERE claimed_sender = ? AND message_id = ? AND envelope = ?',
            claimedSender,
            messageId,
            envelope,
          ),
          refusalOf,
        ),
      ),
    refusals: (limit = MANY) =>
      read(() =>
        all<RefusalRow>(db, 'exchange_refusal ORDER BY refused_at DESC LIMIT ?', limit).map(refusalOf),
      ),
    statuses: (about, documentId) =>
      read(() =>
        all<StatusRow>(
          db,
          'exchange_status WHERE about = ? AND document_id = ? ORDER BY arrived_at, rowid',
          about,
          documentId,
        ).map(statusEntryOf),
      ),
    counts: (window) => read(() => counts(db, window)),
  };
}

/** The whole port over a database that holds nothing else; the agency's store joins more parts (`store.ts`). */
export function exchangeStore(db: Db): ExchangeStore {
  const apply = db.transaction((changes: Parameters<ExchangeStore['commit']>[0]) => {
    for (const change of changes) applyExchangeChange(db, change);
  });
  return {
    ...exchangeReads(db),
    commit: async (changes) => inStore(db.name, () => apply.immediate(changes)),
  };
}

const DUE = '(next_attempt_at <= ? OR next_attempt_at > ?)';
const DUE_DISPATCHES = `exchange_dispatch WHERE state = 'queued' AND lane = ? AND ${DUE} ORDER BY created_at LIMIT ?`;
const DUE_INBOX = `exchange_inbox WHERE state = 'received' AND lane = ? AND ${DUE} ORDER BY received_at LIMIT ?`;
const UNACKNOWLEDGED = `
  SELECT 'inbox' AS origin, sender, message_id, envelope, envelope_bytes, receipt, ack_attempts, received_at AS since
    FROM exchange_inbox WHERE acknowledged_at IS NULL AND (next_ack_at <= ? OR next_ack_at > ?)
  UNION ALL
  SELECT 'refusal', claimed_sender, message_id, envelope, envelope_bytes, receipt, ack_attempts, refused_at
    FROM exchange_refusal WHERE acknowledged_at IS NULL AND (next_ack_at <= ? OR next_ack_at > ?)
  ORDER BY since LIMIT ?`;

function due<Row>(db: Db, from: string, window: DueWindow, perLane: number): readonly Row[] {
  return LANES.flatMap(({ lane }) => all<Row>(db, from, lane, ...between(window), perLane));
}

function between(window: DueWindow): readonly [number, number] {
  return [window.now.getTime(), window.clampAfter.getTime()];
}

function all<Row>(db: Db, from: string, ...values: readonly unknown[]): readonly Row[] {
  return db.prepare<unknown[], Row>(`SELECT * FROM ${from}`).all(...values);
}

function one<Row>(db: Db, from: string, ...values: readonly unknown[]): Row | undefined {
  return db.prepare<unknown[], Row>(`SELECT * FROM ${from}`).get(...values);
}

function optional<Row, T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}

function conditions(
  equal: Readonly<Record<string, string | undefined>>,
  states: readonly (DispatchState | InboxState)[] | undefined,
): { readonly sql: string; readonly values: readonly string[] } {
  const used = Object.entries(equal).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const terms = used.map(([column]) => `${column} = ?`);
  if (states !== undefined) terms.push(`state IN (${states.map(() => '?').join(', ')})`);
  const values = [...used.map(([, value]) => value), ...(states ?? [])];
  return { sql: terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')}`, values };
}

function counts(db: Db, window: DueWindow): ExchangeCounts {
  const count = (sql: string, ...values: readonly unknown[]) =>
    Number(
      db
        .prepare<unknown[]>(`SELECT count(*) FROM ${sql}`)
        .pluck()
        .get(...values),
    );
  return {
    queued: count(`exchange_dispatch WHERE state = 'queued'`),
    dead: count(`exchange_dispatch WHERE state = 'dead'`),
    awaitingReceipt: count(`exchange_delivery WHERE state IN ('accepted', 'consigned')`),
    inboxDue: count(`exchange_inbox WHERE state = 'received' AND ${DUE}`, ...between(window)),
    inboxWaiting: count(`exchange_inbox WHERE state IN ('waiting', 'failed')`),
    unacknowledged:
      count('exchange_inbox WHERE acknowledged_at IS NULL') +
      count('exchange_refusal WHERE acknowledged_at IS NULL'),
  };
}
