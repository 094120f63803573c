/**
 * Receipts: signed evidence that names exact bytes (ETSI EN 319 522 wording: submission, consignment, handover).
 * A receipt is canonical JSON (RFC 8785) with a detached CAdES CMS over exactly those bytes. It is signed once,
 * stored, and sent again byte for byte.
 */
import { canonicalJsonBytes, isJsonObject, type Json, readJson } from '../kernel/canonicalJson.ts';
import { type Digest, isDigest } from '../kernel/digest.ts';
import { CongvanError } from '../kernel/errors.ts';
import { type AgencyCode, isMessageId, type MessageId } from '../kernel/ids.ts';
import { isAgencyCode } from '../registry/agencyCode.ts';
import type { Reason } from './dispatch.ts';

/** E0 undeliverable (axis) · E1 accepted (axis) · E2 consigned (axis) · E3 handed over or refused (recipient). */
export type ReceiptKind = 'E0' | 'E1' | 'E2' | 'E3';

/** What happened to one recipient. */
export interface RecipientOutcome {
  /** As the sealed envelope writes it. */
  readonly recipient: AgencyCode;
  readonly accepted: boolean;
  /** Present when not accepted. */
  readonly reason?: Reason;
}

export interface Receipt {
  readonly version: 1;
  readonly kind: ReceiptKind;
  readonly messageId: MessageId;
  readonly sender: AgencyCode;
  /** E1: every recipient with its verdict. E0, E2, E3: exactly the one recipient it speaks of. */
  readonly recipients: readonly RecipientOutcome[];
  /** SHA-256 of the sealed envelope as it travelled. */
  readonly envelope: Digest;
  /** Digests of the sealed manifest, in its order, without repetition. */
  readonly parts: readonly Digest[];
  /** ISO 8601, UTC, by the issuer's clock. */
  readonly at: string;
}

export interface SignedReceipt {
  readonly receipt: Receipt;
  /** Base64 of the DER CMS SignedData, detached over the canonical JSON of `receipt`. */
  readonly signature: string;
}

/** Whose signature is demanded: the axis, or an agency by one of its seal keys in the directory. */
export type ExpectedSigner =
  | { readonly kind: 'axis' }
  | { readonly kind: 'agency'; readonly code: AgencyCode };

export type SignatureVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly code: string; readonly text: string };

/** Port: signs a statement with our own key (the axis's, or the agency's). @throws SIGNING_KEY_LOCKED, … (temporary) */
export interface ReceiptSigner {
  /** @returns DER CMS SignedData (CAdES), detached over `statement` */
  sign(statement: Uint8Array): Promise<Uint8Array>;
}

/** Port: judges a detached signature over a statement. A bad signature is a verdict; throws only what is temporary. */
export interface ReceiptVerifier {
  verify(statement: Uint8Array, signature: Uint8Array, by: ExpectedSigner): Promise<SignatureVerdict>;
}

/** @returns the stored and sent form: canonical JSON of `{receipt, signature}` */
export async function signReceipt(signer: ReceiptSigner, receipt: Receipt): Promise<Uint8Array> {
  const signature = await signer.sign(receiptStatement(receipt));
  return serializeReceipt({ receipt, signature: Buffer.from(signature).toString('base64') });
}

/** Signature only; whether it speaks of the right message is `mismatchOf`. */
export function verifyReceipt(
  verifier: ReceiptVerifier,
  signed: SignedReceipt,
  by: ExpectedSigner,
): Promise<SignatureVerdict> {
  return verifier.verify(receiptStatement(signed.receipt), Buffer.from(signed.signature, 'base64'), by);
}

/** The bytes that are signed. */
export function receiptStatement(receipt: Receipt): Uint8Array {
  return canonicalJsonBytes(receiptJson(receipt));
}

export function serializeReceipt(signed: SignedReceipt): Uint8Array {
  return canonicalJsonBytes({ receipt: receiptJson(signed.receipt), signature: signed.signature });
}

/** What a receipt must speak of. */
export interface ReceiptSubject {
  readonly kind: ReceiptKind;
  readonly messageId: MessageId;
  readonly sender: AgencyCode;
  readonly envelope: Digest;
  readonly parts: readonly Digest[];
}

