import type { SchemaPart } from '../migrate.ts';

/** Times are UTC milliseconds; digests `sha256:…`; lists are JSON. */
const V1 = `
CREATE TABLE axis_message (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'status')),
  priority INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  envelope_bytes INTEGER NOT NULL,
  parts TEXT NOT NULL,
  recipients TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  receipt BLOB,
  accepted_at INTEGER,
  UNIQUE (sender, message_id)
) STRICT;

CREATE TABLE axis_part (
  owner TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  put_at INTEGER NOT NULL,
  PRIMARY KEY (owner, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE axis_delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER NOT NULL REFERENCES axis_message (seq),
  recipient TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  priority INTEGER NOT NULL,
  lane TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'refused', 'expired')),
  lease_until INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER NOT NULL DEFAULT 0,
  consigned INTEGER NOT NULL DEFAULT 0,
  receipt BLOB,
  expires_at INTEGER NOT NULL,
  settled_at INTEGER,
  UNIQUE (seq, mailbox)
) STRICT;
CREATE INDEX axis_delivery_due ON axis_delivery (mailbox, lane, id) WHERE state IN ('ready', 'leased');
CREATE INDEX axis_delivery_overdue ON axis_delivery (expires_at) WHERE state IN ('ready', 'leased');

CREATE TABLE axis_notice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES axis_message (seq),
  recipient TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('E0', 'E2', 'E3')),
  receipt BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  done_at INTEGER,
  UNIQUE (seq, recipient, kind)
) STRICT;
CREATE INDEX axis_notice_due ON axis_notice (mailbox, id) WHERE done_at IS NULL;
`;

/** The axis's own database: messages, deliveries, receipts on their way home. */
export const AXIS_SCHEMA: SchemaPart = {
  part: 'axis',
  migrations: [{ version: 1, name: 'messages, parts, deliveries, notices', sql: V1 }],
};
