import { isCongvanError } from '../../kernel/errors.ts';
import { certificatesInside } from '../cms/certificates.ts';
import { embeddedRevocations } from '../cms/embeddedRevocations.ts';
import { FATAL } from '../cms/findings.ts';
import { type CmsSignedData, parseCms } from '../cms/parse.ts';
import { type CmsCheck, verifyCmsSignature } from '../cms/verify.ts';
import { type Material, NO_MATERIAL } from '../material.ts';
import { algorithmProblem } from '../policy/algorithms.ts';
import type { Purpose } from '../policy/policy.ts';
import type {
  ChainSummary,
  Cryptography,
  Indication,
  Reason,
  RevocationSummary,
  Role,
  SignatureFormat,
  SignatureLevel,
  SignerSummary,
  SubIndication,
} from '../report.ts';
import type { DigestName } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type CertificateJudgement, judgeCertificate, REVOCATION_NOT_CHECKED } from './chainJudgement.ts';
import { type CmsTimestamps, judgeCmsTimestamps } from './cmsTimestamps.ts';
import type { JudgingContext } from './context.ts';
import { unexplained } from './embedded.ts';
import { evidenceOf, uniqueCertificates } from './evidence.ts';
import { lastingLevel } from './level.ts';
import { materialIn } from './provenObjects.ts';
import { reason } from './reasons.ts';
import { certificateSummary, signerUnder } from './summary.ts';
import { mayBeOlder, reasonsOf, spoiltBy } from './timestampFindings.ts';
import type { TimestampJudgement } from './timestampJudgement.ts';

export interface CmsQuestion extends JudgingContext {
  readonly cms: CmsSignedData;
  /** The digest of the content that should have been signed. */
  readonly contentDigest: (algorithm: DigestName) => Uint8Array;
  readonly purpose: Purpose;
  /** Default `ETSI.CAdES.detached`. Under `adbe.pkcs7.detached` signing-certificate may be missing. */
  readonly format?: SignatureFormat;
  /** When the signature is proven to have existed by something outside it (a document timestamp), UTC. */
  readonly provenAt?: Date;
  /** What the document carries outside the CMS (the DSS of a PDF), for the level; it should be in `material` too. */
  readonly inFile?: Material;
}

/** What is to be said of one CMS signature; coverage and changes are the document format's to say. */
export interface CmsJudgement {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly cryptography: Cryptography;
  readonly level: SignatureLevel | null;
  readonly role: Role;
  readonly signer: SignerSummary | null;
  readonly certificate: Certificate | null;
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
  /** What the signer claims (signing-time); ISO 8601, UTC. */
  readonly signingTime: string | null;
  /** What is proven; ISO 8601, UTC; null without an accepted timestamp. */
  readonly bestTime: string | null;
  /** Over the signature value, in the order of the signature. */
  readonly timestamps: readonly TimestampJudgement[];
  /** Over signature and validation data (archive-time-stamp-v3), in the order of the signature. */
  readonly archiveTimestamps: readonly TimestampJudgement[];
}

/**
 * Judges a detached CMS signature: first its cryptography, then its timestamps from the newest back, then the signer's
 * certificate at the time they prove (EN 319 102-1 §5.3, §5.5, §5.6). Levels up to B-LTA, by CAdES attributes and by
 * what a document timestamp outside proves. Pure: nothing but the arguments is looked at.
 */
export function judgeCms(asked: CmsQuestion): CmsJudgement {
  const { cms } = asked;
  const question = {
    ...asked,
    material: withEmbedded(asked.material, insideOf(cms)),
    contentDigest: onceEach(asked.contentDigest),
  };
  const check = verifyCmsSignature(cms, {
    candidates: evidenceOf(question.material).certificates,
    contentDigest: question.contentDigest,
    signingCertificateRequired: question.format !== 'adbe.pkcs7.detached',
  });
  const { signer } = check;
  const isOpen = check.failure === null || check.failure === 'SIG_CONSTRAINTS_FAILURE';
  if (signer === undefined || check.cryptography !== 'INTACT' || !isOpen) return unaccepted(check, question);
  const stamps = judgeCmsTimestamps(question);
  const chain = judgeSigner({ ...question, proofs: stamps.proofs }, check, signer, stamps);
  return accepted({ ...question, proofs: stamps.proofs }, check, signer, stamps, chain);
}

/** The content may be large, and every archive timestamp asks for its digest. */
function onceEach(contentDigest: CmsQuestion['contentDigest']): CmsQuestion['contentDigest'] {
  const made = new Map<DigestName, Uint8Array>();
  return (algorithm) => {
    const digest = made.get(algorithm) ?? contentDigest(algorithm);
    made.set(algorithm, digest);
    return digest;
  };
}

/**
 * Certificates of SignedData are candidates for the signer anyway; what the attributes carry is material. Where answers
 * are kept, the certificates beside them may be those of timestamp authorities (EN 319 122-1 §5.5.3).
 */
function insideOf(cms: CmsSignedData): Material {
  const { revocations } = materialIn(cms, 0);
  const certificates = certificatesInside(cms);
  const isKept = revocations.length > 0;
  return { certificates: isKept ? certificates : certificates.slice(cms.certificates.length), revocations };
}

