/**
 * What the archive keeps of one document.
 *
 * Glossary
 * - record: one document as it was issued or received: its metadata, files, envelope and proofs. Written once.
 * - addition: what becomes known later (a receipt, a status, a new validation report). Appended, never rewritten.
 * - leaf: the record's or the addition's line in the append-only log (`log/`).
 * - holder: the agency whose archive this is; issuer: the agency that issued the document.
 * - digest: `sha256:…`; names the bytes in the blob store.
 * - report: the validation report of the files, as canonical JSON bytes in the blob store.
 */
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import type { FileCode } from '../registry/metadata.ts';
import type { Indication } from '../signing/report.ts';

export type Direction = 'out' | 'in';

export interface NamedAgency {
  readonly code: AgencyCode;
  /** '' when nobody told it. */
  readonly name: string;
}

export interface RecordSigner {
  /** "TM.", "KT.", "TL.", "TUQ.", "Q." or ''. */
  readonly competence: string;
  readonly position: string;
  readonly fullName: string;
}

export interface ArchivedFile {
  /** As the sender named it, NFC; never used as a path. */
  readonly name: string;
  readonly contentType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly role: 'main' | 'attachment';
}

/** The line in the incoming book (NĐ 30/2020 PL VI II.12–13). */
export interface Arrival {
  /** `yyyy-mm-dd`, Vietnam time. */
  readonly date: string;
  readonly number: number;
}

export interface ArchiveRecord {
  readonly id: RecordId;
  readonly direction: Direction;
  readonly holder: AgencyCode;
  /** The sender's, opaque. */
  readonly documentId: DocumentId;
  /** The axis's; null for what did not travel. */
  readonly messageId: MessageId | null;
  readonly issuer: NamedAgency;
  /** Agencies it was sent to. */
  readonly recipients: readonly NamedAgency[];
  /** "Nơi nhận" as text. */
  readonly places: readonly string[];
  readonly number: string;
  readonly notation: string;
  /** Id of a document type of `registry/documentTypes.ts`; null when the type is not of the list. */
  readonly type: string | null;
  /** As the document says it. */
  readonly typeName: string;
  /** Day on the document, `yyyy-mm-dd`. */
  readonly issuedDate: string;
  readonly subject: string;
  readonly signer: RecordSigner;
  /** 0–4, as on the wire (`registry/urgency.ts`). */
  readonly priority: number;
  /** PL VI 9 "Ngôn ngữ". */
  readonly language: string;
  readonly pageAmount: number | null;
  readonly description: string;
  /** `yyyy-mm-dd` or null. */
  readonly dueDate: string | null;
  /** The hồ sơ it belongs to when it was kept; null when none was named. */
  readonly fileCode: FileCode | null;
  /** The main document first. */
  readonly files: readonly ArchivedFile[];
  /** The envelope exactly as sent or received; null when there was none. */
  readonly envelope: Digest | null;
  readonly report: Digest | null;
  readonly indication: Indication | null;
  readonly arrival: Arrival | null;
  /** ISO 8601, UTC. */
  readonly archivedAt: string;
}

/** A receipt of the exchange: E1 the axis accepted it, E3 the recipient has it. */
export interface ReceiptAddition {
  readonly kind: 'receipt';
  readonly receipt: string;
  /** Who gave it. */
  readonly agency: AgencyCode;
  readonly digest: Digest;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A processing status sent or received (edXML StatusCode, `01`…). */
export interface StatusAddition {
  readonly kind: 'status';
  readonly code: string;
  /** Whose status it is. */
  readonly agency: AgencyCode;
  readonly description: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A later judgement of the same bytes. */
export interface ReportAddition {
  readonly kind: 'report';
  readonly digest: Digest;
  readonly indication: Indication;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export type RecordAddition = ReceiptAddition | StatusAddition | ReportAddition;

/** A record as the archive gives it back. */
export interface KeptRecord {
  readonly record: ArchiveRecord;
  /** SHA-256 of the record's canonical JSON. */
  readonly digest: Digest;
  /** 32 hexadecimal digits; together with the digest it opens the leaf's commitment. */
  readonly nonce: string;
  /** Position of the record's leaf in the log, from 0. */
  readonly leafIndex: number;
  /** In the order they were kept. */
  readonly additions: readonly RecordAddition[];
}
