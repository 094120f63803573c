import { Worker } from 'node:worker_threads';
import { CongvanError } from '../../kernel/errors.ts';
import { type FromWorker, retold, type ToWorker, told } from './protocol.ts';

export interface LaneOptions {
  /** The program of the worker: `batch/worker.ts`. */
  readonly program: URL;
  /** What every task needs; copied into each worker. */
  readonly workerData: unknown;
  /** How long one task may take, milliseconds, the start of the worker included. */
  readonly deadlineMs: number;
  /** Memory of the worker's JavaScript heap, MiB. */
  readonly memoryMb: number;
  /** Does what a worker may not: asks servers, uses the key. */
  readonly answer: (topic: string, given: unknown) => Promise<unknown>;
}

/**
 * One worker thread that does one task at a time. Whatever a task does to it (hang, eat memory, crash) ends that task
 * with an error; the next task finds a new worker.
 */
export class Lane<Task, Result> {
  readonly #options: LaneOptions;
  #worker: Worker | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** @throws BATCH_FILE_TIMEOUT, BATCH_WORKER_ENDED, and what the task throws */
  async run(task: Task): Promise<Result> {
    this.#worker ??= this.#started();
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const listeners = {
      message: (message: FromWorker) => {
        // The worker is ours: its result is what the task promises.
        if (message.kind === 'result') resolve(message.result as Result);
        if (message.kind === 'failure') reject(retold(message.error));
      },
      error: (cause: Error) => this.#lose(reject, ended(cause)),
      exit: () => this.#lose(reject, new CongvanError('BATCH_WORKER_ENDED')),
    };
    const deadline = setTimeout(
      () => this.#lose(reject, new CongvanError('BATCH_FILE_TIMEOUT', { detail: this.#limit })),
      this.#options.deadlineMs,
    );
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
    worker.postMessage({ kind: 'task', task } satisfies ToWorker);
    try {
      return await promise;
    } finally {
      clearTimeout(deadline);
      for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
    }
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  get #limit(): string {
    return `${this.#options.deadlineMs / 1000} s`;
  }

  #lose(reject: (error: CongvanError) => void, error: CongvanError): void {
    reject(error);
    void this.close();
  }

  #started(): Worker {
    const { program, workerData, memoryMb } = this.#options;
    const worker = new Worker(program, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'question') void this.#answer(worker, message);
    });
    // Between two tasks nobody else listens; the next task then finds no worker and starts one.
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  async #answer(
    worker: Worker,
    { id, topic, given }: Extract<FromWorker, { kind: 'question' }>,
  ): Promise<void> {
    let said: ToWorker;
    try {
      said = { kind: 'answer', id, value: await this.#options.answer(topic, given) };
    } catch (error) {
      said = { kind: 'refusal', id, error: told(error) };
    }
    worker.postMessage(said);
  }
}

function ended(cause: Error): CongvanError {
  const code = 'code' in cause ? String(cause.code) : cause.name;
  const line = cause.message.split('\n')[0] ?? '';
  return new CongvanError('BATCH_WORKER_ENDED', { detail: `${code}: ${line}`, cause });
}
