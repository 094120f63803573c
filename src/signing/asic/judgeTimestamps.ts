import { isCongvanError } from '../../kernel/errors.ts';
import type { SignatureReport } from '../report.ts';
import { parseTimestampToken } from '../tsp/token.ts';
import type { JudgingContext } from '../validation/context.ts';
import { signerSummary } from '../validation/summary.ts';
import { judgeTimestamp, type TimestampJudgement } from '../validation/timestampJudgement.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import type { Binding, Bindings } from './bindings.ts';
import type { AsicContainer } from './container.ts';
import { coverageOf, digestOfEntry, withFailures } from './coverage.ts';
import { type EntryContext, type Existence, type JudgedEntry, wholeFiles } from './judgedEntry.ts';

export interface JudgedTimestamps {
  readonly judged: readonly JudgedEntry[];
  readonly existence: Existence;
}

/**
 * Judges the timestamps of a container, newest first: one that passed proves that what it covers existed, earlier
 * timestamps included. A timestamp never proves itself, because none can hold its own digest.
 */
export function judgeTimestamps(
  container: AsicContainer,
  bindings: Bindings,
  context: JudgingContext,
): JudgedTimestamps {
  const proven = new Map<string, Date>();
  const existence: Existence = { of: (name) => proven.get(name) };
  const judged = newestFirst(container.timestamps).map((entry) => {
    const one = judgeOne(container, entry, bindings.of(entry), { ...context, existence });
    if (one.report.indication === 'TOTAL-PASSED' && one.report.bestTime !== null) {
      prove(proven, one.covered, new Date(one.report.bestTime));
    }
    return one;
  });
  return { judged: judged.toReversed(), existence };
}

function prove(proven: Map<string, Date>, names: readonly string[], time: Date): void {
  for (const name of names) {
    const known = proven.get(name);
    if (known === undefined || time < known) proven.set(name, time);
  }
}

function newestFirst(entries: readonly ZipEntry[]): readonly ZipEntry[] {
  const timed = entries.map((entry) => ({ entry, time: statedTime(entry) }));
  return timed.toSorted((a, b) => b.time - a.time).map(({ entry }) => entry);
}

/** What the token says, unverified: only the order of judging follows from it. */
function statedTime({ bytes }: ZipEntry): number {
  try {
    return parseTimestampToken(bytes).info.genTime.getTime();
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return 0;
  }
}

function judgeOne(
  container: AsicContainer,
  entry: ZipEntry,
  binding: Binding,
  context: EntryContext,
): JudgedEntry {
  const { material, trust, policy, at, existence } = context;
  const provenAt = existence.of(entry.name);
  const judgement = judgeTimestamp({
    ...{ material, trust, policy, at, token: entry.bytes },
    imprintOf: (algorithm) => (binding.kind === 'none' ? NOTHING : digestOfEntry(binding.entry, algorithm)),
    ...(provenAt === undefined ? {} : { provenAt }),
  });
  const rules = { policy, time: provenAt ?? at, mayCoverMeta: true };
  const { covered, failures } = coverageOf(container, binding, rules);
  const report = { ...timestampReport(judgement), signed: wholeFiles(covered) };
  return { report: withFailures(report, failures), covered };
}

const NOTHING = new Uint8Array();

function timestampReport(judgement: TimestampJudgement): SignatureReport {
  const { indication, subIndication, cryptography, reasons, chain, revocation, genTime, authority } =
    judgement;
  const stated = genTime?.toISOString() ?? null;
  const isIntact = cryptography === 'INTACT';
  return {
    ...{ indication, subIndication, cryptography, reasons, chain, revocation },
    ...{ field: null, role: 'timestamp', format: 'ETSI.RFC3161', level: null, signingTime: stated },
    signer: authority === null ? null : signerSummary(authority),
    coverage: isIntact ? 'WHOLE-FILE' : 'PARTIAL',
    modifications: isIntact ? 'NONE' : 'UNKNOWN',
    bestTime: indication === 'TOTAL-PASSED' ? stated : null,
  };
}
