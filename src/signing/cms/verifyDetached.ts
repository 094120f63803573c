import { hash } from 'node:crypto';
import type { SignatureReport } from '../report.ts';
import { judgeCmsDer } from '../validation/cmsJudgement.ts';
import type { JudgingContext } from '../validation/context.ts';
import { timestampSummary } from '../validation/timestampSummary.ts';
import { DIGESTS } from '../x509/algorithms.ts';

/**
 * Judges a detached CAdES signature over whole content: receipts, and files with their signature beside them. Pure.
 * @param content the bytes that should have been signed
 * @param cmsDer exactly the DER ContentInfo
 * @returns a report, whatever the bytes are
 */
export function verifyDetached(
  content: Uint8Array,
  cmsDer: Uint8Array,
  context: JudgingContext,
): SignatureReport {
  const {
    certificate: _,
    timestamps,
    archiveTimestamps,
    ...judged
  } = judgeCmsDer({
    ...context,
    der: cmsDer,
    contentDigest: (algorithm) => hash(DIGESTS[algorithm].node, content, 'buffer'),
    ...{ purpose: 'document', format: 'CAdES' },
  });
  const isWhole = judged.cryptography === 'INTACT';
  return {
    ...judged,
    ...{ field: null, format: 'CAdES' },
    timestamps: [...timestamps, ...archiveTimestamps].map(timestampSummary),
    coverage: isWhole ? 'WHOLE-FILE' : 'PARTIAL',
    modifications: isWhole ? 'NONE' : 'UNKNOWN',
  };
}
