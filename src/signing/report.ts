/**
 * What a verification says. Words of ETSI EN 319 102-1 §5.1; the shape is the contract of `congvan verify --json`.
 *
 * Glossary
 * - signer: whose key signs; seal: the agency's signature; stamp: what is seen on the page (not a judgement).
 * - best time: the earliest time at which the signature is proven to have existed (timestamp genTime, else `at`).
 * - coverage: which bytes of the file the signature protects; modifications: what came after them.
 */
export type Indication = 'TOTAL-PASSED' | 'INDETERMINATE' | 'TOTAL-FAILED';

/** ETSI EN 319 102-1 Table 6 and 7. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'POLICY_PROCESSING_ERROR'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND';

export type Cryptography = 'INTACT' | 'BROKEN' | 'UNSUPPORTED';
/** WHOLE-FILE: every byte but the signature itself. REVISION: a whole earlier revision. PARTIAL: anything less. */
export type Coverage = 'WHOLE-FILE' | 'REVISION' | 'PARTIAL';
/** NONE: nothing after it. ALLOWED: only listed changes. FORBIDDEN: a change that is not. UNKNOWN: not judged. */
export type Modifications = 'NONE' | 'ALLOWED' | 'FORBIDDEN' | 'UNKNOWN';
/** NĐ 30/2020 Đ32.2, plus what is not a person's act at all. */
export type Role = 'person' | 'agency' | 'attachment' | 'copy' | 'timestamp' | 'axis' | 'unknown';
export type SignatureLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';
export type SignatureFormat =
  | 'ETSI.CAdES.detached'
  | 'adbe.pkcs7.detached'
  | 'ETSI.RFC3161'
  | 'XAdES'
  | 'XML-DSig'
  | 'CAdES'
  | 'UNSUPPORTED';

/** Stable: `AREA_WHAT`. Each has a sentence; the text carries the particulars (object path, date, name). */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, as in the certificate. */
  readonly serial: string;
  /** SHA-256 of the DER, `sha256:…`. */
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface SignerSummary {
  /** Common name, NFC. */
  readonly name: string;
  readonly organization: string | null;
  /** Agency code, when the certificate names one (organizationIdentifier). */
  readonly agency: string | null;
  /** The rule of the policy (`signing.signers`, its id) that gave role or agency; absent when the certificate says both. */
  readonly rule?: string;
  readonly certificate: CertificateSummary;
}

export interface ChainSummary {
  readonly status: 'VALID' | 'INVALID' | 'NOT-FOUND' | 'NOT-CHECKED';
  /** Leaf first, trust anchor last. */
  readonly certificates: readonly CertificateSummary[];
}

export interface RevocationSummary {
  readonly status: 'GOOD' | 'REVOKED' | 'UNKNOWN' | 'NOT-CHECKED';
  readonly source: 'ocsp' | 'crl' | null;
  /** thisUpdate of the answer used; ISO 8601, UTC. */
  readonly producedAt: string | null;
  readonly revokedAt: string | null;
}

/** One thing a signature covers, where that is not the bytes of one PDF: a file of a container, an element of an XML. */
export interface SignedPiece {
  /** As the signature names it: file name, `#Id`, or the empty string for the document that holds the signature. */
  readonly name: string;
  /** WHOLE: a whole file or document. PART: an element or what a transform leaves. */
  readonly extent: 'WHOLE' | 'PART';
}

/** One timestamp over a signature. It proves `time` only when its indication is TOTAL-PASSED. */
export interface TimestampSummary {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  /** What the token says (genTime); ISO 8601, UTC. */
  readonly time: string | null;
  /** Subject of the authority's certificate. */
  readonly authority: string | null;
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
}

export interface SignatureReport {
  /** Full name of the form field; null for what has none (envelope seal). */
  readonly field: string | null;
  readonly role: Role;
  readonly signer: SignerSummary | null;
  readonly format: SignatureFormat;
  readonly level: SignatureLevel | null;
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly cryptography: Cryptography;
  readonly coverage: Coverage;
  /** Only for XML, CMS and ASiC. */
  readonly signed?: readonly SignedPiece[];
  readonly modifications: Modifications;
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
  /** What the signer claims; ISO 8601, UTC. */
  readonly signingTime: string | null;
  /** What is proven; ISO 8601, UTC. */
  readonly bestTime: string | null;
  /** Timestamps inside the signature, in its order; absent where the format has none. */
  readonly timestamps?: readonly TimestampSummary[];
  readonly reasons: readonly Reason[];
}

/** The rules by which was judged, so that two reports can be compared. */
export interface PolicySummary {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the policy file, `sha256:…`; null for the program's own policy. */
  readonly digest: string | null;
  /** Dotted keys in which it is laxer than the program's own policy; empty for most. */
  readonly weaker: readonly string[];
}

/** One difference between two revisions of a PDF, found after a signature. */
export interface ChangeSummary {
  /** What was changed: a stable reason code. */
  readonly code: string;
  readonly allowed: boolean;
  /** Why it is not allowed: a reason code, `code` itself when nothing permits such a change; null when allowed. */
  readonly obstacle: string | null;
  /** Object path from the trailer on: `Root/Pages/Kids[0]/Contents`. */
  readonly path: string;
  /** The sentence of `code` with the path, English. */
  readonly text: string;
}

/** One update of a PDF after its first signature. */
export interface UpdateSummary {
  /** Revisions of the file counted from 1. */
  readonly revision: number;
  /** Byte offsets: the update is `[start, end)` of the file. */
  readonly start: number;
  readonly end: number;
  /** Fields of the signatures this update wrote. */
  readonly signatures: readonly string[];
  /** Null when the update cannot be read; `reasons` says why. */
  readonly changes: readonly ChangeSummary[] | null;
  readonly reasons: readonly Reason[];
}

/** A part that travels beside a sealed envelope and is bound to it by its digest. */
export interface PartReport {
  /** As the envelope calls it, else its content id. */
  readonly name: string;
  readonly contentId: string;
  /** SHA-256 in the seal, `sha256:…`. */
  readonly digest: string;
  /** The file that was compared; null when none was found. */
  readonly file: string | null;
  /** Null when it was not found. */
  readonly matches: boolean | null;
  /** Of the binding and of the signatures inside. */
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  /** Of a PDF or a container that is as it was sealed; null for other files. */
  readonly report: ValidationReport | null;
}

export interface ValidationReport {
  readonly file: string;
  readonly kind: 'pdf' | 'envelope' | 'xml' | 'cms' | 'asic';
  /** The worst of the signatures, and of the document as a whole. INDETERMINATE when there is none. */
  readonly indication: Indication;
  /** True only if every byte is explained by intact signatures and allowed updates, whatever is known of trust. */
  readonly documentUnchanged: boolean;
  readonly signatures: readonly SignatureReport[];
  /** About the document as a whole. */
  readonly reasons: readonly Reason[];
  /** Name of the policy. */
  readonly policy: string;
  readonly rules?: PolicySummary;
  /** SHA-256 of the judged file, `sha256:…`. */
  readonly digest?: string;
  /** Only when asked for: what each update after the first signature changed; PDF only. */
  readonly updates?: readonly UpdateSummary[];
  /** Only when the parts of an envelope were given: in the order of the seal. */
  readonly parts?: readonly PartReport[];
  /** The time at which it was judged; ISO 8601, UTC. */
  readonly at: string;
}
