import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 50;
const PATIENCE_MS = 60_000;

/** Runs `work` while no other process does; waits for its turn. A lock whose process is gone is taken over. */
export async function alone<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true });
  for (let waited = 0; !(await take(lockFile)); waited += WAIT_MS) {
    if (waited > PATIENCE_MS)
      throw new Error(`${lockFile} is held by another process; remove it if none runs`);
    if (await isAbandoned(lockFile)) await rm(lockFile, { force: true });
    else await sleep(WAIT_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function take(lockFile: string): Promise<boolean> {
  try {
    const file = await open(lockFile, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Signal 0 asks only whether the process exists. An empty file is being written this moment. */
async function isAbandoned(lockFile: string): Promise<boolean> {
  const pid = Number(await readFile(lockFile, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
