import { algorithmProblem } from '../policy/algorithms.ts';
import type { Reason, SubIndication } from '../report.ts';
import type { Path } from '../trust/paths.ts';
import { signatureAlgorithmOf } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { judgeRevocation } from './certificateRevocation.ts';
import type { JudgingContext } from './context.ts';
import { certificateExistsSince, earlier } from './proofs.ts';
import { reason } from './reasons.ts';
import type { Revocation, RevocationJudgement } from './revocationFinding.ts';

/** At which time, and whether it is proven that the signature is so old. */
export interface Moment extends JudgingContext {
  readonly time: Date;
  readonly isProven: boolean;
  /** Default true: what is proven names the leaf (signing-certificate), which is then as old as it. */
  readonly isNamed?: boolean;
}

export interface PathRevocation {
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly leaf: RevocationJudgement | undefined;
}

/** Signers of answers are asked about too, and theirs: no PKI needs as many questions for one certificate. */
const MAX_QUESTIONS = 100;

/** Until when a certificate's key could be relied on, and why no longer. */
interface End {
  readonly at: Date;
  readonly why: 'OUT_OF_BOUNDS_NO_POE' | 'REVOKED_CA_NO_POE';
}

/** One certificate of a path under its issuer. */
interface Link {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly isLeaf: boolean;
  /** Undefined when the issuer is the anchor. */
  readonly issuerEnd: End | undefined;
  /** Since when the certificate is known to exist. */
  readonly exists: Date;
}

interface Finding {
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
}

const NOTHING: Finding = { subIndication: null, reasons: [] };

const GRAVEST_FIRST = [
  ...(['REVOKED', 'REVOKED_CA_NO_POE', 'OUT_OF_BOUNDS_NO_POE'] as const),
  ...(['CRYPTO_CONSTRAINTS_FAILURE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'NO_POE', 'TRY_LATER'] as const),
];

/**
 * Every certificate of the path but the anchor, from the anchor down, as time slides down it (EN 319 102-1 §5.6.2.2):
 * each must not have been revoked at `time`; and once its issuer can no longer be relied on (expired, revoked, an
 * algorithm's end), the certificate and the answers about it count only if proven to be older than that. Where nothing
 * of the kind has happened by the time of judging, no proof is asked for (§5.5).
 */
export function revocationOf(path: Path, question: Moment): PathRevocation {
  const found: Finding[] = [];
  let issuerEnd: End | undefined;
  let leaf: RevocationJudgement | undefined;
  for (let i = path.certificates.length - 1; i >= 0; i--) {
    const link = linkAt(path, i, issuerEnd, question);
    const judgement = question.policy.revocation.required ? statusOf(link, path, question) : undefined;
    found.push(existenceFinding(link, question));
    if (judgement !== undefined) found.push(revocationFinding(link, judgement, question));
    issuerEnd = endOf(link.certificate, judgement);
    leaf = judgement;
  }
  const subs = found.map(({ subIndication }) => subIndication);
  return {
    subIndication: GRAVEST_FIRST.find((sub) => subs.includes(sub)) ?? null,
    reasons: found.toReversed().flatMap(({ reasons }) => reasons),
    leaf,
  };
}

function linkAt({ certificates, anchor }: Path, i: number, issuerEnd: End | undefined, moment: Moment): Link {
  const certificate = certificates[i] ?? anchor.certificate;
  const isLeaf = i === 0;
  const isNamed = isLeaf && moment.isProven && moment.isNamed !== false;
  const exists = earlier(isNamed ? moment.time : undefined, certificateExistsSince(certificate, moment));
  return { certificate, issuer: certificates[i + 1] ?? anchor.certificate, isLeaf, issuerEnd, exists };
}

function statusOf({ certificate, issuer, issuerEnd }: Link, path: Path, moment: Moment): RevocationJudgement {
  return judgeRevocation({
    ...{ certificate, issuer, path, time: moment.time, context: moment, asking: new Set<string>() },
    allowance: { left: MAX_QUESTIONS },
    ...(issuerEnd === undefined ? {} : { issuerUntil: issuerEnd.at }),
  });
}

function endOf({ notAfter }: Certificate, judgement: RevocationJudgement | undefined): End {
  const revoked = judgement?.revoked?.at;
  if (revoked !== undefined && revoked < notAfter) return { at: revoked, why: 'REVOKED_CA_NO_POE' };
  return { at: notAfter, why: 'OUT_OF_BOUNDS_NO_POE' };
}

/**
 * Was the certificate there while its issuer and the algorithm that signed it could still be relied on? What was over
 * at `time` already is told as such.
 */
function existenceFinding({ certificate, issuer, issuerEnd, exists }: Link, moment: Moment): Finding {
  if (exists <= moment.time) return NOTHING;
  if (issuerEnd !== undefined && issuerEnd.at > moment.time && exists > issuerEnd.at) {
    const particulars = `${certificate.subject.text}, ${issuerEnd.at.toISOString()}`;
    return { subIndication: issuerEnd.why, reasons: [reason('CERT_NOT_PROVEN', particulars)] };
  }
  const algorithm = signatureAlgorithmOf(certificate.signed.signatureAlgorithm);
  const weak = algorithmProblem(moment.policy, algorithm, issuer.spki.description, exists);
  if (weak === undefined) return NOTHING;
  return { subIndication: weak.subIndication, reasons: [weak.reason] };
}

function revocationFinding(
  { certificate, isLeaf }: Link,
  { status, revoked, reasons }: RevocationJudgement,
  question: Moment,
): Finding {
  const name = certificate.subject.text;
  if (status === 'GOOD') return NOTHING;
  if (revoked === null) {
    const isUnproven = reasons.some(({ code }) => code === 'REVOCATION_NOT_PROVEN');
    return {
      subIndication: isUnproven ? 'NO_POE' : 'TRY_LATER',
      reasons: reasons.map((each) => ({ ...each, text: `${each.text}: ${name}` })),
    };
  }
  const particulars = `${name}, ${revoked.at.toISOString()}`;
  if (!counts(revoked, question)) {
    return { subIndication: null, reasons: [reason('CERT_REVOKED_LATER', particulars)] };
  }
  return isLeaf
    ? { subIndication: 'REVOKED', reasons: [reason('CERT_REVOKED', particulars)] }
    : { subIndication: 'REVOKED_CA_NO_POE', reasons: [reason('CERT_CA_REVOKED', particulars)] };
}

/** What was proven to be signed before stays good; without proof it may have been signed after. */
function counts(revoked: Revocation, { time, isProven }: Moment): boolean {
  return !isProven || revoked.at <= time;
}
