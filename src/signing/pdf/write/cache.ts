/** Keeps the last few results of costly, pure work. */
export class Cache<V> {
  readonly #limit: number;
  readonly #kept = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is kept under `key`; else what `make` gives, which is then kept in place of the oldest. */
  get(key: string, make: () => V): V {
    const found = this.#kept.get(key);
    if (found !== undefined) return found;
    const made = make();
    this.#kept.set(key, made);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limit) break;
      this.#kept.delete(oldest);
    }
    return made;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }
}
