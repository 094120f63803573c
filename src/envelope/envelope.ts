/**
 * The edXML 102 envelope as values (QCVN 102:2016/BTTTT with TT 01/2022/TT-BTTTT).
 *
 * Glossary
 * - document envelope (messagetype `edoc`): carries one official document; status envelope (`status`): says what
 *   became of one.
 * - organ id: an agency code as it stands on the wire. Opaque here; `registry` reads the grammars.
 * - document id: the sender's name of the document. Opaque, never rewritten, compared byte by byte.
 * - message id: the axis's name of one dispatch; travels as attribute `id` of `TraceHeaderList`.
 * - business: what the package wants done: new, recall, update, replace (element `Bussiness`, sic).
 * - attachment reference: one `Reference` of the manifest. The bytes travel beside it (profile `sealed`) or inside
 *   `AttachmentEncoded` (profile `vxp`); digest and size belong to the bytes, not to the reference.
 * - content id: joins reference, bytes and signed digest; here always without `cid:`.
 *
 * Text is trimmed; an empty element counts as absent. A mandatory field that a received envelope lacks is `''` and
 * is named in the warnings of the reading. Days are `YYYY-MM-DD`; times are ISO 8601 with `+07:00` (the wire form has
 * no zone and means Vietnam time).
 */
export type Envelope = DocumentEnvelope | StatusEnvelope;

/** Types `From` and `To`. The limits of each field: `limits.ts`. */
export interface Organization {
  readonly organId: string;
  /** Parent agency: a name in some senders, a code in others. */
  readonly organizationInCharge?: string | undefined;
  readonly organName?: string | undefined;
  readonly organAdd?: string | undefined;
  readonly email?: string | undefined;
  readonly telephone?: string | undefined;
  readonly fax?: string | undefined;
  readonly website?: string | undefined;
}

export interface DocumentEnvelope {
  readonly kind: 'document';
  readonly from: Organization;
  readonly to: readonly Organization[];
  readonly documentId: string;
  readonly code: DocumentCode;
  readonly promulgation: Promulgation;
  readonly documentType: DocumentType;
  /** Trích yếu. */
  readonly subject: string;
  readonly content?: string | undefined;
  readonly signer: DocumentSigner;
  /** Hạn xử lý or hạn trả lời; `YYYY-MM-DD`. */
  readonly dueDate?: string | undefined;
  readonly otherInfo: OtherInfo;
  /** The documents this one answers. */
  readonly responseFor: readonly ResponseFor[];
  /** 1 not a steering document, 2 steering, 3 report on steering; 0 is seen too. */
  readonly steeringType?: string | undefined;
  /** Task codes of the Government Office's tracking; kept, not interpreted. */
  readonly responseForTask: readonly string[];
  readonly applicationType?: string | undefined;
  /** "Nơi nhận" as text; no routing meaning. */
  readonly toPlaces: readonly string[];
  /** Who handled the package, oldest first. Anybody on the way can add one: proves nothing. */
  readonly trace: readonly Trace[];
  readonly messageId?: string | undefined;
  readonly business: Business;
  /** In the order of the manifest; by convention the first is the document itself. */
  readonly attachments: readonly AttachmentReference[];
}

/** `7816` and `VPCP-TTĐT`: written together as `7816/VPCP-TTĐT`. The number is text: `007`, `74a` are seen. */
export interface DocumentCode {
  readonly number: string;
  readonly notation: string;
}

