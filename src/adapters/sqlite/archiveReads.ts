import type { KeptRecord } from '../../archive/record.ts';
import type { ArchiveStore, AuditFilter, AuditLine, LogHead, StoredLeaf } from '../../archive/store.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { bookAgency } from '../../registry/allocation.ts';
import {
  type AuditRow,
  auditLineOf,
  keptRecordOf,
  RECORD_COLUMNS,
  type RecordRow,
  textAt,
} from './archiveRows.ts';
import type { Db } from './open.ts';
import { countHits, searchRecords } from './search.ts';
import { inStore } from './storeError.ts';

/** Records read at once by `records()`. */
const BATCH = 200;

export function archiveReads(db: Db): ArchiveStore {
  const read = <T>(work: () => T): T => inStore(db.name, work);
  const one = (where: string, ...values: unknown[]) => read(() => records(db, `${where} LIMIT 1`, values)[0]);
  return {
    record: async (id) => one('WHERE record.id = ?', id),
    recordOfMessage: async (direction, holder, messageId) =>
      one('WHERE direction = ? AND holder = ? AND message_id = ?', direction, bookAgency(holder), messageId),
    recordsOfDocument: async (documentId) =>
      read(() => records(db, 'WHERE document_id = ? ORDER BY record.leaf', [documentId])),
    recordsWithCode: async (issuer, year, number, notation) =>
      read(() =>
        records(db, 'WHERE issuer = ? AND year = ? AND number = ? AND notation = ? ORDER BY record.leaf', [
          bookAgency(issuer),
          year,
          number,
          notation.normalize('NFC'),
        ]),
      ),
    search: async (query, page = {}) => read(() => searchRecords(db, query, page)),
    countHits: async (query, bound = 10_000) => read(() => countHits(db, query, bound)),
    textOf: async (id) =>
      read(() => {
        const key = db.prepare('SELECT key FROM record WHERE id = ?').pluck().get(id);
        return typeof key === 'number' ? textAt(db, key) : undefined;
      }),
    records: () => everyRecord(db),
    auditLines: async (filter) => read(() => auditLines(db, filter)),
    auditLine: async (leafIndex) => read(() => auditLine(db, leafIndex)),
    leafContent: async (leafIndex) => read(() => leafContent(db, leafIndex)),
    leafCount: async () => read(() => leafCount(db)),
    leaves: async (start, end) => read(() => leaves(db, start, end)),
    logHead: async () => read(() => logHead(db)),
    advanceLogHead: async (from, head) =>
      read(() => db.transaction(() => advanceLogHead(db, from, head)).immediate()),
  };
}

function records(db: Db, rest: string, values: readonly unknown[]): readonly KeptRecord[] {
  return db
    .prepare<unknown[], RecordRow>(`SELECT ${RECORD_COLUMNS} ${rest}`)
    .all(...values)
    .map((row) => keptRecordOf(db, row));
}

async function* everyRecord(db: Db): AsyncIterable<KeptRecord> {
  for (let after = -1; ; ) {
    const batch = inStore(db.name, () =>
      records(db, 'WHERE record.leaf > ? ORDER BY record.leaf LIMIT ?', [after, BATCH]),
    );
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.leafIndex;
  }
}

function auditLines(db: Db, { recordId, kind, limit = 100 }: AuditFilter): readonly AuditLine[] {
  const conditions = [
    ...(recordId === undefined ? [] : ['record_id = @recordId']),
    ...(kind === undefined ? [] : ['kind = @kind']),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return db
    .prepare<[object], AuditRow>(
      `SELECT leaf, nonce, event FROM audit_line ${where} ORDER BY leaf DESC LIMIT @limit`,
    )
    .all({ recordId, kind, limit })
    .map(auditLineOf);
}

function auditLine(db: Db, leafIndex: number): AuditLine | undefined {
  const row = db
    .prepare<[number], AuditRow>('SELECT leaf, nonce, event FROM audit_line WHERE leaf = ?')
    .get(leafIndex);
  return row === undefined ? undefined : auditLineOf(row);
}

function leafContent(db: Db, leafIndex: number): Uint8Array | undefined {
  const content = db
    .prepare(
      'SELECT content FROM record WHERE leaf = @leaf UNION ALL SELECT content FROM record_addition WHERE leaf = @leaf',
    )
    .pluck()
    .get({ leaf: leafIndex });
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : undefined;
}

function leafCount(db: Db): number {
  return Number(db.prepare('SELECT coalesce(max(idx) + 1, 0) FROM log_leaf').pluck().get());
}

function leaves(db: Db, start: number, end: number): readonly StoredLeaf[] {
  return db
    .prepare<[number, number], StoredLeaf>(
      'SELECT idx AS "index", entry FROM log_leaf WHERE idx >= ? AND idx < ? ORDER BY idx',
    )
    .all(start, end);
}

function logHead(db: Db): LogHead | undefined {
  return db.prepare<[], LogHead>('SELECT size, root FROM log_head').get();
}

function advanceLogHead(db: Db, from: number, head: LogHead): void {
  const present = logHead(db)?.size ?? 0;
  if (present !== from || head.size < from || head.size > leafCount(db)) {
    const detail = `the head is at ${present}, not at ${from}`;
    throw new CongvanError('LOG_INCONSISTENT', { where: 'log head', detail });
  }
  db.prepare(
    `INSERT INTO log_head (only, size, root) VALUES (1, @size, @root)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root`,
  ).run({ size: head.size, root: Buffer.from(head.root) });
}
