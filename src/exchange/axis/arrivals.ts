import type { AgencyCode } from '../../kernel/ids.ts';

/** Tells waiting pulls that something lies in a mailbox now. A hint only: the store is asked again either way. */
export class Arrivals {
  readonly #waiting = new Map<AgencyCode, Set<() => void>>();

  announce(mailbox: AgencyCode): void {
    const waiting = this.#waiting.get(mailbox);
    this.#waiting.delete(mailbox);
    for (const wake of waiting ?? []) wake();
  }

  /** Resolves at the next announcement, after `waitMs`, or when the signal says so; never rejects. */
  wait(mailbox: AgencyCode, waitMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#waiting.get(mailbox)?.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal?.addEventListener('abort', done);
      const waiting = this.#waiting.get(mailbox) ?? new Set();
      waiting.add(done);
      this.#waiting.set(mailbox, waiting);
      if (signal?.aborted) done();
    });
  }
}
