import { afterEach, expect, test } from 'vitest';
import { WorkerPool } from '../../../../src/cli/batch/pool.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';

const DEADLINE_MS = 30_000;
let pool: WorkerPool<string, unknown> | undefined;
afterEach(() => pool?.close());

function poolOf(jobs: number, more: { deadlineMs?: number; answer?: () => Promise<unknown> } = {}) {
  pool = new WorkerPool(jobs, {
    program: new URL('./badWorker.ts', import.meta.url),
    workerData: { name: 'worker' },
    deadlineMs: DEADLINE_MS,
    memoryMb: 48,
    answer: async () => 'nothing',
    ...more,
  });
  return pool;
}

test('one worker does one task after the other and stays the same', async () => {
  const one = poolOf(1);
  const names = await Promise.all([one.run('name'), one.run('name'), one.run('name')]);
  expect(new Set(names).size).toBe(1);
});

test('tasks are spread over the workers', async () => {
  const names = await Promise.all(Array.from({ length: 3 }, () => poolOf(1).run('name')));
  expect(names.every((name) => String(name).startsWith('worker '))).toBe(true);
  const two = poolOf(2);
  const [first, second] = await Promise.all([two.run('name'), two.run('name')]);
  expect(first).not.toBe(second);
});

test.each([
  ['leave', 'BATCH_WORKER_ENDED'],
  ['crash', 'BATCH_WORKER_ENDED'],
  ['eat', 'BATCH_WORKER_ENDED'],
])(
  'a task that lets its worker %s ends with an error, and the next one finds a new worker',
  async (deed, code) => {
    const one = poolOf(1);
    const before = await one.run('name');
    const bad = one.run(deed);
    const next = one.run('name');
    await expect(bad).rejects.toMatchObject({ code });
    expect(await next).not.toBe(before);
  },
);

test('a task that hangs is stopped at its deadline', async () => {
  const one = poolOf(1, { deadlineMs: 1_500 });
  await expect(one.run('hang')).rejects.toMatchObject({ code: 'BATCH_FILE_TIMEOUT', detail: '1.5 s' });
  expect(await one.run('name')).toMatch(/^worker /);
});

test('an error keeps its code, its place and its hint on the way', async () => {
  await expect(poolOf(1).run('refuse')).rejects.toMatchObject({
    ...{ code: 'FILE_KIND_UNKNOWN', where: 'x.bin', detail: 'bytes', ownHint: { en: 'e', vi: 'v' } },
  });
});

test('a worker asks, and is answered or refused', async () => {
  expect(await poolOf(1, { answer: async () => 'an answer' }).run('ask')).toBe('an answer');
  const refusing = poolOf(1, { answer: () => Promise.reject(new CongvanError('SIGNING_KEY_UNAVAILABLE')) });
  await expect(refusing.run('ask')).rejects.toMatchObject({ code: 'SIGNING_KEY_UNAVAILABLE' });
});
