/** The side of OCSP (RFC 6960) that answers. */
import { createHash } from 'node:crypto';
import { extension, signed } from './certificate.ts';
import type { Revocation } from './certificateSpec.ts';
import { REASONS } from './crl.ts';
import {
  childAt,
  contextual,
  contextualPrimitive,
  type Element,
  enumerated,
  generalizedTime,
  octetString,
  oid,
  readChildren,
  readElement,
  sequence,
} from './der.ts';
import { type Entities, type Entity, serialOf, subjectDerOf } from './entity.ts';
import { keyIdentifier } from './keys.ts';
import { VALIDITY } from './profiles.ts';

/** RFC 6960 §4.4.4: this responder forgets nothing, so its answers count for expired certificates too. */
const ARCHIVE_CUTOFF = '1.3.6.1.5.5.7.48.1.6';
const REMEMBERS_FROM = new Date(VALIDITY.root.notBefore);
const NONCE = '1.3.6.1.5.5.7.48.1.2';

const HASHES: ReadonlyMap<string, string> = new Map([
  [oid('1.3.14.3.2.26').toString('hex'), 'sha1'],
  [oid('2.16.840.1.101.3.4.2.1').toString('hex'), 'sha256'],
]);

/** OCSPResponseStatus without an answer, RFC 6960 §4.2.1. */
export const OCSP_FAILURES = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;
export type OcspFailure = keyof typeof OCSP_FAILURES;

export interface CertificateId {
  /** DER `CertID`, to be echoed. */
  readonly der: Buffer;
  readonly hash: string;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  readonly serial: bigint;
}

export interface OcspRequest {
  readonly certificates: readonly CertificateId[];
  /** The value of the nonce extension. */
  readonly nonce: Buffer | undefined;
}

export type CertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly revoked: Revocation }
  | { readonly kind: 'unknown' };

export interface SingleAnswer {
  /** DER `CertID`. */
  readonly certificate: Buffer;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

export interface OcspAnswer {
  readonly answers: readonly SingleAnswer[];
  readonly producedAt: Date;
  readonly nonce: Buffer | undefined;
}

/** @returns undefined when the bytes are not an OCSPRequest we understand */
export function parseOcspRequest(der: Uint8Array): OcspRequest | undefined {
  try {
    const parts = readChildren(childAt(readElement(der), 0).contents);
    const list = parts.find(({ tag }) => tag === 0x30);
    if (list === undefined) return undefined;
    const certificates = readChildren(list.contents).map((request) => certificateId(childAt(request, 0)));
    return { certificates, nonce: nonceOf(parts.find(({ tag }) => tag === 0xa2)) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function certificateId(element: Element): CertificateId {
  const hash = HASHES.get(childAt(childAt(element, 0), 0).bytes.toString('hex'));
  if (hash === undefined) throw new RangeError('digest of a CertID');
  const serial = childAt(element, 3).contents;
  return {
    der: element.bytes,
    hash,
    issuerNameHash: childAt(element, 1).contents,
    issuerKeyHash: childAt(element, 2).contents,
    serial: BigInt.asIntN(serial.length * 8, BigInt(`0x${serial.toString('hex')}`)),
  };
}

function nonceOf(extensions: Element | undefined): Buffer | undefined {
  if (extensions === undefined) return undefined;
  const wanted = oid(NONCE);
  const found = readChildren(childAt(extensions, 0).contents).find((one) =>
    childAt(one, 0).bytes.equals(wanted),
  );
  return found === undefined ? undefined : readChildren(found.contents).at(-1)?.contents;
}

/** Whether the CertID speaks of this issuer: name and key must both be its own. */
export function isIssuedBy(certificate: CertificateId, issuer: Entity): boolean {
  const name = createHash(certificate.hash).update(subjectDerOf(issuer.certificate)).digest();
  const key = keyIdentifier(issuer.keys.publicKey, certificate.hash);
  return name.equals(certificate.issuerNameHash) && key.equals(certificate.issuerKeyHash);
}

/** What is known at this time about a serial number of this issuer: never issued is UNKNOWN. */
export function statusAt(
  entities: Entities,
  issuerId: string,
  serial: bigint,
  at: Date,
  forgotten: readonly string[],
): CertificateStatus {
  const found = [...entities.values()].find(
    ({ spec, certificate }) => spec.issuer === issuerId && serialOf(certificate) === serial,
  );
  if (found === undefined || forgotten.includes(found.id)) return { kind: 'unknown' };
  const { revoked } = found.spec;
  return revoked !== undefined && new Date(revoked.at) <= at
    ? { kind: 'revoked', revoked }
    : { kind: 'good' };
}

/** OCSPResponse with a BasicOCSPResponse (RFC 6960 §4.2.1), DER; the responder's certificate is sent along. */
export function ocspResponseDer(answer: OcspAnswer, responder: Entity): Buffer {
  const nonce = answer.nonce === undefined ? [] : [sequence(oid(NONCE), octetString(answer.nonce))];
  const tbs = sequence(
    contextual(2, octetString(keyIdentifier(responder.keys.publicKey))),
    generalizedTime(answer.producedAt),
    sequence(...answer.answers.map(singleResponse)),
    ...(nonce.length > 0 ? [contextual(1, sequence(...nonce))] : []),
  );
  const certificates = contextual(0, sequence(responder.certificate));
  const basic = signed(tbs, responder.keys.privateKey, 'SHA-256', certificates);
  return sequence(enumerated(0), contextual(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))));
}

export function ocspFailureDer(failure: OcspFailure): Buffer {
  return sequence(enumerated(OCSP_FAILURES[failure]));
}

function singleResponse(answer: SingleAnswer): Buffer {
  return sequence(
    answer.certificate,
    certStatus(answer.status),
    generalizedTime(answer.thisUpdate),
    contextual(0, generalizedTime(answer.nextUpdate)),
    contextual(1, sequence(extension(ARCHIVE_CUTOFF, false, generalizedTime(REMEMBERS_FROM)))),
  );
}

function certStatus(status: CertificateStatus): Buffer {
  switch (status.kind) {
    case 'good':
      return contextualPrimitive(0, Buffer.alloc(0));
    case 'revoked': {
      const { at, reason } = status.revoked;
      return contextual(1, generalizedTime(new Date(at)), contextual(0, enumerated(REASONS[reason])));
    }
    case 'unknown':
      return contextualPrimitive(2, Buffer.alloc(0));
    default:
      return status satisfies never;
  }
}
