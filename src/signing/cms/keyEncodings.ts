import { hash } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import { encode, explicit, integer, octetString, oid, sequence, setOf } from '../der/write.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../signerKey.ts';
import { DIGESTS, digestIdentifier, signatureIdentifier } from '../x509/algorithms.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';

/** What every signature of one key with one digest has in common, encoded once. */
export interface KeyEncodings {
  readonly digestIdentifier: Buffer;
  readonly signatureIdentifier: Buffer;
  /** IssuerAndSerialNumber */
  readonly signerIdentifier: Buffer;
  /** Attribute signing-certificate-v2 (RFC 5035 §3) */
  readonly signingCertificate: Buffer;
  /** Attribute cmsAlgorithmProtection (RFC 6211) */
  readonly algorithmProtection: Buffer;
  /** Attribute content-type: id-data */
  readonly contentType: Buffer;
  /** `[0] IMPLICIT` CertificateSet */
  readonly certificates: Buffer;
}

const known = new WeakMap<SignerKey, Map<DigestAlgorithm, KeyEncodings>>();

/** @throws CERTIFICATE_INVALID, SIGNING_KEY_MISMATCH when certificate and key are of different kinds */
export function keyEncodingsOf(key: SignerKey, digest: DigestAlgorithm): KeyEncodings {
  let ofKey = known.get(key);
  if (ofKey === undefined) {
    ofKey = new Map();
    known.set(key, ofKey);
  }
  let encodings = ofKey.get(digest);
  if (encodings === undefined) {
    encodings = encodingsOf(key, digest);
    ofKey.set(digest, encodings);
  }
  return encodings;
}

/** A CMS attribute: type and one value. */
export function attribute(type: string, value: Uint8Array): Buffer {
  return sequence(oid(type), setOf(value));
}

function encodingsOf(key: SignerKey, digest: DigestAlgorithm): KeyEncodings {
  const chain = key.certificateChain.map((der) => parseCertificate(der));
  const leaf = chain[0];
  if (leaf === undefined) throw new CongvanError('SIGNING_KEY_MISMATCH', { detail: 'no certificate' });
  if (!fits(key.algorithm, leaf)) {
    throw new CongvanError('SIGNING_KEY_MISMATCH', { where: leaf.subject.text });
  }
  const digestId = digestIdentifier(digest);
  const signatureId = signatureIdentifier(key.algorithm.kind, digest);
  return {
    digestIdentifier: digestId,
    signatureIdentifier: signatureId,
    signerIdentifier: sequence(leaf.issuer.der, leaf.serialDer),
    signingCertificate: attribute(OID.signingCertificateV2, signingCertificateV2(leaf, digest)),
    algorithmProtection: attribute(
      OID.cmsAlgorithmProtection,
      sequence(digestId, encode(0xa1, signatureId.subarray(2))),
    ),
    contentType: attribute(OID.contentType, oid(OID.data)),
    certificates: encode(0xa0, ...chain.filter(isNotRoot).map(({ der }) => der)),
  };
}

function fits(algorithm: KeyAlgorithm, { spki: { description } }: Certificate): boolean {
  if (algorithm.kind === 'rsa') return description.kind === 'rsa' && !description.pssOnly;
  return description.kind === 'ec' && description.curve === algorithm.curve;
}

/** The verifier has the root or will not trust it for being sent; a self-signed leaf is kept. */
function isNotRoot(certificate: Certificate, place: number): boolean {
  return place === 0 || !certificate.selfIssued;
}

/** SHA-256 is the DEFAULT of hashAlgorithm and therefore left out in DER. */
function signingCertificateV2(leaf: Certificate, digest: DigestAlgorithm): Buffer {
  const algorithm = digest === 'SHA-256' ? [] : [digestIdentifier(digest)];
  const certHash = octetString(hash(DIGESTS[digest].node, leaf.der, 'buffer'));
  const issuerSerial = sequence(sequence(explicit(4, leaf.issuer.der)), leaf.serialDer);
  return sequence(sequence(sequence(...algorithm, certHash, issuerSerial)));
}

export const VERSION_1 = integer(1);
