import type { RecordId } from '../kernel/ids.ts';
import type { AuditEvent } from './audit.ts';
import type { ArchiveRecord, RecordAddition } from './record.ts';

/** Text of a record's files, for searching only; never evidence. */
export interface RecordText {
  /** Any Unicode form. */
  readonly text: string;
  /** Which program read it, with its version; '' when none could. */
  readonly extractor: string;
}

/**
 * What a commit may do to the archive. All but `text-added` also append a leaf to the log, in the same transaction.
 * `nonce` is 16 random bytes as 32 hexadecimal digits, fresh for every change: it salts the leaf's commitment.
 */
export type ArchiveChange =
  | {
      /** Refused with RECORD_EXISTS when the id is taken, or the message id in the same direction and holder. */
      readonly kind: 'archive.record-added';
      readonly record: ArchiveRecord;
      readonly nonce: string;
      readonly text?: RecordText;
      /** Who did it: a user, a daemon; kept in the audit trail, not in the public log. */
      readonly actor: string;
    }
  | {
      /** The same addition twice is kept once. Refused with RECORD_NOT_FOUND. */
      readonly kind: 'archive.addition-added';
      readonly recordId: RecordId;
      readonly addition: RecordAddition;
      readonly nonce: string;
      readonly actor: string;
    }
  | {
      /** Replaces the search text; a derivative, so it is not logged. Refused with RECORD_NOT_FOUND. */
      readonly kind: 'archive.text-added';
      readonly recordId: RecordId;
      readonly text: RecordText;
    }
  | { readonly kind: 'archive.audited'; readonly event: AuditEvent; readonly nonce: string };