/** Like `judgeCms`, from bytes: what is not a CMS signature at all fails as FORMAT_FAILURE. */
export function judgeCmsDer(question: Omit<CmsQuestion, 'cms'> & { readonly der: Uint8Array }): CmsJudgement {
  try {
    return judgeCms({ ...question, cms: parseCms(question.der) });
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return malformed(error.detail);
  }
}

export function malformed(detail: string | undefined): CmsJudgement {
  return {
    ...{ ...UNJUDGED, indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', cryptography: 'BROKEN' },
    reasons: [reason('CMS_MALFORMED', detail)],
  };
}

const UNJUDGED: Omit<CmsJudgement, 'indication' | 'subIndication' | 'cryptography' | 'reasons'> = {
  ...{ level: null, role: 'unknown', signer: null, certificate: null, signingTime: null, bestTime: null },
  chain: { status: 'NOT-CHECKED', certificates: [] },
  revocation: REVOCATION_NOT_CHECKED,
  timestamps: [],
  archiveTimestamps: [],
};

function unaccepted(check: CmsCheck, { policy }: CmsQuestion): CmsJudgement {
  const { failure, reasons, cryptography, signer } = check;
  return {
    ...UNJUDGED,
    ...{ subIndication: failure, reasons, cryptography },
    indication: FATAL.includes(failure) ? 'TOTAL-FAILED' : 'INDETERMINATE',
    ...(signer === undefined ? {} : signerParts(signer, policy)),
    signingTime: check.signingTime?.toISOString() ?? null,
  };
}

function signerParts(
  signer: Certificate,
  policy: CmsQuestion['policy'],
): Pick<CmsJudgement, 'role' | 'signer' | 'certificate' | 'chain'> {
  return {
    ...signerUnder(signer, policy),
    certificate: signer,
    chain: { status: 'NOT-CHECKED', certificates: [certificateSummary(signer)] },
  };
}

function withEmbedded(material: Material, inside: Material): Material {
  const isMore = inside.revocations.length > 0 || inside.certificates.length > 0;
  return isMore ? joined(material, inside) : material;
}

function joined(one: Material, other: Material): Material {
  return {
    certificates: [...one.certificates, ...other.certificates],
    revocations: [...one.revocations, ...other.revocations],
  };
}

function judgeSigner(
  question: CmsQuestion,
  { isBound }: CmsCheck,
  signer: Certificate,
  { proven, proofs, signature }: CmsTimestamps,
): CertificateJudgement {
  const { material, trust, policy, at, purpose, cms } = question;
  const judged = judgeCertificate({
    ...{ material, trust, policy, at, purpose, proofs, certificate: signer },
    candidates: uniqueCertificates(cms.certificates),
    time: proven ?? at,
    isProven: proven !== undefined,
    isNamed: isBound,
  });
  const { revoked, subIndication } = judged;
  const isOpen = subIndication === 'REVOKED' && revoked !== null && mayBeOlder(signature, revoked.at);
  return isOpen ? { ...judged, indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' } : judged;
}

function accepted(
  question: CmsQuestion,
  check: CmsCheck,
  signer: Certificate,
  stamps: CmsTimestamps,
  chain: CertificateJudgement,
): CmsJudgement {
  const { policy, at } = question;
  const { proven, signature: timestamps, archive: archiveTimestamps } = stamps;
  const all = [...timestamps, ...archiveTimestamps];
  const weak = algorithmProblem(policy, check.algorithm, signer.spki.description, proven ?? at);
  const odd = unexplained(question.cms, signer, question);
  const own =
    check.failure ?? weak?.subIndication ?? (odd.length > 0 ? 'SIG_CONSTRAINTS_FAILURE' : spoiltBy(all));
  const subIndication = chain.subIndication ?? own;
  const reasons = [
    ...check.reasons,
    ...chain.reasons,
    ...(weak ? [weak.reason] : []),
    ...odd,
    ...(proven === undefined && all.length === 0 ? [reason('TIMESTAMP_MISSING')] : []),
    ...reasonsOf(all),
  ];
  return {
    ...{ ...signerParts(signer, policy), chain: chain.chain, revocation: chain.revocation },
    ...{ timestamps, archiveTimestamps },
    ...{ subIndication, cryptography: check.cryptography },
    indication: chain.subIndication === null && own !== null ? 'INDETERMINATE' : chain.indication,
    reasons: uniqueReasons(reasons),
    level: levelOf(question, stamps, chain),
    signingTime: check.signingTime?.toISOString() ?? null,
    bestTime: proven?.toISOString() ?? null,
  };
}

/** Whatever the verdict is: B-B while no time is proven. */
function levelOf(
  question: CmsQuestion,
  { proven, signature }: CmsTimestamps,
  { path }: CertificateJudgement,
): SignatureLevel {
  if (proven === undefined) return 'B-B';
  const { cms, inFile = NO_MATERIAL } = question;
  if (inFile.revocations.length === 0 && embeddedRevocations(cms).length === 0) return 'B-T';
  const authorities = signature.flatMap(({ indication, path: behind, genTime }) =>
    indication !== 'TOTAL-PASSED' || behind === null || genTime === null
      ? []
      : [{ path: behind, time: genTime }],
  );
  const paths = path === null ? [] : [{ path, time: proven }, ...authorities];
  return lastingLevel(paths, joined(inFile, materialIn(cms)), question);
}

/** The same chain stands behind signature and timestamp: its reasons are told once. */
function uniqueReasons(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((each) => [`${each.code} ${each.text}`, each])).values()];
}
