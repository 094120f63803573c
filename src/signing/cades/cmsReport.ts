import type { SignatureFormat, SignatureReport, SignedPiece, TimestampSummary } from '../report.ts';
import type { CmsJudgement } from '../validation/cmsJudgement.ts';
import type { TimestampJudgement } from '../validation/timestampJudgement.ts';

/** What is told of one CMS signature over whole files; an intact one leaves nothing of them uncovered. */
export function cmsReport(
  judgement: CmsJudgement,
  signed: readonly SignedPiece[],
  format: SignatureFormat = 'CAdES',
): SignatureReport {
  const { certificate: _, timestamps, ...judged } = judgement;
  const isWhole = judged.cryptography === 'INTACT';
  return {
    ...judged,
    ...{ field: null, format, signed },
    coverage: isWhole ? 'WHOLE-FILE' : 'PARTIAL',
    modifications: isWhole ? 'NONE' : 'UNKNOWN',
    timestamps: timestamps.map(timestampSummary),
  };
}

export function timestampSummary(judgement: TimestampJudgement): TimestampSummary {
  const { indication, subIndication, genTime, authority, chain, revocation } = judgement;
  return {
    ...{ indication, subIndication, chain, revocation },
    time: genTime?.toISOString() ?? null,
    authority: authority?.subject.text ?? null,
  };
}
