/**
 * The books of an agency: which number was given to what.
 *
 * Glossary
 * - register: one of the agency's books (NĐ 30/2020 PL IV): out (văn bản đi), in (văn bản đến), copy (bản sao).
 * - serial: the position in a book, counted from 1 on 1 January, Vietnam time (NĐ 30 Đ15.1, Đ22.2).
 * - sequence: '' when one sequence serves the whole book; else the name of the group that has its own (NĐ 30 Đ15.1).
 * - number: the serial as it is written on the document ("05"); notation: "QĐ-BNV".
 */
import type { AgencyCode, DocumentId, RecordId } from '../kernel/ids.ts';

export type Register = 'out' | 'in' | 'copy';

/** Names one line of one book. */
export interface NumberKey {
  readonly register: Register;
  readonly agency: AgencyCode;
  readonly year: number;
  readonly sequence: string;
  readonly serial: number;
}

/** reserved: kept free by hand; issued: given to a document; sent: the document left; voided: stays, never reused. */
export type NumberState = 'reserved' | 'issued' | 'sent' | 'voided';

/** What the book says about the document; every text NFC. */
export interface NumberedDocument {
  /** Of the document itself; for an incoming one the issuer's notation. '' when it has none. */
  readonly notation: string;
  /** Id of a document type (`documentTypes.ts`), or null when the type is not one of the list. */
  readonly type: string | null;
  readonly subject: string;
  readonly signer: string;
  /** Day on the document, `yyyy-mm-dd`. */
  readonly issuedDate: string;
  /** Incoming only: the number the issuer gave. */
  readonly issuerNumber?: string;
  /** Incoming only: who issued it. */
  readonly issuer?: AgencyCode;
  readonly recipients?: readonly string[];
  readonly documentId?: DocumentId;
}

export interface NumberEntry extends NumberKey, NumberedDocument {
  /** As written: at least two digits ("05"). */
  readonly number: string;
  readonly state: NumberState;
  readonly recordId: RecordId | null;
  readonly voidReason: string | null;
  /** ISO 8601, UTC. */
  readonly allocatedAt: string;
  readonly sentAt: string | null;
  readonly voidedAt: string | null;
  /** The caller's own name for this allocation; asking again with it gives the same line. */
  readonly key: string | null;
}

export interface NumberRequest {
  readonly register: Register;
  readonly agency: AgencyCode;
  /** The book's year: the year in Vietnam of the day the number is for (`vietnamYear`). */
  readonly year: number;
  readonly sequence?: string;
  /** Exactly this serial instead of the next one. */
  readonly serial?: number;
  /** Keep the number free for a document that comes later. */
  readonly reserve?: boolean;
  /** Makes the request repeatable: the same key in the same book gives the line that is already there. */
  readonly key?: string;
  readonly document: NumberedDocument;
  /** When it is asked for, UTC. */
  readonly at: Date;
}

export interface NumberFilter {
  readonly register?: Register;
  readonly agency?: AgencyCode;
  readonly year?: number;
  readonly sequence?: string;
  readonly state?: NumberState;
  /** At most so many lines, the newest first; 100 unless told. */
  readonly limit?: number;
}

/**
 * Changes that are part of a bigger commit (`Store.commit`). Each is refused with NUMBER_UNKNOWN when the line does
 * not exist, with NUMBER_VOIDED when it is voided, and with NUMBER_SENT when what it says was sent before.
 */
export type RegistryChange =
  | {
      readonly kind: 'registry.number-used';
      readonly key: NumberKey;
      readonly recordId: RecordId;
      readonly documentId: DocumentId;
    }
  | { readonly kind: 'registry.number-sent'; readonly key: NumberKey; readonly at: Date }
  | {
      readonly kind: 'registry.number-voided';
      readonly key: NumberKey;
      readonly reason: string;
      readonly at: Date;
    };

/**
 * Port. Every call is one transaction, durable when it resolves; calls from several processes take turns.
 * A serial is never given twice in a book, and a number with its notation never twice in an agency's year.
 */
export interface RegistryStore {
  /** @throws NUMBER_TAKEN, STORE_LOCKED (temporary) */
  allocateNumber(request: NumberRequest): Promise<NumberEntry>;
  /** Gives a reserved number to its document. @throws NUMBER_UNKNOWN, NUMBER_TAKEN, NUMBER_VOIDED */
  useReservedNumber(key: NumberKey, document: NumberedDocument): Promise<NumberEntry>;
  /**
   * The next automatic serial of a book will be at least this one: the paper book already reached the one before.
   * @throws NUMBER_TAKEN when a later serial was already given
   */
  continueNumbersFrom(book: Omit<NumberKey, 'serial'>, serial: number): Promise<void>;
  numberEntry(key: NumberKey): Promise<NumberEntry | undefined>;
  /** The line of a number as written on a document of this agency. */
  findNumber(
    agency: AgencyCode,
    year: number,
    number: string,
    notation: string,
  ): Promise<NumberEntry | undefined>;
  numberEntries(filter: NumberFilter): Promise<readonly NumberEntry[]>;
  /** The line stays in the book, marked. @throws NUMBER_UNKNOWN, NUMBER_VOIDED, NUMBER_SENT */
  voidNumber(key: NumberKey, reason: string, at: Date): Promise<NumberEntry>;
}
