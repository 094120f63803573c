/** The program of a worker thread of `verify` and `sign` over many files. Prints nothing and writes nothing. */
import { parentPort, workerData } from 'node:worker_threads';
import { askOver } from './asking.ts';
import type { BatchJob, Work } from './job.ts';
import { type FromWorker, type ToWorker, told } from './protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this is the program of a worker thread');
const job: BatchJob = workerData;
const ask = askOver(port);
let opened: Promise<Work> | undefined;

port.on('message', async (message: ToWorker) => {
  if (message.kind === 'task') port.postMessage(await outcomeOf(message.task));
});

async function outcomeOf(task: unknown): Promise<FromWorker> {
  try {
    opened ??= open(job);
    const work = await opened;
    return { kind: 'result', result: await work(task) };
  } catch (error) {
    return { kind: 'failure', error: told(error) };
  }
}

/** Loads only what this job needs. */
async function open(job: BatchJob): Promise<Work> {
  switch (job.kind) {
    case 'verify':
      return await (await import('./verifyingWork.ts')).verifyingWork(job, ask);
    case 'sign':
      return await (await import('./signingWork.ts')).signingWork(job, ask);
    default:
      return job satisfies never;
  }
}
