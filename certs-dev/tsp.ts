/** The side of RFC 3161 that answers: reads a TimeStampReq, makes a TimeStampResp. */
import { createHash, sign } from 'node:crypto';
import { signatureAlgorithm } from './certificate.ts';
import {
  childAt,
  contextual,
  type Element,
  generalizedTime,
  integer,
  namedBits,
  octetString,
  oid,
  readChildren,
  readElement,
  sequence,
  setOf,
  time,
  utf8String,
} from './der.ts';
import { type Entity, issuerDerOf, serialOf } from './entity.ts';
import { DEV_POLICY_OID } from './profiles.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'));

/** OBJECT IDENTIFIER of a digest (DER, hex) to the length of its value in octets. */
const IMPRINT_LENGTHS: ReadonlyMap<string, number> = new Map([
  [oid('2.16.840.1.101.3.4.2.1').toString('hex'), 32],
  [oid('2.16.840.1.101.3.4.2.2').toString('hex'), 48],
  [oid('2.16.840.1.101.3.4.2.3').toString('hex'), 64],
]);

/** PKIFailureInfo, RFC 3161 §2.4.2. */
export const FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  systemFailure: 25,
} as const;
export type Failure = keyof typeof FAILURES;

export interface TimestampRequest {
  /** DER `MessageImprint`. */
  readonly imprint: Buffer;
  /** DER INTEGER. */
  readonly nonce: Buffer | undefined;
  readonly wantsCertificates: boolean;
}

/** What a token says. */
export interface TimestampInfo {
  /** DER `MessageImprint`. */
  readonly imprint: Buffer;
  readonly serial: bigint;
  readonly genTime: Date;
  /** DER INTEGER. */
  readonly nonce: Buffer | undefined;
}

/** @returns the request, or why it is refused (RFC 3161 §2.4.1) */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest | Failure {
  try {
    const [version, imprint, ...options] = readChildren(readElement(der).contents);
    if (version?.contents.toString('hex') !== '01' || imprint === undefined) return 'badRequest';
    const length = IMPRINT_LENGTHS.get(childAt(childAt(imprint, 0), 0).bytes.toString('hex'));
    if (length === undefined) return 'badAlg';
    if (childAt(imprint, 1).contents.length !== length) return 'badDataFormat';
    return withOptions(imprint.bytes, options);
  } catch (error) {
    if (error instanceof RangeError) return 'badDataFormat';
    throw error;
  }
}

/** reqPolicy, nonce, certReq, extensions: each optional, in this order, told apart by tag. */
function withOptions(imprint: Buffer, options: readonly Element[]): TimestampRequest | Failure {
  const tagged = (tag: number) => options.find((option) => option.tag === tag);
  const policy = tagged(0x06);
  if (policy !== undefined && !policy.bytes.equals(oid(DEV_POLICY_OID))) return 'unacceptedPolicy';
  if (tagged(0xa0) !== undefined) return 'unacceptedExtension';
  return {
    imprint,
    nonce: tagged(0x02)?.bytes,
    wantsCertificates: tagged(0x01)?.contents[0] === 0xff,
  };
}

/** TimeStampResp that grants, DER. */
export function grantedDer(token: Buffer): Buffer {
  return sequence(sequence(integer(0)), token);
}

/** TimeStampResp that refuses: PKIStatus rejection, the reason as text and as a bit. DER. */
export function rejectedDer(failure: Failure): Buffer {
  const status = sequence(integer(2), sequence(utf8String(failure)), namedBits([FAILURES[failure]]));
  return sequence(status);
}

/**
 * TimeStampToken: CMS SignedData over a TSTInfo (RFC 3161 §2.4.2, RFC 5816), DER.
 * @param certificates DER, to be sent along; empty when the request did not ask for them
 */
export function tokenDer(info: TimestampInfo, signer: Entity, certificates: readonly Buffer[]): Buffer {
  const content = tstInfo(info);
  const signedData = sequence(
    integer(3),
    setOf(SHA256),
    sequence(oid(TST_INFO), contextual(0, octetString(content))),
    ...(certificates.length > 0 ? [contextual(0, ...certificates.toSorted(Buffer.compare))] : []),
    setOf(signerInfo(content, info.genTime, signer)),
  );
  return sequence(oid('1.2.840.113549.1.7.2'), contextual(0, signedData));
}

/** Whole seconds with an accuracy of one second; not ordered. */
function tstInfo(info: TimestampInfo): Buffer {
  return sequence(
    integer(1),
    oid(DEV_POLICY_OID),
    info.imprint,
    integer(info.serial),
    generalizedTime(info.genTime),
    sequence(integer(1)),
    ...(info.nonce === undefined ? [] : [info.nonce]),
  );
}

function signerInfo(content: Buffer, signingTime: Date, signer: Entity): Buffer {
  const { certificate } = signer;
  const issuer = issuerDerOf(certificate);
  const serial = integer(serialOf(certificate));
  const attributes = setOf(
    attribute('1.2.840.113549.1.9.3', oid(TST_INFO)),
    attribute('1.2.840.113549.1.9.4', octetString(sha256(content))),
    attribute('1.2.840.113549.1.9.5', time(signingTime)),
    attribute('1.2.840.113549.1.9.16.2.47', signingCertificateV2(certificate, issuer, serial)),
  );
  const key = signer.keys.privateKey;
  return sequence(
    integer(1),
    sequence(issuer, serial),
    SHA256,
    contextual(0, ...readChildren(readElement(attributes).contents).map(({ bytes }) => bytes)),
    signatureAlgorithm(key, 'SHA-256'),
    octetString(sign('sha256', attributes, key)),
  );
}

const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), setOf(value));
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** RFC 5035 §3: one ESSCertIDv2; SHA-256 is the default and therefore not written. */
function signingCertificateV2(certificate: Buffer, issuer: Buffer, serial: Buffer): Buffer {
  const issuerSerial = sequence(sequence(contextual(4, issuer)), serial);
  return sequence(sequence(sequence(octetString(sha256(certificate)), issuerSerial)));
}
