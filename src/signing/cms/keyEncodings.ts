import { hash } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import { encode, explicit, integer, octetString, oid, sequence, setOf } from '../der/write.ts';
import { checkDigest } from '../keyAlgorithm.ts';
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
  refuseOtherDigest(key.algorithm, digest, leaf);
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

/** Ed25519 beside signed attributes goes with SHA-512 (RFC 8419 §3.1), an id-RSASSA-PSS key with its own digest. */
function refuseOtherDigest(algorithm: KeyAlgorithm, digest: DigestAlgorithm, { subject }: Certificate): void {
  if (algorithm.kind === 'ed25519' && digest !== 'SHA-512') {
    throw new CongvanError('SIGNING_KEY_MISMATCH', {
      where: subject.text,
      detail: `Ed25519 goes with SHA-512, not ${digest}`,
    });
  }
  checkDigest(algorithm, digest, subject.text);
}

function fits(algorithm: KeyAlgorithm, { spki: { description } }: Certificate): boolean {
  switch (algorithm.kind) {
    case 'rsa':
      return description.kind === 'rsa' && !description.pssOnly;
    case 'rsa-pss':
      return description.kind === 'rsa';
    case 'ecdsa':
      return description.kind === 'ec' && description.curve === algorithm.curve;
    case 'ed25519':
      return description.kind === 'ed25519';
    default:
      return algorithm satisfies never;
  }
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
