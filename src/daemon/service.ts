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
  const ending = new Ending(service.logger);
  stop.addEventListener('abort', () => ending.stop());
  if (stop.aborted) ending.stop();
  try {
    const loops = await service.start(
      (close) => closers.unshift(close),
      (error) => ending.fatal(error),
    );
    await untilStopped(service, loops, ending);
  } catch (error) {
    await closeAll(service, closers);
    throw error;
  }
  await within(service, closeAll(service, closers), ending);
  return ending.exitCode;
}

/** Why and with which exit code the process ends. */
class Ending {
  exitCode = 0;
  readonly #logger: Logger;
  readonly #controller = new AbortController();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#controller.abort();
  }

  fatal(error: unknown): void {
    if (this.exitCode === 0)
      this.exitCode = error instanceof CongvanError && isFatal(error) ? error.row.exit : 1;
    const reason = reasonOf(error);
    this.#logger.error(
      { reason, alarm: true },
      'the store failed: the process ends and must be started again',
    );
    this.stop();
  }
}

async function untilStopped(service: Service, loops: readonly LoopSpec[], ending: Ending): Promise<void> {
  const { signal } = ending;
  const bell = new Bell();
  const running = loops.map((loop) =>
    runLoop(loop, signal, service.logger, service.observer, bell).catch((error) => ending.fatal(error)),
  );
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  service.logger.info({}, 'stopping');
  await within(service, Promise.all(running), ending);
}

/** Work that is not done by the deadline is left: it is found and done again at the next start. */
async function within(service: Service, work: Promise<unknown>, ending: Ending): Promise<void> {
  const enough = new AbortController();
  const deadline = sleep(service.stopMs, 'late', { signal: enough.signal, ref: false }).catch(() => 'done');
  const outcome = await Promise.race([work.then(() => 'done'), deadline]);
  enough.abort();
  if (outcome !== 'late') return;
  const { stopMs } = service;
  service.logger.warn({ stopMs }, 'not all work ended in time; it will be done at the next start');
  service.halt(ending.exitCode);
}

async function closeAll(service: Service, closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers) {
    await close().catch((error: unknown) =>
      service.logger.warn({ reason: reasonOf(error) }, 'closing failed'),
    );
  }
}
