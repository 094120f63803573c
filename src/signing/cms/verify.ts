import { isCongvanError } from '../../kernel/errors.ts';
import { type Der, TAG } from '../der/read.ts';
import { readTime } from '../der/time.ts';
import { readOctets, readOid, sameBytes } from '../der/values.ts';
import type { Cryptography, Reason, SubIndication } from '../report.ts';
import { type ReasonCode, reason } from '../validation/reasons.ts';
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
import { algorithmProtectionHolds } from './algorithmProtection.ts';
import { type SigningCertificate, signingCertificateOf } from './ess.ts';
import type { CmsSignedData } from './parse.ts';
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

interface Finding {
  readonly failure: SubIndication | null;
  readonly reason: Reason;
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
    ...attributeFindings(cms, context, named),
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

function found(failure: SubIndication | null, code: ReasonCode, particulars?: string): readonly Finding[] {
  return [{ failure, reason: reason(code, particulars) }];
}

/** After these nothing is proven about the content; other failures leave an intact signature that is not accepted. */
const BREAKING: ReadonlySet<string> = new Set<ReasonCode>([
  'CMS_SIGNED_ATTRIBUTES_MISSING',
  'CMS_CONTENT_TYPE_WRONG',
  'CMS_MESSAGE_DIGEST_MISSING',
  'CMS_DIGEST_ALGORITHMS_DISAGREE',
  'CMS_ALGORITHM_PROTECTION_BROKEN',
  'CMS_DIGEST_MISMATCH',
  'CMS_SIGNATURE_BROKEN',
]);
const UNCHECKED: ReadonlySet<string> = new Set<ReasonCode>([
  'CMS_ALGORITHM_UNSUPPORTED',
  'CMS_SIGNER_NOT_FOUND',
]);

function cryptographyOf(findings: readonly Finding[]): Cryptography {
  const codes = findings.map(({ reason: { code } }) => code);
  if (codes.some((code) => BREAKING.has(code))) return 'BROKEN';
  return codes.some((code) => UNCHECKED.has(code)) ? 'UNSUPPORTED' : 'INTACT';
}

/** What shows the signature to be bad comes before what only leaves it open. */
export const FATAL: readonly (SubIndication | null)[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
];

function worstOf(findings: readonly Finding[]): SubIndication | null {
  const failures = findings.flatMap(({ failure }) => failure ?? []);
  return failures.find((failure) => FATAL.includes(failure)) ?? failures[0] ?? null;
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

/**
 * What no signature protects must still be as its standard has it (RFC 5652 §5.1, §5.3), or bytes could be changed
 * unseen: versions, digestAlgorithms, unsigned attributes, the issuer's name to the byte.
 */
function shapeFindings(cms: CmsSignedData, signer: Certificate | undefined): readonly Finding[] {
  const { signerInfo } = cms;
  const signerVersion = signerInfo.sid.kind === 'issuerAndSerial' ? 1 : 3;
  const version = signerVersion === 3 || cms.contentType !== OID.data ? 3 : 1;
  const strange = [...signerInfo.unsigned.keys()].filter((type) => type !== OID.signatureTimeStampToken);
  const fits = cms.version === version && signerInfo.version === signerVersion;
  const isNamed = cms.digestAlgorithms.includes(signerInfo.digestAlgorithm.oid);
  return [
    ...(cms.isDer ? [] : found(null, 'CMS_NOT_DER')),
    ...(fits ? [] : found('SIG_CONSTRAINTS_FAILURE', 'CMS_VERSION_WRONG')),
    ...(isNamed ? [] : found('SIG_CONSTRAINTS_FAILURE', 'CMS_DIGEST_NOT_ANNOUNCED')),
    ...(repeatsIssuer(signerInfo, signer)
      ? []
      : found('SIG_CONSTRAINTS_FAILURE', 'CMS_ISSUER_SPELT_DIFFERENTLY')),
    ...strange.flatMap((type) => found('SIG_CONSTRAINTS_FAILURE', 'CMS_UNSIGNED_ATTRIBUTE_UNKNOWN', type)),
  ];
}

function repeatsIssuer({ sid }: SignerInfo, signer: Certificate | undefined): boolean {
  if (sid.kind !== 'issuerAndSerial' || signer === undefined) return true;
  return sameBytes(sid.issuer.der, signer.issuer.der);
}

function attributeFindings(
  cms: CmsSignedData,
  context: CmsContext,
  named: SigningCertificate,
): readonly Finding[] {
  const { signed } = cms.signerInfo;
  if (signed === undefined) return found('FORMAT_FAILURE', 'CMS_SIGNED_ATTRIBUTES_MISSING');
  const essFailure =
    context.signingCertificateRequired || named.kind === 'malformed' ? 'FORMAT_FAILURE' : null;
  return [
    ...(signed.asWritten === undefined ? [] : found(null, 'CMS_SIGNED_ATTRIBUTES_NOT_DER')),
    ...(contentTypeFits(cms, signed) ? [] : found('FORMAT_FAILURE', 'CMS_CONTENT_TYPE_WRONG')),
    ...(named.kind === 'named' ? [] : found(essFailure, 'CMS_SIGNING_CERTIFICATE_MISSING')),
    ...(hasMalformedSigningTime(signed) ? found('FORMAT_FAILURE', 'CMS_SIGNING_TIME_MALFORMED') : []),
    ...(algorithmProtectionHolds(cms.signerInfo)
      ? []
      : found('FORMAT_FAILURE', 'CMS_ALGORITHM_PROTECTION_BROKEN')),
  ];
}

function contentTypeFits(cms: CmsSignedData, signed: SignedAttributes): boolean {
  const value = onlyValue(signed, OID.contentType);
  return value?.tag === TAG.oid && readOid(value) === cms.contentType;
}

function onlyValue(signed: SignedAttributes, type: string): Der | undefined {
  const values = signed.attributes.get(type);
  return values?.length === 1 ? values[0] : undefined;
}

function hasMalformedSigningTime(signed: SignedAttributes): boolean {
  return signed.attributes.has(OID.signingTime) && signingTimeOf(signed) === undefined;
}

function signingTimeOf(signed: SignedAttributes | undefined): Date | undefined {
  const value = signed && onlyValue(signed, OID.signingTime);
  try {
    return value && readTime(value);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return undefined;
  }
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
