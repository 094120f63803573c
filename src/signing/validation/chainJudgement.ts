import type { Purpose } from '../policy/policy.ts';
import type { ChainSummary, Indication, Reason, RevocationSummary, SubIndication } from '../report.ts';
import { CRL_REASON } from '../revocation/crlEntries.ts';
import { type Path, pathsFrom } from '../trust/paths.ts';
import { type PathFinding, validatePath } from '../trust/validatePath.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { JudgingContext } from './context.ts';
import { evidenceOf } from './evidence.ts';
import { revocationOf } from './pathRevocation.ts';
import { reason } from './reasons.ts';
import type { Revocation, RevocationJudgement } from './revocationFinding.ts';
import { certificateSummary } from './summary.ts';
import { usageProblem } from './usage.ts';

export interface CertificateQuestion extends JudgingContext {
  readonly certificate: Certificate;
  readonly purpose: Purpose;
  /** Certificates from the signature itself; not trusted. */
  readonly candidates: readonly Certificate[];
  /**
   * The time for which it is judged, UTC: when the signature is proven to have existed (`at` if it is not).
   */
  readonly time: Date;
  /** Whether `time` is proven by a timestamp; without it nobody knows that the signature is older than today. */
  readonly isProven: boolean;
  /** Whether what is proven names the certificate (signing-certificate), which is then as old; default true. */
  readonly isNamed?: boolean;
}

export interface CertificateJudgement {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
  /** The revocation of the certificate itself, also when it came after `time`. */
  readonly revoked: Revocation | null;
  /** The path that was judged, valid or not; null when there is none. */
  readonly path: Path | null;
}

interface Outcome {
  readonly path: Path;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly isValidPath: boolean;
  readonly revocation: RevocationJudgement | undefined;
}

/**
 * Judges a certificate for a purpose at a time: a valid path to a trust anchor (RFC 5280 §6), the right usage, nothing
 * in the path revoked. All candidate paths are tried; one that passes is enough. Pure.
 */
export function judgeCertificate(question: CertificateQuestion): CertificateJudgement {
  const outcomes: Outcome[] = [];
  const pool = [...question.candidates, ...evidenceOf(question.material).certificates];
  const { trust, policy } = question;
  for (const path of pathsFrom(question.certificate, { trust, pool, maxLength: policy.path.maxLength })) {
    const outcome = judgePath(path, question);
    if (outcome.subIndication === null) return judgement(outcome, question);
    outcomes.push(outcome);
  }
  const [best] = outcomes.toSorted((a, b) => badness(a) - badness(b));
  return best === undefined ? notFound(question) : judgement(best, question);
}

/** Among failures the one that says most: a revocation, then a valid path without an answer, then an invalid path. */
function badness({ subIndication, isValidPath }: Outcome): number {
  if (subIndication === 'REVOKED' || subIndication === 'REVOKED_CA_NO_POE') return 0;
  return isValidPath ? 1 : 2;
}

function judgePath(path: Path, question: CertificateQuestion): Outcome {
  const { policy, time, certificate, purpose } = question;
  const usage = usageProblem(certificate, purpose, policy);
  const findings: readonly PathFinding[] = [
    ...validatePath(path, { policy, time }),
    ...(usage === undefined ? [] : [{ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', reason: usage } as const]),
  ];
  const [first] = findings;
  const isExpiryOnly = findings.every(({ subIndication }) => subIndication === 'OUT_OF_BOUNDS_NO_POE');
  // An expired certificate may be revoked as well, and that is the graver news.
  const revocation = isExpiryOnly ? revocationOf(path, question) : undefined;
  const revoked = revocation?.subIndication === 'REVOKED';
  const subIndication = revoked ? 'REVOKED' : (first?.subIndication ?? revocation?.subIndication ?? null);
  return {
    path,
    subIndication,
    reasons: [...findings.map((each) => each.reason), ...(revocation?.reasons ?? [])],
    isValidPath: first === undefined,
    revocation: revocation?.leaf,
  };
}

function judgement(outcome: Outcome, question: CertificateQuestion): CertificateJudgement {
  const { path, subIndication, isValidPath, revocation, reasons } = outcome;
  const all = [...path.certificates, path.anchor.certificate];
  return {
    indication: indicationOf(subIndication, question),
    subIndication,
    reasons,
    chain: { status: isValidPath ? 'VALID' : 'INVALID', certificates: all.map(certificateSummary) },
    revocation: revocationSummary(revocation),
    revoked: revocation?.revoked ?? null,
    path,
  };
}

/** TOTAL-FAILED only for what nothing can mend (EN 319 102-1 §5.1.3); not yet valid is such only when time is proven. */
function indicationOf(subIndication: SubIndication | null, { isProven }: CertificateQuestion): Indication {
  if (subIndication === null) return 'TOTAL-PASSED';
  if (subIndication === 'REVOKED') return 'TOTAL-FAILED';
  return subIndication === 'NOT_YET_VALID' && isProven ? 'TOTAL-FAILED' : 'INDETERMINATE';
}

export const REVOCATION_NOT_CHECKED: RevocationSummary = {
  status: 'NOT-CHECKED',
  source: null,
  producedAt: null,
  revokedAt: null,
};

function revocationSummary(revocation: RevocationJudgement | undefined): RevocationSummary {
  if (revocation === undefined) return REVOCATION_NOT_CHECKED;
  return {
    status: revocation.status,
    source: revocation.source,
    producedAt: revocation.thisUpdate?.toISOString() ?? null,
    revokedAt: revocation.revoked?.at.toISOString() ?? null,
  };
}

function notFound({ certificate }: CertificateQuestion): CertificateJudgement {
  const { text } = certificate.issuer;
  return {
    indication: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    reasons: [reason('CHAIN_NOT_FOUND', text)],
    chain: { status: 'NOT-FOUND', certificates: [certificateSummary(certificate)] },
    revocation: REVOCATION_NOT_CHECKED,
    revoked: null,
    path: null,
  };
}

/** Reasons after which what was signed before the revocation stays good (RFC 3161 §4 1.). */
export function isHarmless({ reason: why }: Revocation): boolean {
  const harmless: readonly (number | undefined)[] = [
    0,
    CRL_REASON.affiliationChanged,
    CRL_REASON.superseded,
    CRL_REASON.cessationOfOperation,
  ];
  return harmless.includes(why);
}
