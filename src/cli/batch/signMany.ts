import { existsSync } from 'node:fs';
import type { Signing } from '../../flow/context.ts';
import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { roleOfAct } from '../../signing/signerCertificate.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import { known } from '../errorText.ts';
import { checkOutput, STANDARD_STREAM, writeOutput } from '../files.ts';
import { withSigning } from '../open.ts';
import type { Session } from '../session.ts';
import { orderOf, type SignOrder } from '../signing/order.ts';
import { tellSigned } from '../signing/tell.ts';
import { answerWith } from './answering.ts';
import { flowed } from './flowed.ts';
import { inOrder, type Settled } from './inOrder.ts';
import type { SigningJob } from './job.ts';
import { jobsFor } from './jobs.ts';
import { FILE_DEADLINE_MS, WORKER_MEMORY_MB, WORKER_PROGRAM, WorkerPool } from './pool.ts';
import { Progress } from './progress.ts';
import type { SignOutcome, SignTask } from './signingWork.ts';
import { type SignPlan, signPlans } from './signPlan.ts';

/** Files that are worked on or wait to be told, for each worker. */
const AHEAD = 2;
/** A token or a remote service may be slow, and a person may have to be asked for a one-time password. */
const KEY_DEADLINE_MS = 10 * FILE_DEADLINE_MS;

/**
 * Signs many files with one key, opened once: workers build, timestamp and verify, this thread alone signs and writes.
 * What is signed already by an earlier run is left as it is.
 * @returns 0 when all are signed, 3 when one is not
 * @throws USAGE_EXCESS, and what keeps any file from being signed: CONFIG_*, KEY_*, SIGNING_KEY_*
 */
export async function signMany(session: Session, role: SigningAct): Promise<ExitCode> {
  refuseOneOfAKind(session);
  const plans = await signPlans(session, role);
  const forms = new Set(plans.flatMap((plan) => (plan.kind === 'sign' ? [plan.form] : [])));
  const jobs = jobsFor(session.input, plans.length);
  const order = await orderOf(session, role, forms);
  const { keys } = await session.config();
  const owner = roleOfAct(role);
  return await withSigning(session, keys[owner], `keys.${owner}`, async (context, key) => {
    const pool = await poolOf(session, jobs, { context, key, order });
    try {
      const results = inOrder(plans, jobs * AHEAD, (plan) => carryOut(session, pool, plan));
      return await tellAll(session, role, plans.length, results);
    } finally {
      await pool.close();
    }
  });
}

const ONE_FILE: Bilingual = {
  en: 'several files are signed: give --out-dir instead of -o, and no stdin among them',
  vi: 'ký nhiều tệp: dùng --out-dir thay cho -o, và không dùng stdin',
};

function refuseOneOfAKind({ input }: Session): void {
  const [, second] = input.arguments;
  if (input.text('output') === undefined && !input.arguments.includes(STANDARD_STREAM)) return;
  throw new CongvanError('USAGE_EXCESS', {
    ...(second === undefined ? {} : { where: second }),
    hint: ONE_FILE,
  });
}

type Pool = WorkerPool<SignTask, SignOutcome>;

async function poolOf(
  session: Session,
  jobs: number,
  { context, key, order }: { readonly context: Signing; readonly key: SignerKey; readonly order: SignOrder },
): Promise<Pool> {
  const { algorithm, certificateChain } = key;
  const job = { kind: 'sign', config: await session.config(), cwd: session.io.cwd, order } as const;
  return new WorkerPool(jobs, {
    program: WORKER_PROGRAM,
    workerData: { ...job, key: { algorithm, certificateChain } } satisfies SigningJob,
    deadlineMs: KEY_DEADLINE_MS + (order.graceSeconds ?? 0) * 1000,
    memoryMb: WORKER_MEMORY_MB,
    answer: answerWith(context, key),
  });
}

/** @returns null for a file that is itself a result */
async function carryOut(session: Session, pool: Pool, plan: SignPlan): Promise<SignOutcome | null> {
  const { io, input } = session;
  if (plan.kind === 'refused') throw plan.error;
  if (plan.kind === 'result') return null;
  const { file, form, output } = plan;
  const force = input.flag('force');
  checkOutput(io, output, true);
  const isTaken = !force && existsSync(session.resolve(output));
  const outcome = await pool.run({ file, form, output, isTaken });
  if (outcome.bytes === null) return outcome;
  await writeOutput(io, output, outcome.bytes, force);
  // Only what is told is kept until its turn.
  return { facts: outcome.facts, bytes: NO_BYTES };
}

const NO_BYTES = new Uint8Array();

type Results = AsyncIterable<readonly [SignPlan, Settled<SignOutcome | null>]>;
type Ending = 'signed' | 'already' | 'result' | 'failed';

async function tellAll(
  session: Session,
  role: SigningAct,
  total: number,
  results: Results,
): Promise<ExitCode> {
  const progress = new Progress(session, total);
  const counts: Record<Ending, number> = { signed: 0, already: 0, result: 0, failed: 0 };
  for await (const [plan, settled] of results) {
    progress.clear();
    const ending = tell(session, role, plan, settled);
    counts[ending]++;
    progress.step(ending === 'failed');
    await flowed(session.io.stdout);
  }
  progress.clear();
  tellCounts(session, counts);
  return counts.failed > 0 ? 3 : 0;
}

function tell(
  session: Session,
  role: SigningAct,
  plan: SignPlan,
  settled: Settled<SignOutcome | null>,
): Ending {
  if (settled.kind === 'failed') {
    session.output.error(known(settled.error));
    return 'failed';
  }
  if (plan.kind === 'result') {
    session.output.note(
      `${plan.file}: the result of ${plan.of}, not signed again`,
      `${plan.file}: là kết quả của ${plan.of}, không ký lại`,
    );
  }
  if (plan.kind !== 'sign' || settled.result === null) return 'result';
  const { bytes, facts } = settled.result;
  const already = bytes === null;
  tellSigned(session, { input: plan.file, output: plan.output, role, already, facts });
  return already ? 'already' : 'signed';
}

/** On stderr, so that stdout holds one result for each signed file and nothing else. */
function tellCounts({ output }: Session, { signed, already, result, failed }: Record<Ending, number>): void {
  const files = signed + already + failed;
  output.summary({
    json: { files, signed, alreadySigned: already, failed, results: result },
    en: `${files} files: ${signed} signed, ${already} already signed, ${failed} failed`,
    vi: `${files} tệp: ${signed} đã ký, ${already} đã ký từ trước, ${failed} lỗi`,
  });
}
