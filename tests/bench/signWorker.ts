/** One core of `sign.ts`: signs for some seconds and says how often. */
import { parentPort, workerData } from 'node:worker_threads';
import { signing } from './signing.ts';

const { signer, level, milliseconds } = workerData as {
  readonly signer: string;
  readonly level: 'B-B' | 'B-T';
  readonly milliseconds: number;
};
const { sign } = await signing(signer);
for (let warm = 0; warm < 200; warm++) await sign(level);
parentPort?.postMessage('ready');
await new Promise((resolve) => parentPort?.once('message', resolve));
const end = performance.now() + milliseconds;
let count = 0;
for (; performance.now() < end; count++) await sign(level);
parentPort?.postMessage(count);
parentPort?.close();
