/** Life of a server process: start in order, run loops, stop gracefully with a deadline, end at once when the store fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isFatal, reasonOf } from '../exchange/commit.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { Bell, type LoopObserver, type LoopSpec, runLoop } from './loop.ts';

export interface Service {
  /**
   * Takes locks, sweeps, opens sockets; what it has opened is given to `opened` as it goes, so that a failing start
   * closes it again.
   * @param fatal to be called when the store fails outside a loop
   * @returns the loops to run
   */
  start(
    opened: (close: () => Promise<void>) => void,
    fatal: (error: unknown) => void,
  ): Promise<readonly LoopSpec[]>;
  readonly observer: LoopObserver;
  readonly logger: Logger;
  /** How long running work may go on after a stop is asked for, milliseconds. */
  readonly stopMs: number;
  /** Ends the process; given so that a test can look on. */
  readonly halt: (exitCode: number) => void;
}

/**
 * @param stop aborted by SIGTERM or SIGINT
 * @returns exit code: 0 after a stop, 11 when the store failed
 * @throws what kept it from starting (HOME_LOCKED, CONFIG_INVALID, an address in use, …)
 */
export async function runService(service: Service, stop: AbortSignal): Promise<number> {
  const closers: (() => Promise<void>)[] = [];
  const ending = new AbortController();
  const state: { fatal: unknown } = { fatal: undefined };
  const fatal = (error: unknown) => {
    state.fatal ??= error;
    ending.abort();
  };
  stop.addEventListener('abort', () => ending.abort());
  if (stop.aborted) ending.abort();
  try {
    const loops = await service.start((close) => closers.unshift(close), fatal);
    await untilStopped(service, loops, ending, fatal);
  } catch (error) {
    await closeAll(service, closers);
    throw error;
  }
  await within(service, closeAll(service, closers));
  if (state.fatal === undefined) return 0;
  return reportFatal(service, state.fatal);
}

async function untilStopped(
  service: Service,
  loops: readonly LoopSpec[],
  ending: AbortController,
  fatal: (error: unknown) => void,
): Promise<void> {
  const bell = new Bell();
  const running = loops.map((loop) =>
    runLoop(loop, ending.signal, service.logger, service.observer, bell).catch(fatal),
  );
  if (!ending.signal.aborted) {
    await new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
  }
  service.logger.info({}, 'stopping');
  await within(service, Promise.all(running));
}

/** Work that is not done by the deadline is left: it is found and done again at the next start. */
async function within(service: Service, work: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const deadline = sleep(service.stopMs, 'late', { signal: enough.signal, ref: false }).catch(() => 'done');
  const outcome = await Promise.race([work.then(() => 'done'), deadline]);
  enough.abort();
  if (outcome !== 'late') return;
  service.logger.warn(
    { stopMs: service.stopMs },
    'not all work ended in time; it will be done at the next start',
  );
  service.halt(0);
}

async function closeAll(service: Service, closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers) {
    await close().catch((error: unknown) =>
      service.logger.warn({ reason: reasonOf(error) }, 'closing failed'),
    );
  }
}

function reportFatal(service: Service, error: unknown): number {
  service.logger.error(
    { reason: reasonOf(error), alarm: true },
    'the store failed: the process ends and must be started again',
  );
  return error instanceof CongvanError && isFatal(error) ? error.row.exit : 1;
}
