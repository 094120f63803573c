import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const MEASURED_MS = 3_000;

/** Signatures a second of wall time with one worker on each core. */
export async function onAllCores(signer: string, level: 'B-B' | 'B-T'): Promise<number> {
  const workerData = { signer, level, milliseconds: MEASURED_MS };
  const file = new URL('./signWorker.ts', import.meta.url);
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(file, { workerData }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const counts = workers.map(async (worker) => {
    const [count]: unknown[] = await once(worker, 'message');
    return Number(count);
  });
  for (const worker of workers) worker.postMessage('go');
  const all = await Promise.all(counts);
  return all.reduce((sum, count) => sum + count, 0) / (MEASURED_MS / 1000);
}
