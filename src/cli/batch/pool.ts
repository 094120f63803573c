import { Lane, type LaneOptions } from './lane.ts';

/** Where the worker's program is: `.ts` from the sources, `.js` when built. */
export const WORKER_PROGRAM: URL = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

/** Long enough for a hundred megabytes and for servers that answer late. */
export const FILE_DEADLINE_MS = 60_000;
/** Of JavaScript heap; the bytes of files lie outside of it. */
export const WORKER_MEMORY_MB = 1024;

/** Several worker threads that take tasks as they become free. */
export class WorkerPool<Task, Result> {
  readonly #lanes: readonly Lane<Task, Result>[];
  readonly #free: Lane<Task, Result>[];
  readonly #waiting: ((lane: Lane<Task, Result>) => void)[] = [];

  /** @param jobs how many worker threads; they start with the first tasks */
  constructor(jobs: number, options: LaneOptions) {
    this.#lanes = Array.from({ length: jobs }, () => new Lane<Task, Result>(options));
    this.#free = [...this.#lanes].reverse();
  }

  /** @throws BATCH_FILE_TIMEOUT, BATCH_WORKER_ENDED, and what the task throws */
  async run(task: Task): Promise<Result> {
    const lane = await this.#lane();
    try {
      return await lane.run(task);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(lane);
      else next(lane);
    }
  }

  /** Ends all workers, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  async #lane(): Promise<Lane<Task, Result>> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return await new Promise((resolve) => void this.#waiting.push(resolve));
  }
}
