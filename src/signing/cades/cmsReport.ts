import type { SignatureFormat, SignatureReport, SignedPiece } from '../report.ts';
import type { CmsJudgement } from '../validation/cmsJudgement.ts';
import { timestampSummary } from '../validation/timestampSummary.ts';

/** What is told of one CMS signature over whole files; an intact one leaves nothing of them uncovered. */
export function cmsReport(
  judgement: CmsJudgement,
  signed: readonly SignedPiece[],
  format: SignatureFormat = 'CAdES',
): SignatureReport {
  const { certificate: _, timestamps, archiveTimestamps, ...judged } = judgement;
  const isWhole = judged.cryptography === 'INTACT';
  return {
    ...judged,
    ...{ field: null, format, signed },
    coverage: isWhole ? 'WHOLE-FILE' : 'PARTIAL',
    modifications: isWhole ? 'NONE' : 'UNKNOWN',
    timestamps: [...timestamps, ...archiveTimestamps].map(timestampSummary),
  };
}
