import { isCongvanError } from '../../kernel/errors.ts';
import { oneSignerEach } from '../cades/signers.ts';
import type { SignatureReport } from '../report.ts';
import { parseTimestampToken } from '../tsp/token.ts';
import { withProven as alsoProven, earlier, NO_PROOFS, type Proofs } from '../validation/proofs.ts';
import { objectsInCms } from '../validation/provenObjects.ts';
import { signerSummary } from '../validation/summary.ts';
import { judgeTimestamp, type TimestampJudgement } from '../validation/timestampJudgement.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import type { Binding, Bindings } from './bindings.ts';
import type { AsicContainer } from './container.ts';
import { coverageOf, digestOfEntry, withFailures } from './coverage.ts';
import { type EntryContext, type JudgedEntry, wholeFiles } from './judgedEntry.ts';

/** What the timestamps of a container prove of its entries. */
interface Known {
  readonly proofs: Proofs;
  /** UTC, by name of the entry. */
  readonly since: ReadonlyMap<string, Date>;
}

export interface JudgedTimestamps extends Known {
  readonly judged: readonly JudgedEntry[];
}

/**
 * Judges the timestamps of a container, newest first (EN 319 102-1 §5.6.3): one that passed proves that what it covers
 * existed, signatures and earlier timestamps with what they carry included. None proves itself, because none can hold
 * its own digest.
 */
export function judgeTimestamps(
  container: AsicContainer,
  bindings: Bindings,
  context: EntryContext,
): JudgedTimestamps {
  let known: Known = { proofs: context.proofs ?? NO_PROOFS, since: new Map() };
  const judged = newestFirst(container.timestamps).map((entry) => {
    const one = judgeOne(container, entry, bindings.of(entry), { ...context, ...known });
    const { indication, bestTime } = one.report;
    if (indication === 'TOTAL-PASSED' && bestTime !== null) {
      known = withProven(container, known, one.covered, new Date(bestTime));
    }
    return one;
  });
  return { judged: judged.toReversed(), ...known };
}

function withProven(
  container: AsicContainer,
  { proofs, since }: Known,
  names: readonly string[],
  time: Date,
): Known {
  const objects = names.flatMap((name) => objectsIn(container, name));
  const known = names.map((name) => [name, earlier(since.get(name), time)] as const);
  return { proofs: alsoProven(proofs, objects, time), since: new Map([...since, ...known]) };
}

function objectsIn({ entries, cades, timestamps }: AsicContainer, name: string): readonly Uint8Array[] {
  const entry = entries.get(name);
  if (entry === undefined || (!cades.includes(entry) && !timestamps.includes(entry))) return [];
  return oneSignerEach(entry.bytes).flatMap((der) => objectsInCms(der));
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
  const { policy, at, since } = context;
  const provenAt = since.get(entry.name);
  const judgement = judgeTimestamp({
    ...{ ...context, token: entry.bytes },
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
