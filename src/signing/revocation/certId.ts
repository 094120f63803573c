import { hash } from 'node:crypto';
import { fieldsOf } from '../der/fields.ts';
import { type Der, rawOf, TAG } from '../der/read.ts';
import { readOctets, sameBytes } from '../der/values.ts';
import { NULL, octetString, oid, sequence } from '../der/write.ts';
import { DIGESTS, type DigestName, digestOf, readAlgorithm } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';

/** Names a certificate to an OCSP responder (RFC 6960 §4.1.1). */
export interface CertId {
  /** Undefined when the digest is not one of ours. */
  readonly digest: DigestName | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialDer: Uint8Array;
}

export function readCertId(node: Der): CertId {
  const fields = fieldsOf(node, 'CertID');
  const digest = digestOf(readAlgorithm(fields.next(TAG.sequence, 'hashAlgorithm')));
  const issuerNameHash = readOctets(fields.next(TAG.octetString, 'issuerNameHash'));
  const issuerKeyHash = readOctets(fields.next(TAG.octetString, 'issuerKeyHash'));
  const serialDer = rawOf(fields.next(TAG.integer, 'serialNumber'));
  fields.end();
  return { digest, issuerNameHash, issuerKeyHash, serialDer };
}

/** SHA-1 here only finds the issuer among CAs; it protects nothing, and many responders know nothing else. */
export function certIdDer(
  certificate: Certificate,
  issuer: Certificate,
  digest: 'SHA-1' | 'SHA-256' = 'SHA-1',
): Buffer {
  const { node, oid: type } = DIGESTS[digest];
  return sequence(
    sequence(oid(type), NULL),
    octetString(hash(node, issuer.subject.der, 'buffer')),
    octetString(hash(node, issuer.spki.keyBits, 'buffer')),
    certificate.serialDer,
  );
}

/** Does it name this certificate of this issuer? */
export function isIdOf(id: CertId, certificate: Certificate, issuer: Certificate): boolean {
  if (id.digest === undefined || !sameBytes(id.serialDer, certificate.serialDer)) return false;
  const { node } = DIGESTS[id.digest];
  return (
    sameBytes(id.issuerNameHash, hash(node, issuer.subject.der, 'buffer')) &&
    sameBytes(id.issuerKeyHash, hash(node, issuer.spki.keyBits, 'buffer'))
  );
}
