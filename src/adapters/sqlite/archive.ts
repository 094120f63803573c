/** Writes archive changes. Runs inside the transaction of whoever commits them. */
import { zstdCompressSync } from 'node:zlib';
import type { AuditEvent, AuditKind } from '../../archive/audit.ts';
import type { ArchiveChange, RecordText } from '../../archive/change.ts';
import { additionBytes, eventBytes, leafBytes, leafOf, recordBytes } from '../../archive/log/leaf.ts';
import type { ArchiveRecord, RecordAddition } from '../../archive/record.ts';
import { recordTokens, sortDay } from '../../archive/search/recordTokens.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { RecordId } from '../../kernel/ids.ts';
import { bookAgency } from '../../registry/allocation.ts';
import type { Db } from './open.ts';
import { prepared, value } from './prepared.ts';

const DAY_MS = 86_400_000;
/** Records of one day that fit between two days' keys. */
const KEYS_PER_DAY = 2 ** 20;

/** @throws RECORD_EXISTS, RECORD_NOT_FOUND: the caller rolls everything back */
export function applyArchiveChange(db: Db, change: ArchiveChange): void {
  switch (change.kind) {
    case 'archive.record-added':
      addRecord(db, change);
      break;
    case 'archive.addition-added':
      addAddition(db, change);
      break;
    case 'archive.text-added':
      replaceText(db, change.recordId, change.text);
      break;
    case 'archive.audited':
      appendLeaf(db, change.event, change.nonce, null);
      break;
    default:
      change satisfies never;
  }
}

type RecordAdded = Extract<ArchiveChange, { readonly kind: 'archive.record-added' }>;
type AdditionAdded = Extract<ArchiveChange, { readonly kind: 'archive.addition-added' }>;

function addRecord(db: Db, { record, nonce, text, actor }: RecordAdded): void {
  refuseKnown(db, record);
  const content = recordBytes(record);
  const event = eventFor('record-accepted', record.archivedAt, actor, record.id);
  const leaf = appendLeaf(db, event, nonce, content);
  const day = sortDay(record);
  const key = nextKey(db, day);
  prepared(
    db,
    `INSERT INTO record (key, id, direction, holder, document_id, message_id, issuer, year, number, notation,
       content, leaf)
     VALUES (@key, @id, @direction, @holder, @documentId, @messageId, @issuer, @year, @number, @notation,
       @content, @leaf)`,
  ).run({
    key: BigInt(key),
    id: record.id,
    direction: record.direction,
    holder: bookAgency(record.holder),
    documentId: record.documentId,
    messageId: record.messageId,
    issuer: bookAgency(record.issuer.code),
    year: Number(day.slice(0, 4)),
    number: record.number,
    notation: record.notation.normalize('NFC'),
    content: content.toString('utf8'),
    leaf,
  });
  index(db, key, record, text);
}

function refuseKnown(db: Db, record: ArchiveRecord): void {
  const byId = value(db, 'SELECT 1 FROM record WHERE id = ?', record.id);
  const byMessage = value(
    db,
    'SELECT 1 FROM record WHERE direction = ? AND holder = ? AND message_id = ?',
    record.direction,
    bookAgency(record.holder),
    record.messageId,
  );
  if (byId !== undefined || byMessage !== undefined) {
    throw new CongvanError('RECORD_EXISTS', {
      where: byId === undefined ? `${record.messageId}` : record.id,
    });
  }
}

function nextKey(db: Db, day: string): number {
  const first = Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS) * KEYS_PER_DAY;
  const last = value(
    db,
    'SELECT max(key) FROM record WHERE key >= ? AND key < ?',
    BigInt(first),
    BigInt(first + KEYS_PER_DAY),
  );
  return typeof last === 'number' ? last + 1 : first;
}

function addAddition(db: Db, { recordId, addition, nonce, actor }: AdditionAdded): void {
  const { key } = recordRow(db, recordId);
  const content = additionBytes(addition);
  const known = value(
    db,
    'SELECT 1 FROM record_addition WHERE record = ? AND content = ?',
    key,
    content.toString('utf8'),
  );
  if (known !== undefined) return;
  const leaf = appendLeaf(db, eventFor(KEPT[addition.kind], addition.at, actor, recordId), nonce, content);
  prepared(db, 'INSERT INTO record_addition (leaf, record, content) VALUES (?, ?, ?)').run(
    leaf,
    key,
    content.toString('utf8'),
  );
}

const KEPT = {
  receipt: 'receipt-kept',
  status: 'status-kept',
  report: 'report-kept',
} as const satisfies Record<RecordAddition['kind'], AuditKind>;

function eventFor(kind: AuditKind, at: string, actor: string, recordId: RecordId): AuditEvent {
  return { kind, at, actor, recordId, detail: {} };
}

/** Appends the event's leaf and audit line. @returns the leaf's index */
function appendLeaf(db: Db, event: AuditEvent, nonce: string, content: Uint8Array | null): number {
  const index = Number(value(db, 'SELECT coalesce(max(idx) + 1, 0) FROM log_leaf'));
  prepared(db, 'INSERT INTO log_leaf (idx, entry) VALUES (?, ?)').run(
    index,
    leafBytes(leafOf(event, nonce, content)),
  );
  prepared(db, 'INSERT INTO audit_line (leaf, nonce, kind, record_id, event) VALUES (?, ?, ?, ?, ?)').run(
    index,
    nonce,
    event.kind,
    event.recordId,
    eventBytes(event).toString('utf8'),
  );
  return index;
}

function replaceText(db: Db, recordId: RecordId, text: RecordText): void {
  const { key, content } = recordRow(db, recordId);
  prepared(db, 'DELETE FROM record_token WHERE rowid = ?').run(BigInt(key));
  prepared(db, 'DELETE FROM record_text WHERE record = ?').run(key);
  // Written by `addRecord` only, so its shape is known.
  index(db, key, JSON.parse(content) as ArchiveRecord, text);
}

interface RowOfRecord {
  readonly key: number;
  readonly content: string;
}

function recordRow(db: Db, id: RecordId): RowOfRecord {
  const row = prepared<RowOfRecord>(db, 'SELECT key, content FROM record WHERE id = ?').get(id);
  if (row === undefined) throw new CongvanError('RECORD_NOT_FOUND', { where: id });
  return row;
}

function index(db: Db, key: number, record: ArchiveRecord, text: RecordText | undefined): void {
  const content = text?.text.normalize('NFC') ?? '';
  const tokens = [...recordTokens(record, content)].join(' ');
  prepared(db, 'INSERT INTO record_token (rowid, tokens) VALUES (?, ?)').run(BigInt(key), tokens);
  if (text === undefined || content === '') return;
  prepared(db, 'INSERT INTO record_text (record, extractor, text) VALUES (?, ?, ?)').run(
    key,
    text.extractor,
    zstdCompressSync(Buffer.from(content.toWellFormed(), 'utf8')),
  );
}
