import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHome, whileLocked } from '../../src/adapters/disk/lock.ts';
import { expectError } from './errors.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'congvan-home-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A process that holds the home until it is killed. */
async function holder() {
  const program = fileURLToPath(new URL('./lockProcess.ts', import.meta.url));
  const running = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(running.stdout, 'data');
  return running;
}

describe('the lock of a home', () => {
  it('is held by one, and free again when it is released', async () => {
    const lock = await lockHome(home);
    await expectError(lockHome(home), 'HOME_LOCKED');
    lock.release();
    lock.release();
    (await lockHome(home)).release();
  });

  it('names the process that holds it, and ends with that process however it ends', async () => {
    const other = await holder();
    const error = await expectError(lockHome(home), 'HOME_LOCKED');
    expect(error.message).toContain(`process ${other.pid}`);
    other.kill('SIGKILL');
    await once(other, 'close');
    (await lockHome(home)).release();
  });
});

describe('work under a lock', () => {
  it('is done by one at a time', async () => {
    const path = join(home, 'x/.lock');
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => whileLocked(path, 10_000, work)));
  });

  it('gives up after its time, and frees the lock when the work fails', async () => {
    const path = join(home, '.lock');
    const waiting = whileLocked(path, 10_000, () =>
      expectError(
        whileLocked(path, 60, async () => {}),
        'STORE_LOCKED',
      ),
    );
    await waiting;
    const failing = whileLocked(path, 0, async () => {
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(await whileLocked(path, 0, async () => 'again')).toBe('again');
  });
});
