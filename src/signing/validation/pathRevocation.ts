import type { Reason, SubIndication } from '../report.ts';
import type { Path } from '../trust/paths.ts';
import type { Certificate } from '../x509/certificate.ts';
import { judgeRevocation } from './certificateRevocation.ts';
import type { JudgingContext } from './context.ts';
import { reason } from './reasons.ts';
import type { Revocation, RevocationJudgement } from './revocationFinding.ts';

/** At which time, and whether it is proven that the signature is so old. */
export interface Moment extends JudgingContext {
  readonly time: Date;
  readonly isProven: boolean;
}

export interface PathRevocation {
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly leaf: RevocationJudgement | undefined;
}

/** Every certificate of the path but the anchor, the leaf first. */
export function revocationOf(path: Path, question: Moment): PathRevocation {
  const { material, trust, policy, at, time } = question;
  if (!policy.revocation.required) return { subIndication: null, reasons: [], leaf: undefined };
  const judged = path.certificates.map((certificate, i) => ({
    certificate,
    isLeaf: i === 0,
    judgement: judgeRevocation({
      ...{ certificate, time, path, asking: new Set<string>() },
      issuer: path.certificates[i + 1] ?? path.anchor.certificate,
      context: { material, trust, policy, at },
    }),
  }));
  const found = judged.map((each) => revocationFinding(each, question));
  const worst = ['REVOKED', 'REVOKED_CA_NO_POE', 'TRY_LATER'] as const;
  return {
    subIndication: worst.find((sub) => found.some(({ subIndication }) => subIndication === sub)) ?? null,
    reasons: found.flatMap(({ reasons }) => reasons),
    leaf: judged[0]?.judgement,
  };
}

function revocationFinding(
  {
    certificate,
    isLeaf,
    judgement: { status, revoked, reasons },
  }: {
    readonly certificate: Certificate;
    readonly isLeaf: boolean;
    readonly judgement: RevocationJudgement;
  },
  question: Moment,
): { readonly subIndication: SubIndication | null; readonly reasons: readonly Reason[] } {
  const name = certificate.subject.text;
  if (status === 'GOOD') return { subIndication: null, reasons: [] };
  if (revoked === null) {
    return {
      subIndication: 'TRY_LATER',
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
