import { spawn } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { diskLogFiles } from '../../src/adapters/disk/logFiles.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { checkLog } from '../../src/archive/log/check.ts';
import { verifierOf } from '../../src/archive/log/note.ts';
import { publishLog } from '../../src/archive/log/publish.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { RecordId } from '../../src/kernel/ids.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = { origin: 'example.gov.vn/archive', key: createPrivateKey(pem) };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'congvan-killed-'));
});
afterEach(() => rm(home, { recursive: true }));

/** Lets a writer keep records and publish them, kills it in the middle. @returns what it had promised */
async function killedWriter(afterMs: number): Promise<readonly string[]> {
  const program = fileURLToPath(new URL('./writerProcess.ts', import.meta.url));
  const writer = spawn(process.execPath, [program, home], { stdio: ['pipe', 'pipe', 'inherit'] });
  writer.stdin.end(pem);
  let printed = '';
  writer.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  await once(writer.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  writer.kill('SIGKILL');
  await once(writer, 'close');
  return printed.split('\n').slice(0, -1);
}

describe('a writer that is killed', () => {
  it('loses nothing it has promised, doubles nothing, and the log goes on', async () => {
    const promised: string[] = [];
    for (const afterMs of [3, 40, 90, 150, 230]) {
      promised.push(...(await killedWriter(afterMs)));
      const store = openSqliteStore(join(home, 'store.db'), systemClock);
      const files = diskLogFiles(join(home, 'log'));
      const blobs = await openDiskBlobs(join(home, 'blobs'));
      const checkpoint = await publishLog({ store, files, signer });
      const check = await checkLog({ store, files, verifier: verifierOf(signer) });
      expect(check.findings).toEqual([]);
      expect(check.published).toBe(checkpoint.size);
      for (const id of promised) {
        const kept = await store.record(id as RecordId);
        expect(kept?.record.id).toBe(id);
        for (const file of kept?.record.files ?? []) await blobs.get(file.digest);
      }
      const entries = await store.numberEntries({ limit: 100_000 });
      const serials = entries.map((entry) => entry.serial).sort((a, b) => a - b);
      expect(serials).toEqual(serials.map((_, at) => at + 1));
      store.close();
    }
    expect(new Set(promised).size).toBe(promised.length);
  });
});
