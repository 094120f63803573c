import type { Json } from '../kernel/canonicalJson.ts';
import type { RecordId } from '../kernel/ids.ts';

/** The closed list of what the log can tell. A kind never changes its meaning. */
export const AUDIT_EVENTS = {
  'record-accepted': 'a record was kept',
  'receipt-kept': 'a receipt of the exchange was added to a record',
  'status-kept': 'a processing status was added to a record',
  'report-kept': 'a record was judged again and the report added',
  'record-viewed': 'somebody looked at a record',
  'record-exported': 'somebody took a copy of a record out',
  'record-proven': 'somebody took a proof of a record out',
  'archive-searched': 'somebody searched the archive',
  'number-voided': 'a number was voided',
  'number-reserved': 'a number was reserved',
  'delivery-refused': 'a received document was refused',
  'alarm-raised': 'something happened that must not happen',
  'fixity-checked': 'the stored bytes were compared with their digests',
  'fixity-failed': 'stored bytes are missing or changed',
  'daemon-started': 'the daemon started',
  'daemon-stopped': 'the daemon stopped',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof AUDIT_EVENTS;

export interface AuditEvent {
  readonly kind: AuditKind;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who: a user of the machine, a daemon, an agency code. */
  readonly actor: string;
  readonly recordId: RecordId | null;
  /** Particulars; never a secret. */
  readonly detail: { readonly [key: string]: Json };
}
