import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from '../../../certs-dev/lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Reads a number, waits, writes the number plus one: two at once would lose one. */
const WORKER = `
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { alone } from ${JSON.stringify(new URL('../../../certs-dev/lock.ts', import.meta.url).href)};
const [lock, counter] = process.argv.slice(2);
for (let round = 0; round < 5; round += 1) {
  await alone(lock, async () => {
    const count = Number(await readFile(counter, 'utf8'));
    await sleep(5);
    await writeFile(counter, String(count + 1));
  });
}
`;

it('lets one process work at a time', async () => {
  const counter = join(folder, 'counter');
  const worker = join(folder, 'worker.mjs');
  await writeFile(counter, '0');
  await writeFile(worker, WORKER);
  const workers = [1, 2, 3].map(() => fork(worker, [join(folder, 'lock'), counter]));
  const ends = await Promise.all(workers.map((process) => once(process, 'exit')));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
  expect(await readFile(counter, 'utf8')).toBe('15');
});

it('takes over from a process that is gone', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, '2147483646');
  expect(await alone(lock, async () => 'done')).toBe('done');
});
