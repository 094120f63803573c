import type { Material } from '../material.ts';
import type {
  ChainSummary,
  Cryptography,
  Indication,
  Reason,
  RevocationSummary,
  Role,
  SignatureLevel,
  SignerSummary,
  SubIndication,
  TimestampSummary,
} from '../report.ts';
import { judgeCmsDer } from '../validation/cmsJudgement.ts';
import type { JudgingContext } from '../validation/context.ts';
import { reason } from '../validation/reasons.ts';
import { signerSummary } from '../validation/summary.ts';
import { judgeTimestamp } from '../validation/timestampJudgement.ts';
import { timestampSummary } from '../validation/timestampSummary.ts';
import type { Covered, Digester } from './digester.ts';
import { formatOf } from './format.ts';
import type { InspectedSignature } from './inspect.ts';

/** The verdict on what /Contents holds against the bytes that /ByteRange names. */
export interface Verdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly cryptography: Cryptography;
  readonly role: Role;
  readonly signer: SignerSummary | null;
  readonly level: SignatureLevel | null;
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
  /** ISO 8601, UTC. */
  readonly signingTime: string | null;
  readonly bestTime: string | null;
  /** Inside the signature. */
  readonly timestamps?: readonly TimestampSummary[];
  readonly reasons: readonly Reason[];
}

export interface ContentsContext extends JudgingContext {
  /** When a later document timestamp proves the signature to have existed, UTC. */
  readonly provenAt?: Date;
  /** What the stores of the document hold. */
  readonly inFile?: Material;
  readonly digester: Digester;
}

/** Judges the CMS signature or the timestamp token. What holds neither is BROKEN. */
export function judgeContents(inspected: InspectedSignature, context: ContentsContext): Verdict {
  const { signature, contents, coverage } = inspected;
  const format = formatOf(signature.subFilter);
  if (format === 'UNSUPPORTED') {
    const why = reason('PDF_SUBFILTER_UNSUPPORTED', signature.subFilter ?? undefined);
    return unjudged('INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', 'UNSUPPORTED', [why]);
  }
  if (contents.kind === 'none' || coverage.covered === null) {
    return unjudged('TOTAL-FAILED', 'FORMAT_FAILURE', 'BROKEN', []);
  }
  const { covered } = coverage;
  if (format === 'ETSI.RFC3161') return judgeToken(contents.der, covered, context);
  const { timestamps, archiveTimestamps, ...judged } = judgeCmsDer({
    ...context,
    ...{ format, der: contents.der, purpose: 'document' },
    contentDigest: (algorithm) => context.digester.digest(covered, algorithm),
  });
  return { ...judged, timestamps: [...timestamps, ...archiveTimestamps].map(timestampSummary) };
}

/** A document timestamp (ISO 32000-2 §12.8.5): its imprint is the digest of the covered bytes. */
function judgeToken(token: Uint8Array, covered: Covered, context: ContentsContext): Verdict {
  const judged = judgeTimestamp({
    ...{ ...context, token },
    imprintOf: (algorithm) => context.digester.digest(covered, algorithm),
  });
  const { indication, subIndication, cryptography, reasons, chain, revocation, genTime, authority } = judged;
  const stated = genTime?.toISOString() ?? null;
  return {
    ...{ indication, subIndication, cryptography, reasons, chain, revocation },
    ...{ role: 'timestamp', level: null, signingTime: stated },
    signer: authority === null ? null : signerSummary(authority),
    bestTime: indication === 'TOTAL-PASSED' ? stated : null,
  };
}

function unjudged(
  indication: Indication,
  subIndication: SubIndication,
  cryptography: Cryptography,
  reasons: readonly Reason[],
): Verdict {
  return {
    ...{ indication, subIndication, cryptography, reasons, role: 'unknown', signer: null, level: null },
    chain: { status: 'NOT-CHECKED', certificates: [] },
    revocation: { status: 'NOT-CHECKED', source: null, producedAt: null, revokedAt: null },
    ...{ signingTime: null, bestTime: null },
  };
}
