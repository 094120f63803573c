import { setTimeout as sleep } from 'node:timers/promises';
import { isFatal, reasonOf } from '../exchange/commit.ts';
import type { Logger } from '../kernel/logger.ts';

/** One thing the daemon does again and again. */
export interface LoopSpec {
  readonly name: string;
  /**
   * One pass, never overlapping itself.
   * @returns how much it did; 0 lets the loop rest
   */
  readonly step: (signal: AbortSignal) => Promise<number>;
  /** First pause when there is nothing to do; doubles up to `idleMs`. */
  readonly pollMs: number;
  readonly idleMs: number;
  /** True: looks again at once when another loop has done something, instead of resting to the end. */
  readonly isWoken?: boolean;
}

/** One loop's work is often the next one's cause: what was received is to be filed, what was filed to be answered. */
export class Bell {
  readonly #resting = new Set<AbortController>();

  ring(): void {
    for (const rest of this.#resting) rest.abort();
  }

  /** Returns after the time, at a ring, or when the signal says so. */
  async rest(ms: number, signal: AbortSignal): Promise<void> {
    const ringing = new AbortController();
    this.#resting.add(ringing);
    const either = AbortSignal.any([ringing.signal, signal]);
    await sleep(ms, undefined, { signal: either }).catch(() => undefined);
    this.#resting.delete(ringing);
  }
}

/** What health and metrics see of a loop. */
export interface LoopObserver {
  stepped(name: string, done: number): void;
  failed(name: string, code: string): void;
}

/** Grows slowly: a peer that was only started again is found within the time that it was away. */
const BACKOFF = { firstMs: 250, factor: 1.5, longestMs: 15_000 } as const;

/**
 * Runs the step until the signal. Failures that may pass are waited out (said once when they begin and once when they
 * end); the store's own failures are thrown.
 * @throws fatal store errors
 */
export async function runLoop(
  spec: LoopSpec,
  signal: AbortSignal,
  logger: Logger,
  observer: LoopObserver,
  bell: Bell = new Bell(),
): Promise<void> {
  const rest = new Rest(spec);
  while (!signal.aborted) {
    const pauseMs = await onePass(spec, rest, signal, logger, observer);
    if (rest.hasWorked) bell.ring();
    if (spec.isWoken === true && rest.failures === 0) await bell.rest(pauseMs, signal);
    else await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function onePass(
  spec: LoopSpec,
  rest: Rest,
  signal: AbortSignal,
  logger: Logger,
  observer: LoopObserver,
): Promise<number> {
  try {
    const done = await spec.step(signal);
    observer.stepped(spec.name, done);
    if (rest.failures > 0) logger.info({ loop: spec.name }, 'works again');
    return rest.after(done);
  } catch (error) {
    if (signal.aborted && !isFatal(error)) return 0;
    if (isFatal(error)) throw error;
    const reason = reasonOf(error);
    observer.failed(spec.name, reason.code);
    if (rest.failures === 0) logger.warn({ loop: spec.name, reason }, 'cannot work now, will try again');
    return rest.afterFailure();
  }
}

/** How long to pause; grows while nothing happens. */
class Rest {
  failures = 0;
  /** Passes since the last one that did something. */
  #idle = 1;
  readonly #spec: LoopSpec;

  constructor(spec: LoopSpec) {
    this.#spec = spec;
  }

  get hasWorked(): boolean {
    return this.failures === 0 && this.#idle === 0;
  }

  after(done: number): number {
    this.failures = 0;
    this.#idle = done > 0 ? 0 : this.#idle + 1;
    if (this.#idle === 0) return 0;
    return Math.min(this.#spec.pollMs * 2 ** (this.#idle - 1), this.#spec.idleMs);
  }

  afterFailure(): number {
    this.failures += 1;
    return Math.min(BACKOFF.firstMs * BACKOFF.factor ** (this.failures - 1), BACKOFF.longestMs);
  }
}
