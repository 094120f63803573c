import type { SchemaPart } from '../migrate.ts';

/**
 * `record.key` is (days since 1970) · 2^20 + position within the day, so that key order is date order; the search index
 * has the same keys. Nothing that a leaf speaks of is ever updated.
 */
const V1 = `
CREATE TABLE log_leaf (
  idx INTEGER PRIMARY KEY,
  entry BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_leaf_grows_only BEFORE INSERT ON log_leaf
  WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM log_leaf)
  BEGIN SELECT RAISE(ABORT, 'leaves are appended one after the other'); END;
CREATE TRIGGER log_leaf_fixed BEFORE UPDATE ON log_leaf
  BEGIN SELECT RAISE(ABORT, 'a leaf is never changed'); END;
CREATE TRIGGER log_leaf_stays BEFORE DELETE ON log_leaf
  BEGIN SELECT RAISE(ABORT, 'a leaf is never removed'); END;

CREATE TABLE log_head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  size INTEGER NOT NULL,
  root BLOB NOT NULL
) STRICT;

CREATE TABLE audit_line (
  leaf INTEGER PRIMARY KEY REFERENCES log_leaf (idx),
  nonce TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id TEXT,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX audit_line_record ON audit_line (record_id, leaf) WHERE record_id IS NOT NULL;
CREATE INDEX audit_line_kind ON audit_line (kind, leaf);
CREATE TRIGGER audit_line_fixed BEFORE UPDATE ON audit_line
  BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END;

CREATE TABLE record (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  holder TEXT NOT NULL,
  document_id TEXT NOT NULL,
  message_id TEXT,
  issuer TEXT NOT NULL,
  year INTEGER NOT NULL,
  number TEXT NOT NULL,
  notation TEXT NOT NULL,
  content TEXT NOT NULL,
  leaf INTEGER NOT NULL UNIQUE REFERENCES log_leaf (idx)
) STRICT;
CREATE UNIQUE INDEX record_message ON record (direction, holder, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX record_document ON record (document_id, leaf);
CREATE INDEX record_code ON record (issuer, year, number, notation);
CREATE TRIGGER record_fixed BEFORE UPDATE ON record
  BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;

CREATE TABLE record_addition (
  leaf INTEGER PRIMARY KEY REFERENCES log_leaf (idx),
  record INTEGER NOT NULL REFERENCES record (key),
  content TEXT NOT NULL,
  UNIQUE (record, content)
) STRICT;
CREATE TRIGGER record_addition_fixed BEFORE UPDATE ON record_addition
  BEGIN SELECT RAISE(ABORT, 'an addition is never changed'); END;

CREATE TABLE record_text (
  record INTEGER PRIMARY KEY REFERENCES record (key),
  extractor TEXT NOT NULL,
  text BLOB NOT NULL
) STRICT;

CREATE VIRTUAL TABLE record_token USING fts5(
  tokens, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
);
`;

export const ARCHIVE_SCHEMA: SchemaPart = {
  part: 'archive',
  migrations: [{ version: 1, name: 'records, search tokens and the log', sql: V1 }],
};
