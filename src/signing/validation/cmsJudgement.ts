import { hash } from 'node:crypto';
import { isCongvanError } from '../../kernel/errors.ts';
import { signatureTimestamps } from '../cms/certificates.ts';
import { embeddedRevocations } from '../cms/embeddedRevocations.ts';
import { FATAL } from '../cms/findings.ts';
import { type CmsSignedData, parseCms } from '../cms/parse.ts';
import { type CmsCheck, verifyCmsSignature } from '../cms/verify.ts';
import type { Material } from '../material.ts';
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
import { DIGESTS, type DigestName } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { roleOf } from '../x509/role.ts';
import { type CertificateJudgement, judgeCertificate, REVOCATION_NOT_CHECKED } from './chainJudgement.ts';
import type { JudgingContext } from './context.ts';
import { unexplained } from './embedded.ts';
import { evidenceOf, uniqueCertificates } from './evidence.ts';
import { reason } from './reasons.ts';
import { certificateSummary, signerSummary } from './summary.ts';
import { judgeTimestamp, type TimestampJudgement } from './timestampJudgement.ts';

export interface CmsQuestion extends JudgingContext {
  readonly cms: CmsSignedData;
  /** The digest of the content that should have been signed. */
  readonly contentDigest: (algorithm: DigestName) => Uint8Array;
  readonly purpose: Purpose;
  /** Default `ETSI.CAdES.detached`. Under `adbe.pkcs7.detached` signing-certificate may be missing. */
  readonly format?: SignatureFormat;
  /** When the signature is proven to have existed by something outside it (a document timestamp), UTC. */
  readonly provenAt?: Date;
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
  readonly timestamps: readonly TimestampJudgement[];
}

/**
 * Judges a detached CMS signature: first its cryptography, then its timestamps, then the signer's certificate at the
 * time they prove (EN 319 102-1 §5.3, §5.5). Pure: nothing but the arguments is looked at.
 */
export function judgeCms(question: CmsQuestion): CmsJudgement {
  const { cms } = question;
  const check = verifyCmsSignature(cms, {
    candidates: evidenceOf(question.material).certificates,
    contentDigest: question.contentDigest,
    signingCertificateRequired: question.format !== 'adbe.pkcs7.detached',
  });
  const { signer } = check;
  const isOpen = check.failure === null || check.failure === 'SIG_CONSTRAINTS_FAILURE';
  if (signer === undefined || check.cryptography !== 'INTACT' || !isOpen) return unaccepted(check);
  const material = withEmbedded(question.material, cms);
  const timestamps = judgeTimestamps({ ...question, material });
  const proven = earliest([
    ...timestamps.flatMap(provenTime),
    ...(question.provenAt ? [question.provenAt] : []),
  ]);
  const chain = judgeSigner({ ...question, material }, signer, proven);
  return accepted(question, check, signer, timestamps, proven, chain);
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
};

function unaccepted(check: CmsCheck): CmsJudgement {
  const { failure, reasons, cryptography, signer } = check;
  return {
    ...UNJUDGED,
    ...{ subIndication: failure, reasons, cryptography },
    indication: FATAL.includes(failure) ? 'TOTAL-FAILED' : 'INDETERMINATE',
    ...(signer === undefined ? {} : signerParts(signer)),
    signingTime: check.signingTime?.toISOString() ?? null,
  };
}

function signerParts(signer: Certificate): Pick<CmsJudgement, 'role' | 'signer' | 'certificate' | 'chain'> {
  return {
    role: roleOf(signer),
    signer: signerSummary(signer),
    certificate: signer,
    chain: { status: 'NOT-CHECKED', certificates: [certificateSummary(signer)] },
  };
}

function withEmbedded(material: Material, cms: CmsSignedData): Material {
  const embedded = embeddedRevocations(cms);
  if (embedded.length === 0) return material;
  return { ...material, revocations: [...material.revocations, ...embedded] };
}

function judgeTimestamps(question: CmsQuestion): readonly TimestampJudgement[] {
  const { material, trust, policy, at, provenAt, cms } = question;
  const { signature } = cms.signerInfo;
  return signatureTimestamps(cms).map((token) =>
    judgeTimestamp({
      ...{ material, trust, policy, at, token, ...(provenAt === undefined ? {} : { provenAt }) },
      imprintOf: (algorithm) => hash(DIGESTS[algorithm].node, signature, 'buffer'),
    }),
  );
}

function provenTime({ indication, genTime }: TimestampJudgement): readonly Date[] {
  return indication === 'TOTAL-PASSED' && genTime !== null ? [genTime] : [];
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0];
}

function judgeSigner(
  question: CmsQuestion,
  signer: Certificate,
  proven: Date | undefined,
): CertificateJudgement {
  const { material, trust, policy, at, purpose, cms } = question;
  return judgeCertificate({
    ...{ material, trust, policy, at, purpose, certificate: signer },
    candidates: uniqueCertificates(cms.certificates),
    time: proven ?? at,
    isProven: proven !== undefined,
  });
}

function accepted(
  question: CmsQuestion,
  check: CmsCheck,
  signer: Certificate,
  timestamps: readonly TimestampJudgement[],
  proven: Date | undefined,
  chain: CertificateJudgement,
): CmsJudgement {
  const { policy, at } = question;
  const weak = algorithmProblem(policy, check.algorithm, signer.spki.description, proven ?? at);
  const odd = unexplained(question.cms, signer, question);
  const own =
    check.failure ??
    weak?.subIndication ??
    (odd.length > 0 ? 'SIG_CONSTRAINTS_FAILURE' : spoiltBy(timestamps));
  const subIndication = chain.subIndication ?? own;
  const reasons = [
    ...check.reasons,
    ...chain.reasons,
    ...(weak ? [weak.reason] : []),
    ...odd,
    ...reasonsOf(timestamps),
  ];
  return {
    ...{ ...signerParts(signer), chain: chain.chain, revocation: chain.revocation, timestamps },
    ...{ subIndication, cryptography: check.cryptography },
    indication: chain.subIndication === null && own !== null ? 'INDETERMINATE' : chain.indication,
    reasons: uniqueReasons(reasons),
    level: timestamps.some((each) => provenTime(each).length > 0) ? 'B-T' : 'B-B',
    signingTime: check.signingTime?.toISOString() ?? null,
    bestTime: proven?.toISOString() ?? null,
  };
}

/**
 * A timestamp that is there must be good: one that belongs elsewhere or was damaged shows that somebody touched the
 * signature, and one that cannot be judged yet leaves the question open.
 */
function spoiltBy(timestamps: readonly TimestampJudgement[]): SubIndication | null {
  const bad = timestamps.filter(({ subIndication }) => subIndication !== null);
  if (bad.some(({ indication }) => indication === 'TOTAL-FAILED')) return 'SIG_CONSTRAINTS_FAILURE';
  return bad[0]?.subIndication ?? null;
}

function reasonsOf(timestamps: readonly TimestampJudgement[]): readonly Reason[] {
  if (timestamps.length === 0) return [reason('TIMESTAMP_MISSING')];
  return timestamps.flatMap(({ subIndication, reasons }) =>
    subIndication === null ? reasons : [reason('TIMESTAMP_NOT_ACCEPTED', subIndication), ...reasons],
  );
}

/** The same chain stands behind signature and timestamp: its reasons are told once. */
function uniqueReasons(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((each) => [`${each.code} ${each.text}`, each])).values()];
}
