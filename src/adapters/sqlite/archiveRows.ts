import { zstdDecompressSync } from 'node:zlib';
import type { AuditEvent } from '../../archive/audit.ts';
import type { ArchiveRecord, KeptRecord, RecordAddition } from '../../archive/record.ts';
import type { AuditLine } from '../../archive/store.ts';
import { sha256 } from '../../kernel/digest.ts';
import type { Db } from './open.ts';
import { prepared, value } from './prepared.ts';

/** Columns of a record with what opens its leaf; `key` as text is never needed: it stays below 2^53. */
export const RECORD_COLUMNS =
  'record.key, record.content, record.leaf, audit_line.nonce FROM record JOIN audit_line ON audit_line.leaf = record.leaf';

export interface RecordRow {
  readonly key: number;
  readonly content: string;
  readonly leaf: number;
  readonly nonce: string;
}

/** The JSON columns are written by `archive.ts` only, from values of these types. */
export function keptRecordOf(db: Db, row: RecordRow): KeptRecord {
  const additions = prepared<{ readonly content: string }>(
    db,
    'SELECT content FROM record_addition WHERE record = ? ORDER BY leaf',
  ).all(row.key);
  return {
    record: JSON.parse(row.content) as ArchiveRecord,
    digest: sha256(Buffer.from(row.content, 'utf8')),
    nonce: row.nonce,
    leafIndex: row.leaf,
    additions: additions.map(({ content }) => JSON.parse(content) as RecordAddition),
  };
}

export interface AuditRow {
  readonly leaf: number;
  readonly nonce: string;
  readonly event: string;
}

export function auditLineOf(row: AuditRow): AuditLine {
  return { leafIndex: row.leaf, nonce: row.nonce, event: JSON.parse(row.event) as AuditEvent };
}

/** NFC text of a record's files. */
export function textAt(db: Db, key: number): string | undefined {
  const text = value(db, 'SELECT text FROM record_text WHERE record = ?', key);
  return text instanceof Uint8Array ? zstdDecompressSync(text).toString('utf8') : undefined;
}
