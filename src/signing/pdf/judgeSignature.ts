import type { Indication, Modifications, Reason, SignatureReport, SubIndication } from '../report.ts';
import { formatOf } from './format.ts';
import type { InspectedSignature } from './inspect.ts';
import type { Verdict } from './judgeContents.ts';
import { pdfDate } from './pdfDate.ts';

/** What came after a signature. */
export interface Aftermath {
  readonly modifications: Modifications;
  readonly reasons: readonly Reason[];
}

/**
 * One report out of structure, cryptography, trust and what came after. A fault of structure or a change that is not
 * allowed fails the signature (FORMAT_FAILURE), whoever signed; a failure of the signature itself keeps its name.
 */
export function reportOf(
  inspected: InspectedSignature,
  verdict: Verdict,
  aftermath: Aftermath,
): SignatureReport {
  const { signature, coverage } = inspected;
  const format = formatOf(signature.subFilter);
  return {
    field: signature.field,
    role: format === 'ETSI.RFC3161' ? 'timestamp' : verdict.role,
    signer: verdict.signer,
    format,
    level: format === 'ETSI.CAdES.detached' ? verdict.level : null,
    ...indicationOf(inspected, verdict, aftermath),
    cryptography: verdict.cryptography,
    coverage: coverage.coverage,
    modifications: aftermath.modifications,
    chain: verdict.chain,
    revocation: verdict.revocation,
    signingTime: verdict.signingTime ?? pdfDate(signature.dict.entries.get('M'))?.toISOString() ?? null,
    bestTime: verdict.bestTime,
    ...(verdict.timestamps === undefined ? {} : { timestamps: verdict.timestamps }),
    reasons: unique([...structureReasons(inspected), ...verdict.reasons, ...aftermath.reasons]),
  };
}

function indicationOf(
  inspected: InspectedSignature,
  verdict: Verdict,
  { modifications }: Aftermath,
): { readonly indication: Indication; readonly subIndication: SubIndication | null } {
  const { indication, subIndication } = verdict;
  if (indication === 'TOTAL-FAILED') return { indication, subIndication };
  if (structureReasons(inspected).length > 0 || modifications === 'FORBIDDEN') {
    return { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' };
  }
  if (modifications === 'UNKNOWN' && indication === 'TOTAL-PASSED') {
    return { indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' };
  }
  return { indication, subIndication };
}

/** What is wrong with the place of the signature in the file; nothing when all is well. */
export function structureReasons(inspected: InspectedSignature): readonly Reason[] {
  return [...inspected.coverage.reasons, ...inspected.contents.reasons, ...inspected.reasons];
}

function unique(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.text}`, reason])).values()];
}
