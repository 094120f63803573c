import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { type CmsSignedData, parseSignedData } from '../cms/parse.ts';
import { fieldsOf } from '../der/fields.ts';
import { type Der, decodeDer, TAG } from '../der/read.ts';
import { readGeneralizedTime } from '../der/time.ts';
import { readIntegerBytes, readOctets, readOid, readSmallInteger } from '../der/values.ts';
import { type DigestName, digestOf, readAlgorithm } from '../x509/algorithms.ts';
import { readExtensions, unknownCriticalOf } from '../x509/extensions.ts';
import { OID } from '../x509/oids.ts';

/** What a timestamp says (TSTInfo, RFC 3161 §2.4.2); unverified. */
export interface TimestampInfo {
  readonly policy: string;
  /** Undefined when the imprint's digest is not one of ours. */
  readonly digest: DigestName | undefined;
  readonly imprint: Uint8Array;
  /** UTC, milliseconds. */
  readonly genTime: Date;
  /** Magnitude of the nonce as sent, without leading zeros. */
  readonly nonce: Uint8Array | undefined;
}

export interface TimestampToken {
  readonly cms: CmsSignedData;
  readonly info: TimestampInfo;
}

/**
 * Parses a TimeStampToken strictly (CMS SignedData with a TSTInfo inside). Verifies nothing.
 * @throws TIMESTAMP_INVALID
 */
export function parseTimestampToken(der: Uint8Array): TimestampToken {
  try {
    const cms = parseSignedData(der);
    if (cms.contentType !== OID.tstInfo || cms.content === undefined) throw invalid('no TSTInfo inside');
    return { cms, info: readInfo(decodeDer(cms.content)) };
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID') && !isCongvanError(cause, 'CMS_INVALID')) throw cause;
    throw invalid(cause.detail ?? cause.message, cause);
  }
}

function invalid(detail: string, cause?: unknown): CongvanError {
  return new CongvanError('TIMESTAMP_INVALID', { detail, cause });
}

function readInfo(node: Der): TimestampInfo {
  const fields = fieldsOf(node, 'TSTInfo');
  const version = readSmallInteger(fields.next(TAG.integer, 'version'));
  if (version !== 1) throw invalid(`TSTInfo version ${version}`);
  const policy = readOid(fields.next(TAG.oid, 'policy'));
  const messageImprint = fieldsOf(fields.next(TAG.sequence, 'messageImprint'), 'MessageImprint');
  const digest = digestOf(readAlgorithm(messageImprint.next(TAG.sequence, 'hashAlgorithm')));
  const imprint = readOctets(messageImprint.next(TAG.octetString, 'hashedMessage'));
  messageImprint.end();
  fields.next(TAG.integer, 'serialNumber');
  const genTime = readGeneralizedTime(fields.next(TAG.generalizedTime, 'genTime'));
  fields.optional(TAG.sequence);
  fields.optional(TAG.boolean);
  const nonce = fields.optional(TAG.integer);
  fields.optional(0xa0);
  refuseCritical(fields.optional(0xa1));
  fields.end();
  return { policy, digest, imprint, genTime, nonce: nonce && withoutLeadingZero(readIntegerBytes(nonce)) };
}

/** The extensions of a TSTInfo are IMPLICIT; none is known here, so none may be critical. */
function refuseCritical(node: Der | undefined): void {
  if (node === undefined) return;
  const [first] = unknownCriticalOf(readExtensions({ ...node, tag: TAG.sequence }), new Set());
  if (first !== undefined) throw invalid(`critical extension ${first}`);
}

export function withoutLeadingZero(integer: Uint8Array): Uint8Array {
  let at = 0;
  while (at < integer.length - 1 && integer[at] === 0) at++;
  return integer.subarray(at);
}