export interface Promulgation {
  readonly place?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** Trust `typeName`; the numbers follow three lists that disagree. */
export interface DocumentType {
  readonly type: string;
  readonly typeDetail?: string | undefined;
  readonly typeName: string;
}

export interface DocumentSigner {
  /** `TM.`, `KT.`, `TL.`, `TUQ.`, `Q.` */
  readonly competence?: string | undefined;
  readonly position?: string | undefined;
  readonly fullName: string;
}

/** 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ. */
export type Priority = 0 | 1 | 2 | 3 | 4;

export interface OtherInfo {
  readonly priority?: Priority | undefined;
  readonly sphereOfPromulgation?: string | undefined;
  /** Initials of the drafter. */
  readonly typerNotation?: string | undefined;
  readonly promulgationAmount?: string | undefined;
  readonly pageAmount?: string | undefined;
  /** Văn bản chỉ đạo. */
  readonly direction?: boolean | undefined;
  readonly appendixes: readonly string[];
}

/** Names an earlier document; `code` is number and notation together, `267/VPCP-TTĐT`. */
export interface ResponseFor {
  readonly organId?: string | undefined;
  readonly code?: string | undefined;
  readonly documentId?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly promulgationDate?: string | undefined;
}

export interface Trace {
  readonly organId?: string | undefined;
  /** ISO 8601, `+07:00`. */
  readonly timestamp?: string | undefined;
}

/** 0 mới, 1 thu hồi, 2 cập nhật, 3 thay thế. */
export type BusinessDocType = 0 | 1 | 2 | 3;

export interface Business {
  readonly docType: BusinessDocType;
  readonly reason?: string | undefined;
  /** The earlier document. Often missing in a recall, present without meaning in a new one. */
  readonly documentId?: string | undefined;
  /** A paper copy is sent too (QĐ 28/2018 Đ7.2). */
  readonly paper?: boolean | undefined;
  /** Of an update. */
  readonly update?: BusinessUpdate | undefined;
  /** Of a replacement: which earlier documents, and for whom; one row per document. */
  readonly replacements: readonly Replacement[];
  readonly staff?: Staff | undefined;
}

export interface BusinessUpdate {
  /** The document's fields or files changed. */
  readonly documentChanged: boolean;
  /** The list of recipients changed. */
  readonly receiversChanged: boolean;
  readonly receivers: readonly ChangedReceiver[];
}

export interface ChangedReceiver {
  readonly organId: string;
  readonly change: 'removed' | 'added';
}

export interface Replacement {
  readonly documentId: string;
  readonly organIds: readonly string[];
}

/** Whom to call about the package. */
export interface Staff {
  readonly department?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly staff?: string | undefined;
  readonly staffId?: string | undefined;
  readonly email?: string | undefined;
  readonly mobile?: string | undefined;
}

export interface AttachmentReference {
  /** Without `cid:`. */
  readonly contentId: string;
  /** What the sender says it is; `application/pdf` on a ZIP is common. Never trusted. */
  readonly contentType?: string | undefined;
  /** As received: any case, spaces, Vietnamese. Not a file name until made safe. */
  readonly name: string;
  readonly description?: string | undefined;
}

export interface StatusEnvelope {
  readonly kind: 'status';
  /** Who reports. */
  readonly from: Organization;
  /** The document reported on, in its original sender's words. For status 13 the organ id is the receiver's. */
  readonly responseFor: {
    readonly organId: string;
    readonly code: string;
    readonly documentId: string;
    /** `YYYY-MM-DD` */
    readonly promulgationDate: string;
  };
  readonly staff?: Staff | undefined;
  /** `01`…`06`, `13`, `15`, `16`; others are kept as they are. */
  readonly statusCode: string;
  readonly description: string;
  /** ISO 8601, `+07:00`. Says when the sender's clock said it; order statuses by arrival and rank. */
  readonly timestamp: string;
  readonly messageId?: string | undefined;
}

/** One broken rule: an error when we write, a warning when we read. */
export interface Problem {
  /** Element path below the header or body, `To[2]/OrganId`. */
  readonly path: string;
  /** Stable: `required`, `too-long`, `duplicate`, … */
  readonly rule: string;
  readonly message: { readonly en: string; readonly vi: string };
}

/** An envelope that was read, and what was odd about it. */
export interface ParsedEnvelope {
  readonly envelope: Envelope;
  readonly warnings: readonly Problem[];
}

export const EDXML_NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
