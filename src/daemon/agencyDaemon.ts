/**
 * The agency's daemon: sends what is due, receives what is there, files what has arrived. Recovery is the same code as
 * normal work; after a kill it goes on within the first second.
 */
import { resendReceipts } from '../exchange/acknowledge.ts';
import { isFatal, reasonOf } from '../exchange/commit.ts';
import { type DeliverDeps, deliverDue } from '../exchange/deliver.ts';
import { fileInbox } from '../exchange/fileInbox.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import { ROUND } from '../exchange/lanes.ts';
import { type ReceiveDeps, receivePass } from '../exchange/receive.ts';
import { dueWindow } from '../exchange/retry.ts';
import { createHealth, type HealthAddress } from './health.ts';
import type { LoopSpec } from './loop.ts';
import { runService } from './service.ts';

export interface AgencyDaemon {
  readonly exchange: DeliverDeps & ReceiveDeps;
  /** Files one inbox item (flow `ingest`). */
  readonly file: (item: InboxItem) => Promise<void>;
  /** Takes the home for this process. @returns gives it back. @throws HOME_LOCKED */
  readonly lock: () => Promise<() => Promise<void>>;
  /** Removes what a killed process left behind: temporary files and the like. */
  readonly sweep: () => Promise<void>;
  readonly health: HealthAddress | null;
  readonly pace: DaemonPace;
  /** What else goes on beside the exchange (publishing the log, fetching the address book). */
  readonly loops?: readonly LoopSpec[];
  readonly halt: (exitCode: number) => void;
}

export interface DaemonPace {
  readonly pollMs: number;
  readonly idleMs: number;
  readonly stopMs: number;
  /** How long the axis may hold an empty pull. */
  readonly pullWaitMs: number;
  readonly maxEnvelopeBytes: number;
}

export const DEFAULT_PACE: DaemonPace = {
  pollMs: 200,
  idleMs: 2000,
  stopMs: 10_000,
  pullWaitMs: 20_000,
  maxEnvelopeBytes: 10 * 1024 * 1024,
};

/** Dispatches and messages handled at the same time. */
const CONCURRENCY = 4;
const BATCH = 2 * ROUND;
const RESENT_AT_START = 1000;

/**
 * Start order: home lock, sweep, receipts the axis has not confirmed, then the loops.
 * @returns exit code
 * @throws HOME_LOCKED and what else keeps it from starting
 */
export function runAgencyDaemon(daemon: AgencyDaemon, stop: AbortSignal): Promise<number> {
  const { exchange, pace, halt } = daemon;
  const { store, clock, logger } = exchange;
  const health = createHealth(clock, async () => ({ ...(await store.counts(dueWindow(clock.now()))) }));
  return runService(
    {
      observer: health.observer,
      logger,
      stopMs: pace.stopMs,
      halt,
      async start(opened) {
        opened(await daemon.lock());
        await daemon.sweep();
        if (daemon.health !== null) opened(await health.listen(daemon.health));
        await resendAtStart(exchange);
        logger.info({ agency: exchange.self }, 'daemon started');
        return [...loopsOf(daemon), ...(daemon.loops ?? [])];
      },
    },
    stop,
  );
}

/** The axis may be away when we start: the loop goes on with it. */
async function resendAtStart(exchange: AgencyDaemon['exchange']): Promise<void> {
  try {
    const resent = await resendReceipts(exchange, RESENT_AT_START);
    if (resent > 0) exchange.logger.info({ resent }, 'receipts of the life before sent again');
  } catch (error) {
    if (isFatal(error)) throw error;
    exchange.logger.warn({ reason: reasonOf(error) }, 'receipts could not be sent again yet');
  }
}

function loopsOf({ exchange, file, pace }: AgencyDaemon): readonly LoopSpec[] {
  const { pollMs, idleMs, pullWaitMs, maxEnvelopeBytes } = pace;
  const { store, clock, random, logger } = exchange;
  // True at the start, and after a pass that failed: an answer that was lost may have leased us what we never saw.
  let resume = true;
  const receive = async (signal: AbortSignal) => {
    const options = {
      limit: BATCH,
      concurrency: CONCURRENCY,
      waitMs: pullWaitMs,
      resume,
      maxEnvelopeBytes,
      signal,
    };
    resume = true;
    const taken = await receivePass(exchange, options);
    resume = false;
    return taken;
  };
  return [
    {
      name: 'deliver',
      step: (signal) => deliverDue(exchange, { limit: BATCH, concurrency: CONCURRENCY, signal }),
      pollMs,
      idleMs,
      isWoken: true,
    },
    // The pull itself waits at the axis.
    { name: 'receive', step: receive, pollMs, idleMs: pollMs },
    {
      name: 'file',
      step: (signal) => fileInbox({ store, file, clock, random, logger }, BATCH, signal),
      pollMs,
      idleMs,
      isWoken: true,
    },
    { name: 'receipts', step: () => resendReceipts(exchange, BATCH), pollMs: idleMs, idleMs },
  ];
}
