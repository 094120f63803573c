/**
 * Verifications a second: letters of 150 kB with one and with two signatures, their changes, chains, timestamps and
 * cached revocation answers, beside pyHanko and EU DSS in the same run on the same machine; and a sealed envelope of
 * 1 MB beside xmlsec1.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Material } from '../../src/signing/material.ts';
import { perSecond } from './rate.ts';
import { materialOf, type Signatures, signedLetters, verifier } from './verifying.ts';
import { byDss, byPyhanko, type Measured, written } from './verifyOthers.ts';
import { largeEnvelope, ownRate, xmlsecRates } from './verifySeal.ts';

const WARM_UP_MS = 3_000;
const MEASURED_MS = 3_000;

/** Per second of wall time, one worker on each core. */
async function onAllCores(files: readonly Uint8Array[], material: Material, cores: number): Promise<number> {
  const workerData = { files, material, warmUpMs: WARM_UP_MS, milliseconds: MEASURED_MS };
  const workers = Array.from(
    { length: cores },
    () => new Worker(new URL('./verifyWorker.ts', import.meta.url), { workerData }),
  );
  const counts = await Promise.all(workers.map(async (worker) => Number((await once(worker, 'message'))[0])));
  return counts.reduce((sum, count) => sum + count, 0) / (MEASURED_MS / 1000);
}

const perCpuSecond = (measured: Measured | undefined) => measured && measured.count / measured.cpuSeconds;
const perWallSecond = (measured: Measured | undefined) => measured && measured.count / measured.wallSeconds;

function line(what: string, ours: number, theirs: readonly (number | undefined)[]): void {
  const cells = theirs.map((rate) =>
    (rate === undefined ? 'absent' : `${rate.toFixed(1)} (${(ours / rate).toFixed(1)}×)`).padStart(18),
  );
  process.stdout.write(`  ${what.padEnd(44)} ${ours.toFixed(0).padStart(7)}${cells.join('')}\n`);
}

async function measure(signatures: Signatures, folder: string): Promise<void> {
  const files = await signedLetters(signatures);
  const material = await materialOf(files);
  const given = written(folder, files, material);
  const cores = availableParallelism();
  const own = await perSecond(verifier(files, material));
  const others = [perCpuSecond(await byPyhanko(given, 1)), perCpuSecond(await byDss(given, 1))];
  const what = `${signatures} B-T, ${Math.round((files[0]?.length ?? 0) / 1000)} kB`;
  line(`${what}, per second of processor time`, own, others);
  const ownAll = await onAllCores(files, material, cores);
  const othersAll = [perWallSecond(await byPyhanko(given, cores)), perWallSecond(await byDss(given, cores))];
  line(`${what}, per second on ${cores} cores`, ownAll, othersAll);
}

/** Prints a table; nothing passes or fails: compare the ratios, not the numbers. */
export async function verifyingTable(): Promise<void> {
  const head = ['congvan', 'pyHanko', 'EU DSS, warm'];
  process.stdout.write(`verifications${head.map((word, i) => word.padStart(i === 0 ? 41 : 18)).join('')}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  try {
    for (const signatures of [1, 2] as const) await measure(signatures, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const sealed = await largeEnvelope();
  const own = await ownRate(sealed);
  const xmlsec = xmlsecRates(sealed);
  const others = ['xmlsec1, repeated', 'xmlsec1, alone'].map((word) => word.padStart(18));
  process.stdout.write(`${''.padEnd(54)}${others.join('')}\n`);
  line(`sealed envelope of ${(sealed.length / 1e6).toFixed(2)} MB, per second`, own, [
    xmlsec?.inside,
    xmlsec?.alone,
  ]);
}

if (import.meta.main) await verifyingTable();
