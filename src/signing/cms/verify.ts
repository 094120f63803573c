import { TAG } from '../der/read.ts';
import { readOctets, sameBytes } from '../der/values.ts';
import type { Cryptography, Reason, SubIndication } from '../report.ts';
import {
  algorithmName,
  type DigestName,
  digestOf,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
} from '../x509/algorithms.ts';
import { type Certificate, tryParseCertificate } from '../x509/certificate.ts';
import { sameName } from '../x509/name.ts';
import { OID } from '../x509/oids.ts';
import { type SignatureCheck, verifySignature } from '../x509/verifySignature.ts';
import { attributeFindings, onlyValue, signingTimeOf } from './attributeFindings.ts';
import { type SigningCertificate, signingCertificateOf } from './ess.ts';
import { cryptographyOf, type Finding, found, worstOf } from './findings.ts';
import type { CmsSignedData } from './parse.ts';
import { shapeFindings } from './shapeFindings.ts';
import type { SignedAttributes, SignerInfo } from './signerInfo.ts';

export interface CmsContext {
  /** Further certificates the signer's may be among. */
  readonly candidates: readonly Certificate[];
  /** The digest of the content that should have been signed. */
  readonly contentDigest: (algorithm: DigestName) => Uint8Array;
  /** `adbe.pkcs7.detached` is older than the attribute: there its absence is reported, not failed. */
  readonly signingCertificateRequired: boolean;
}

/** What the bytes alone show: no chain, no time, no policy. */
export interface CmsCheck {
  readonly cryptography: Cryptography;
  /** What failed first; null when nothing did. */
  readonly failure: SubIndication | null;
  readonly reasons: readonly Reason[];
  /** The certificate whose key was used; bound to the signature when `isBound`. */
  readonly signer: Certificate | undefined;
  /** Does the signature itself name the certificate (ESS)? */
  readonly isBound: boolean;
  readonly digest: DigestName | undefined;
  readonly algorithm: SignatureAlgorithm;
  /** The signing-time attribute: a claim. */
  readonly signingTime: Date | undefined;
}

/**
 * Checks a CMS signature against the content: attributes (RFC 5652 §5.4, §11; EN 319 122-1 §5), digest, signature
 * value. A problem is a finding, not an exception.
 */
export function verifyCmsSignature(cms: CmsSignedData, context: CmsContext): CmsCheck {
  const { signerInfo } = cms;
  const digest = digestOf(signerInfo.digestAlgorithm);
  const algorithm = cmsSignatureAlgorithm(signerInfo, digest);
  const named: SigningCertificate =
    signerInfo.signed === undefined ? { kind: 'absent' } : signingCertificateOf(signerInfo.signed.attributes);
  const signer = findSigner(cms, context.candidates, named);
  const findings = [
    ...attributeFindings(cms, named, context.signingCertificateRequired),
    ...signerFindings(signer, named),
    ...digestFindings(cms, context, digest),
    ...valueFindings(signerInfo, signer, algorithm),
    ...shapeFindings(cms, signer),
  ];
  return {
    cryptography: cryptographyOf(findings),
    failure: worstOf(findings),
    reasons: findings.map((finding) => finding.reason),
    ...{ signer, digest, algorithm },
    isBound: signer !== undefined && named.kind === 'named' && named.named.matches(signer),
    signingTime: signingTimeOf(signerInfo.signed),
  };
}

/** rsaEncryption says only the key's kind; the digest is digestAlgorithm's then (RFC 5754 §3.2). */
function cmsSignatureAlgorithm(signer: SignerInfo, digest: DigestName | undefined): SignatureAlgorithm {
  const { oid } = signer.signatureAlgorithm;
  if (digest === undefined) return { kind: 'unknown', name: signer.digestAlgorithm.oid };
  if (oid === OID.rsaEncryption) return { kind: 'rsa-pkcs1', digest };
  return signatureAlgorithmOf(signer.signatureAlgorithm);
}

/** Only what the SignerIdentifier means, and of those the one that signing-certificate names. */
function findSigner(
  cms: CmsSignedData,
  candidates: readonly Certificate[],
  named: SigningCertificate,
): Certificate | undefined {
  const inside = cms.certificates.flatMap((der) => tryParseCertificate(der) ?? []);
  const meant = [...inside, ...candidates].filter((certificate) => isMeant(cms.signerInfo, certificate));
  if (named.kind !== 'named') return meant[0];
  return meant.find((certificate) => named.named.matches(certificate)) ?? meant[0];
}

function isMeant({ sid }: SignerInfo, certificate: Certificate): boolean {
  if (sid.kind === 'subjectKeyIdentifier') {
    return certificate.ski !== undefined && sameBytes(sid.keyIdentifier, certificate.ski);
  }
  return sameBytes(sid.serialDer, certificate.serialDer) && sameName(sid.issuer, certificate.issuer);
}

function signerFindings(signer: Certificate | undefined, named: SigningCertificate): readonly Finding[] {
  if (signer === undefined) return found('NO_SIGNING_CERTIFICATE_FOUND', 'CMS_SIGNER_NOT_FOUND');
  if (named.kind === 'named' && !named.named.matches(signer)) {
    return found('NO_SIGNING_CERTIFICATE_FOUND', 'CMS_SIGNING_CERTIFICATE_WRONG', signer.subject.text);
  }
  return [];
}

function digestFindings(
  cms: CmsSignedData,
  context: CmsContext,
  digest: DigestName | undefined,
): readonly Finding[] {
  const { signed, digestAlgorithm } = cms.signerInfo;
  if (signed === undefined) return [];
  if (digest === undefined) {
    return found('CRYPTO_CONSTRAINTS_FAILURE', 'CMS_ALGORITHM_UNSUPPORTED', digestAlgorithm.oid);
  }
  const value = onlyValue(signed, OID.messageDigest);
  if (value?.tag !== TAG.octetString) return found('FORMAT_FAILURE', 'CMS_MESSAGE_DIGEST_MISSING');
  if (sameBytes(readOctets(value), context.contentDigest(digest))) return [];
  return found('HASH_FAILURE', 'CMS_DIGEST_MISMATCH', digest);
}

function valueFindings(
  signerInfo: SignerInfo,
  signer: Certificate | undefined,
  algorithm: SignatureAlgorithm,
): readonly Finding[] {
  if (signer === undefined || signerInfo.signed === undefined) return [];
  if ('digest' in algorithm && algorithm.digest !== digestOf(signerInfo.digestAlgorithm)) {
    return found('FORMAT_FAILURE', 'CMS_DIGEST_ALGORITHMS_DISAGREE');
  }
  const check = checkValue(signerInfo, signerInfo.signed, signer, algorithm);
  if (check === 'INTACT') return [];
  if (check === 'BROKEN') return found('SIG_CRYPTO_FAILURE', 'CMS_SIGNATURE_BROKEN');
  return found('CRYPTO_CONSTRAINTS_FAILURE', 'CMS_ALGORITHM_UNSUPPORTED', algorithmName(algorithm));
}

/** Over the DER of the attributes; and, when the file has them in another order, over that: either was signed whole. */
function checkValue(
  { signature }: SignerInfo,
  { toBeSigned, asWritten }: SignedAttributes,
  { keyObject }: Certificate,
  algorithm: SignatureAlgorithm,
): SignatureCheck {
  const check = verifySignature(toBeSigned, algorithm, keyObject, signature);
  if (check !== 'BROKEN' || asWritten === undefined) return check;
  return verifySignature(asWritten, algorithm, keyObject, signature);
}