/** @returns the first member that speaks of something else, or undefined when all agree */
export function mismatchOf(receipt: Receipt, subject: ReceiptSubject): string | undefined {
  if (receipt.kind !== subject.kind) return 'kind';
  if (receipt.messageId !== subject.messageId) return 'messageId';
  if (receipt.sender !== subject.sender) return 'sender';
  if (receipt.envelope !== subject.envelope) return 'envelope';
  const parts = uniqueDigests(subject.parts);
  const same = parts.length === receipt.parts.length && parts.every((part, i) => part === receipt.parts[i]);
  return same ? undefined : 'parts';
}

export function uniqueDigests(digests: readonly Digest[]): readonly Digest[] {
  return [...new Set(digests)];
}

function receiptJson(receipt: Receipt): Json {
  return {
    version: receipt.version,
    kind: receipt.kind,
    messageId: receipt.messageId,
    sender: receipt.sender,
    recipients: receipt.recipients.map(({ recipient, accepted, reason }) => ({
      recipient,
      accepted,
      ...(reason === undefined ? {} : { reason: { code: reason.code, text: reason.text } }),
    })),
    envelope: receipt.envelope,
    parts: receipt.parts,
    at: receipt.at,
  };
}

const KINDS: readonly string[] = ['E0', 'E1', 'E2', 'E3'] satisfies readonly ReceiptKind[];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads the sent form. Strict: exactly the known members, and the bytes must be the canonical ones.
 * Nothing in it is verified yet.
 * @throws RECEIPT_INVALID
 */
export function parseReceipt(bytes: Uint8Array): SignedReceipt {
  const signed = readSigned(readJson(bytes));
  if (!Buffer.from(serializeReceipt(signed)).equals(bytes)) throw malformed('not canonical');
  return signed;
}

function readSigned(value: unknown): SignedReceipt {
  if (!isJsonObject(value)) throw malformed('not a JSON object');
  const { receipt, signature } = value;
  if (typeof signature !== 'string' || !BASE64.test(signature)) throw malformed('signature');
  return { receipt: readReceipt(receipt), signature };
}

function readReceipt(value: unknown): Receipt {
  if (!isJsonObject(value)) throw malformed('receipt');
  const { version, kind, messageId, sender, recipients, envelope, parts, at } = value;
  if (version !== 1) throw malformed('version');
  if (!isKind(kind)) throw malformed('kind');
  if (typeof messageId !== 'string' || !isMessageId(messageId)) throw malformed('messageId');
  if (typeof sender !== 'string' || !isAgencyCode(sender)) throw malformed('sender');
  if (!Array.isArray(recipients) || recipients.length === 0) throw malformed('recipients');
  if (typeof envelope !== 'string' || !isDigest(envelope)) throw malformed('envelope');
  if (!Array.isArray(parts) || !parts.every(isDigestValue)) throw malformed('parts');
  if (typeof at !== 'string' || !TIME.test(at)) throw malformed('at');
  const outcomes = recipients.map(readOutcome);
  if (kind !== 'E1' && outcomes.length !== 1) throw malformed('recipients');
  return {
    version,
    kind,
    messageId,
    sender,
    recipients: outcomes,
    envelope,
    parts,
    at,
  };
}

function readOutcome(value: unknown): RecipientOutcome {
  if (!isJsonObject(value)) throw malformed('recipients');
  const { recipient, accepted, reason } = value;
  if (typeof recipient !== 'string' || !isAgencyCode(recipient) || typeof accepted !== 'boolean') {
    throw malformed('recipients');
  }
  if (reason === undefined) return { recipient, accepted };
  if (!isJsonObject(reason) || typeof reason.code !== 'string' || typeof reason.text !== 'string') {
    throw malformed('reason');
  }
  return { recipient, accepted, reason: { code: reason.code, text: reason.text } };
}

function isKind(value: unknown): value is ReceiptKind {
  return typeof value === 'string' && KINDS.includes(value);
}

function isDigestValue(value: unknown): value is Digest {
  return typeof value === 'string' && isDigest(value);
}

function malformed(detail: string): CongvanError {
  return new CongvanError('RECEIPT_INVALID', { detail });
}
