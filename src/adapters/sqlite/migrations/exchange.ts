import type { SchemaPart } from '../migrate.ts';

/** Times are UTC milliseconds; digests `sha256:…`; lists are JSON. */
const V1 = `
CREATE TABLE exchange_dispatch (
  message_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'status')),
  sender TEXT NOT NULL,
  document_id TEXT NOT NULL,
  priority INTEGER NOT NULL,
  lane TEXT NOT NULL,
  envelope TEXT NOT NULL,
  envelope_bytes INTEGER NOT NULL,
  parts TEXT NOT NULL,
  recipients TEXT NOT NULL,
  summary TEXT NOT NULL,
  record_id TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'accepted', 'rejected', 'expired', 'cancelled', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  error_code TEXT,
  error_text TEXT,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX exchange_dispatch_due ON exchange_dispatch (lane, created_at) WHERE state = 'queued';
CREATE INDEX exchange_dispatch_document ON exchange_dispatch (document_id);

CREATE TABLE exchange_delivery (
  message_id TEXT NOT NULL REFERENCES exchange_dispatch (message_id),
  recipient TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'accepted', 'consigned', 'delivered', 'refused', 'expired', 'cancelled', 'dead')),
  reason_code TEXT,
  reason_text TEXT,
  changed_at INTEGER NOT NULL,
  status_code TEXT,
  status_text TEXT,
  status_at INTEGER,
  PRIMARY KEY (message_id, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_delivery_open ON exchange_delivery (state) WHERE state IN ('accepted', 'consigned');

CREATE TABLE exchange_receipt (
  message_id TEXT NOT NULL REFERENCES exchange_dispatch (message_id),
  kind TEXT NOT NULL CHECK (kind IN ('E0', 'E1', 'E2', 'E3')),
  recipient TEXT NOT NULL,
  receipt BLOB NOT NULL,
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (message_id, kind, recipient)
) STRICT;

CREATE TABLE exchange_inbox (
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('document', 'status')),
  document_id TEXT NOT NULL,
  priority INTEGER NOT NULL,
  lane TEXT NOT NULL,
  recipient TEXT NOT NULL,
  envelope TEXT NOT NULL,
  envelope_bytes INTEGER NOT NULL,
  parts TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'filed', 'rejected', 'duplicate', 'waiting', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  reason_code TEXT,
  reason_text TEXT,
  record_id TEXT,
  receipt BLOB NOT NULL,
  ack_attempts INTEGER NOT NULL DEFAULT 0,
  next_ack_at INTEGER NOT NULL DEFAULT 0,
  acknowledged_at INTEGER,
  PRIMARY KEY (sender, message_id)
) STRICT;
CREATE INDEX exchange_inbox_due ON exchange_inbox (lane, received_at) WHERE state = 'received';
CREATE INDEX exchange_inbox_unacknowledged ON exchange_inbox (received_at) WHERE acknowledged_at IS NULL;
CREATE INDEX exchange_inbox_document ON exchange_inbox (document_id);

CREATE TABLE exchange_refusal (
  claimed_sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  envelope TEXT NOT NULL,
  envelope_bytes INTEGER NOT NULL,
  reason_code TEXT NOT NULL,
  reason_text TEXT NOT NULL,
  receipt BLOB NOT NULL,
  refused_at INTEGER NOT NULL,
  ack_attempts INTEGER NOT NULL DEFAULT 0,
  next_ack_at INTEGER NOT NULL DEFAULT 0,
  acknowledged_at INTEGER,
  PRIMARY KEY (claimed_sender, message_id, envelope)
) STRICT;

CREATE TABLE exchange_status (
  from_agency TEXT NOT NULL,
  message_id TEXT NOT NULL,
  about TEXT NOT NULL,
  document_id TEXT NOT NULL,
  code TEXT NOT NULL,
  description TEXT NOT NULL,
  reported_at TEXT NOT NULL,
  arrived_at INTEGER NOT NULL,
  PRIMARY KEY (from_agency, message_id)
) STRICT;
CREATE INDEX exchange_status_document ON exchange_status (about, document_id, arrived_at);
`;

/** Outbox, inbox, receipts and statuses of an agency. */
export const EXCHANGE_SCHEMA: SchemaPart = {
  part: 'exchange',
  migrations: [{ version: 1, name: 'outbox, inbox, receipts, statuses', sql: V1 }],
};
