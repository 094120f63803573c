import type { AgencyCode } from '../../kernel/ids.ts';

/** Tells waiting pulls that something lies in a mailbox now. A hint only: the store is asked again either way. */
export class Arrivals {
  readonly #waiting = new Map<AgencyCode, Set<() => void>>();

  announce(mailbox: AgencyCode): void {
    const waiting = this.#waiting.get(mailbox);
    this.#waiting.delete(mailbox);
    for (const wake of waiting ?? []) wake();
  }

  /** @returns a function that stops waiting; `wake` is called at most once */
  wait(mailbox: AgencyCode, wake: () => void): () => void {
    const waiting = this.#waiting.get(mailbox) ?? new Set();
    waiting.add(wake);
    this.#waiting.set(mailbox, waiting);
    return () => {
      waiting.delete(wake);
    };
  }
}
