import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { contentOf, type Der, decodeDer, derError, innerOf, rawOf, TAG } from '../der/read.ts';
import { readGeneralizedTime } from '../der/time.ts';
import { readBitOctets, readOctets, readOid, readSmallInteger } from '../der/values.ts';
import { readAlgorithm } from '../x509/algorithms.ts';
import type { SignedBytes } from '../x509/certificate.ts';
import {
  type ExtensionSet,
  extensionValue,
  NO_EXTENSIONS,
  readExtensions,
  unknownCriticalOf,
} from '../x509/extensions.ts';
import { type Name, readName } from '../x509/name.ts';
import { OID } from '../x509/oids.ts';
import { type CertId, readCertId } from './certId.ts';

export type ResponderId =
  | { readonly kind: 'name'; readonly name: Name }
  /** SHA-1 of the bits of the responder's public key. */
  | { readonly kind: 'key'; readonly keyHash: Uint8Array };

export type OcspStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly at: Date; readonly reason: number | undefined };

export interface SingleResponse {
  readonly id: CertId;
  readonly status: OcspStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Until when revocation is remembered after expiry (RFC 6960 §4.4.4). */
  readonly archiveCutoff: Date | undefined;
  readonly unknownCritical: readonly string[];
}

/** A parsed BasicOCSPResponse (RFC 6960 §4.2.1); unverified. */
export interface OcspAnswer {
  readonly signed: SignedBytes;
  readonly responder: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  /** DER certificates sent along. */
  readonly certificates: readonly Uint8Array[];
  readonly nonce: Uint8Array | undefined;
  readonly unknownCritical: readonly string[];
}

export type OcspResponse =
  | { readonly kind: 'answer'; readonly answer: OcspAnswer }
  /** tryLater, unauthorized, …: unsigned, so it says nothing of the certificate. */
  | { readonly kind: 'refused'; readonly status: string };

const REFUSALS = ['', 'malformedRequest', 'internalError', 'tryLater', '', 'sigRequired', 'unauthorized'];

/** Parses a DER OCSPResponse strictly. Verifies nothing. @throws OCSP_INVALID */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  try {
    return readResponse(decodeDer(der));
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw new CongvanError('OCSP_INVALID', { detail: cause.detail ?? cause.message, cause });
  }
}

function readResponse(node: Der): OcspResponse {
  const fields = fieldsOf(node, 'OCSPResponse');
  const status = readSmallInteger(fields.next(TAG.enumerated, 'responseStatus'), 'status', TAG.enumerated);
  const bytes = fields.optional(0xa0);
  fields.end();
  if (status !== 0 || bytes === undefined) {
    return { kind: 'refused', status: REFUSALS[status] || `status ${status}` };
  }
  const typed = fieldsOf(innerOf(bytes), 'ResponseBytes');
  const type = readOid(typed.next(TAG.oid, 'responseType'));
  const response = readOctets(typed.next(TAG.octetString, 'response'));
  typed.end();
  if (type !== OID.ocspBasic) return { kind: 'refused', status: `response type ${type}` };
  return { kind: 'answer', answer: readBasic(decodeDer(response)) };
}

function readBasic(node: Der): OcspAnswer {
  const fields = fieldsOf(node, 'BasicOCSPResponse');
  const tbs = fields.next(TAG.sequence, 'tbsResponseData');
  const signatureAlgorithm = readAlgorithm(fields.next(TAG.sequence, 'signatureAlgorithm'));
  const signature = readBitOctets(fields.next(TAG.bitString, 'signature'));
  const certificates = fields.optional(0xa0);
  fields.end();
  return {
    ...readData(tbs),
    signed: { tbs: rawOf(tbs), signatureAlgorithm, signature },
    certificates:
      certificates === undefined ? [] : itemsOf(innerOf(certificates), 'certs').map((item) => rawOf(item)),
  };
}

const KNOWN_TO_ANSWER: ReadonlySet<string> = new Set([OID.ocspNonce]);
const KNOWN_TO_SINGLE: ReadonlySet<string> = new Set([OID.ocspArchiveCutoff, OID.cRLReason]);

function readData(node: Der): Omit<OcspAnswer, 'signed' | 'certificates'> {
  const fields = fieldsOf(node, 'ResponseData');
  const version = fields.optional(0xa0);
  if (version !== undefined && readSmallInteger(innerOf(version)) !== 0)
    throw derError('version', node.start);
  const responder = readResponder(fields.any('responderID'));
  const producedAt = readGeneralizedTime(fields.next(TAG.generalizedTime, 'producedAt'));
  const responses = itemsOf(fields.next(TAG.sequence, 'responses'), 'responses').map((item) =>
    readSingle(item),
  );
  const extensions = extensionsIn(fields.optional(0xa1));
  fields.end();
  return {
    ...{ responder, producedAt, responses },
    nonce: extensions.get(OID.ocspNonce)?.value,
    unknownCritical: unknownCriticalOf(extensions, KNOWN_TO_ANSWER),
  };
}

function extensionsIn(node: Der | undefined): ExtensionSet {
  return node === undefined ? NO_EXTENSIONS : readExtensions(innerOf(node));
}

function readResponder(node: Der): ResponderId {
  if (node.tag === 0xa1) return { kind: 'name', name: readName(innerOf(node)) };
  if (node.tag === 0xa2) return { kind: 'key', keyHash: readOctets(innerOf(node)) };
  throw derError('ResponderID', node.start);
}

function readSingle(node: Der): SingleResponse {
  const fields = fieldsOf(node, 'SingleResponse');
  const id = readCertId(fields.next(TAG.sequence, 'certID'));
  const status = readStatus(fields.any('certStatus'));
  const thisUpdate = readGeneralizedTime(fields.next(TAG.generalizedTime, 'thisUpdate'));
  const next = fields.optional(0xa0);
  const extensions = extensionsIn(fields.optional(0xa1));
  fields.end();
  return {
    ...{ id, status, thisUpdate },
    nextUpdate: next && readGeneralizedTime(innerOf(next)),
    archiveCutoff: extensionValue(extensions, OID.ocspArchiveCutoff, readGeneralizedTime),
    unknownCritical: unknownCriticalOf(extensions, KNOWN_TO_SINGLE),
  };
}

function readStatus(node: Der): OcspStatus {
  if (node.tag === 0x80 && contentOf(node).length === 0) return { kind: 'good' };
  if (node.tag === 0x82 && contentOf(node).length === 0) return { kind: 'unknown' };
  const fields = fieldsOf(node, 'RevokedInfo', 0xa1);
  const at = readGeneralizedTime(fields.next(TAG.generalizedTime, 'revocationTime'));
  const reason = fields.optional(0xa0);
  fields.end();
  return {
    kind: 'revoked',
    at,
    reason: reason && readSmallInteger(innerOf(reason), 'revocationReason', TAG.enumerated),
  };
}
