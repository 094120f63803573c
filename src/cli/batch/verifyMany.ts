import type { ExitCode } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { ValidationReport } from '../../signing/report.ts';
import { known } from '../errorText.ts';
import { STANDARD_STREAM } from '../files.ts';
import { judgingConfig, judgingFor, surroundings } from '../open.ts';
import type { Session } from '../session.ts';
import { exitFor, worst } from '../verifying/exits.ts';
import { judgeFrom } from '../verifying/judge.ts';
import type { VerifyOptions } from '../verifying/options.ts';
import { printReport } from '../verifying/results.ts';
import { answerWith } from './answering.ts';
import { flowed } from './flowed.ts';
import { inOrder, type Settled } from './inOrder.ts';
import type { VerifyingJob } from './job.ts';
import { jobsFor } from './jobs.ts';
import { FILE_DEADLINE_MS, WORKER_MEMORY_MB, WORKER_PROGRAM, WorkerPool } from './pool.ts';
import { Progress } from './progress.ts';
import { type Found, type Item, itemsIn } from './walk.ts';

/** Files that are judged or wait to be printed, for each worker. */
const AHEAD = 4;

/**
 * Judges many files on several cores and prints the reports in the order of the files as soon as they are known; what
 * cannot be judged is told on stderr at its place.
 * @returns the exit code of the worst
 * @throws BATCH_EMPTY, and what keeps any file from being judged: CONFIG_*, TRUST_*, POLICY_FILE_*
 */
export async function verifyMany(session: Session, options: VerifyOptions): Promise<ExitCode> {
  const found = itemsIn(session.io, session.input.arguments);
  if (found.items.length === 0) {
    throw new CongvanError('BATCH_EMPTY', { where: session.input.arguments.join(' ') });
  }
  const jobs = jobsFor(session.input, found.items.length);
  const judging = await judgingFor(session, options.trust, options.policy);
  const pool = new WorkerPool<Item, ValidationReport>(jobs, {
    program: WORKER_PROGRAM,
    workerData: await jobOf(session, options),
    deadlineMs: FILE_DEADLINE_MS,
    memoryMb: WORKER_MEMORY_MB,
    answer: answerWith(judging),
  });
  const here = judgeFrom(judging, session.io, options);
  // Standard input belongs to this thread.
  const judge = async (item: Item) =>
    item.file === STANDARD_STREAM ? (await here(item.file)).report : await pool.run(item);
  try {
    return await printAll(session, found, inOrder(found.items, jobs * AHEAD, judge));
  } finally {
    await pool.close();
  }
}

async function jobOf(session: Session, options: VerifyOptions): Promise<VerifyingJob> {
  const { config } = await surroundings(session);
  const { trust, policy } = options;
  return {
    kind: 'verify',
    config: judgingConfig(session, config, trust, policy),
    options,
    cwd: session.io.cwd,
  };
}

type Results = AsyncIterable<readonly [Item, Settled<ValidationReport>]>;

async function printAll(session: Session, { items, unjudged }: Found, results: Results): Promise<ExitCode> {
  const progress = new Progress(session, items.length);
  const counts = new Map<string, number>();
  const exits = new Set<ExitCode>();
  for await (const [, settled] of results) {
    progress.clear();
    const { exit, verdict } = await print(session, settled);
    exits.add(exit);
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    progress.step(exit === 4 || verdict === ERROR);
    await flowed(session.io.stdout);
  }
  progress.clear();
  tellCounts(session, counts, unjudged);
  return worst(exits);
}

const ERROR = 'ERROR';

async function print(
  session: Session,
  settled: Settled<ValidationReport>,
): Promise<{ readonly exit: ExitCode; readonly verdict: string }> {
  if (settled.kind === 'done') {
    await printReport(session, settled.result);
    const exit = exitFor(settled.result);
    return { exit, verdict: exit === 6 ? NOT_SIGNED : settled.result.indication };
  }
  const error = known(settled.error);
  session.output.error(error);
  return { exit: error.row.exit, verdict: ERROR };
}

const NOT_SIGNED = 'NOT-SIGNED';
const VERDICTS = ['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED', NOT_SIGNED, ERROR];

/** On stderr, so that stdout holds reports and nothing else. */
function tellCounts({ output }: Session, counts: ReadonlyMap<string, number>, unjudged: number): void {
  const files = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const told = VERDICTS.filter((verdict) => counts.has(verdict)).map(
    (verdict) => `${verdict} ${counts.get(verdict)}`,
  );
  output.summary({
    json: { files, verdicts: Object.fromEntries(counts), notJudged: unjudged },
    en: `${files} files: ${told.join(', ')}${unjudged > 0 ? `; ${unjudged} other files not judged` : ''}`,
    vi: `${files} tệp: ${told.join(', ')}${unjudged > 0 ? `; ${unjudged} tệp khác không xét` : ''}`,
  });
}
