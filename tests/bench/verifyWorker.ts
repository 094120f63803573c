/** One core of `verify.ts`: verifies for some seconds and says how often. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Material } from '../../src/signing/material.ts';
import { verifier } from './verifying.ts';

const { files, material, warmUpMs, milliseconds } = workerData as {
  readonly files: readonly Uint8Array[];
  readonly material: Material;
  readonly warmUpMs: number;
  readonly milliseconds: number;
};

function verifyFor(verify: () => void, ms: number): number {
  const end = performance.now() + ms;
  let count = 0;
  for (; performance.now() < end; count++) verify();
  return count;
}

const verify = verifier(files, material);
verifyFor(verify, warmUpMs);
parentPort?.postMessage(verifyFor(verify, milliseconds));
