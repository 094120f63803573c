/** A worker that does what its tasks say: good and bad. */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { askOver } from '../../../../src/cli/batch/asking.ts';
import { type ToWorker, told } from '../../../../src/cli/batch/protocol.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';

const port = parentPort;
if (port === null) throw new Error('a worker');
const ask = askOver(port);

const DEEDS: Readonly<Record<string, () => unknown>> = {
  name: () => `${workerData.name} ${threadId}`,
  hang: () => {
    for (;;);
  },
  eat: () => {
    const eaten: object[] = [];
    for (;;) eaten.push(Array.from({ length: 1000 }, (_, at) => ({ at })));
  },
  leave: () => process.exit(7),
  crash: () => {
    setImmediate(() => {
      throw new Error('nobody foresaw this');
    });
    return new Promise(() => {});
  },
  refuse: () => {
    throw new CongvanError('FILE_KIND_UNKNOWN', {
      where: 'x.bin',
      detail: 'bytes',
      hint: { en: 'e', vi: 'v' },
    });
  },
  ask: () => ask('issuers', new Uint8Array([1, 2])),
};

port.on('message', async (message: ToWorker) => {
  if (message.kind !== 'task') return;
  try {
    port.postMessage({ kind: 'result', result: await DEEDS[String(message.task)]?.() });
  } catch (error) {
    port.postMessage({ kind: 'failure', error: told(error) });
  }
});
