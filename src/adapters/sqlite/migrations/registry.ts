import type { SchemaPart } from '../migrate.ts';

/** Times are ISO 8601 UTC, days `yyyy-mm-dd`; lists are JSON. */
const V1 = `
CREATE TABLE number_book (
  register TEXT NOT NULL CHECK (register IN ('out', 'in', 'copy')),
  agency TEXT NOT NULL,
  year INTEGER NOT NULL,
  sequence TEXT NOT NULL,
  next_serial INTEGER NOT NULL CHECK (next_serial > 0),
  PRIMARY KEY (register, agency, year, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE number_entry (
  register TEXT NOT NULL CHECK (register IN ('out', 'in', 'copy')),
  agency TEXT NOT NULL,
  year INTEGER NOT NULL,
  sequence TEXT NOT NULL,
  serial INTEGER NOT NULL CHECK (serial > 0),
  number TEXT NOT NULL,
  notation TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'issued', 'sent', 'voided')),
  document TEXT NOT NULL,
  record_id TEXT,
  void_reason TEXT,
  allocated_at TEXT NOT NULL,
  sent_at TEXT,
  voided_at TEXT,
  request_key TEXT,
  PRIMARY KEY (register, agency, year, sequence, serial),
  CHECK ((state = 'voided') = (voided_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX number_entry_code ON number_entry (agency, year, number, notation) WHERE register <> 'in';
CREATE UNIQUE INDEX number_entry_request ON number_entry (register, agency, request_key)
  WHERE request_key IS NOT NULL;
CREATE TRIGGER number_entry_stays BEFORE DELETE ON number_entry
  BEGIN SELECT RAISE(ABORT, 'a line of a book is never removed'); END;
`;

export const REGISTRY_SCHEMA: SchemaPart = {
  part: 'registry',
  migrations: [{ version: 1, name: 'books and numbers', sql: V1 }],
};
