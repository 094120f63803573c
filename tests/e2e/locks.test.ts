import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../cli/run.ts';
import { fixture, sealedPdf } from './documents.ts';
import { BIN, NAMESPACE, spawned } from './processes.ts';
import { changeStore, expectRefusal, expectRefused, filesOf, rowsOf } from './traces.ts';
import { openInstallation, openWorld, TAI_CHINH, type World } from './world.ts';

const Database: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3');
const ABOUT = ['--type', 'Công văn', '--unit', 'VP', '--subject', 'x', '--signer', 'y'];
const NEXT = ['number', 'next', ...ABOUT];

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const store = () => join(world.sender.home, 'store.db');
const newHome = (name: string) =>
  openInstallation(join(world.folder, name), TAI_CHINH, world.sender.environment);

describe('two daemons on one home', () => {
  it('the second is refused and the first goes on; when it is gone, the next may', async () => {
    const { receiver } = world;
    const first = world.started(await receiver.daemon());
    const second = await receiver.run(['daemon', '--json']);
    const refusal = second.stderr.split('\n').filter((line) => line.startsWith('{"error"'));
    const only = { ...second, stderr: `${refusal.join('\n')}\n` };
    expectRefusal(only, { code: 'HOME_LOCKED', exit: 11, where: receiver.home });
    expect(await receiver.ask('inbox', 'list')).toBeDefined();
    await first.kill();
    const third = world.started(await receiver.daemon());
    expect(await third.stop()).toEqual({ exit: 0, signal: null });
  });

  it('nor two axes', async () => {
    const second = await world.startAxis();
    expect(await second.ended()).toEqual({ exit: 11, signal: null });
    expect(second.said()).toMatch(/HOME_LOCKED/);
  });
});

describe('a store that cannot be used', () => {
  it.concurrent('locked by somebody who does not let go', async () => {
    const db = new Database(store());
    db.exec('BEGIN IMMEDIATE');
    try {
      await expectRefused(world.sender, NEXT, { code: 'STORE_LOCKED', exit: 11, where: store() });
    } finally {
      db.close();
    }
    expect(await world.sender.ask(...NEXT)).toMatchObject({ code: '01/STC-VP' });
  });

  it.concurrent('newer than the program', async () => {
    const installation = await newHome('newer');
    const sql = "INSERT INTO schema_migration VALUES ('exchange', 99, 'later', '2030-01-01T00:00:00Z')";
    changeStore(installation, sql);
    const refusal = { code: 'STORE_NEWER_THAN_PROGRAM', exit: 11, where: installation.home };
    for (const words of [NEXT, ['migrate'], ['inbox', 'list']]) {
      await expectRefused(installation, words, refusal);
    }
    const daemon = await installation.run(['daemon', '--json']);
    expectRefusal(daemon, refusal);
  });

  it.concurrent('damaged', async () => {
    const installation = await newHome('damaged');
    for (const name of ['store.db', 'store.db-wal', 'store.db-shm'])
      rmSync(join(installation.home, name), { force: true });
    writeFileSync(
      join(installation.home, 'store.db'),
      'not a database, but more than a hundred bytes'.repeat(30),
    );
    const outcome = await installation.run([...NEXT, '--json']);
    expectRefusal(outcome, { code: 'STORE_DAMAGED', exit: 11, where: 'store.db' });
  });

  it.concurrent('gone', async () => {
    const installation = await newHome('gone');
    for (const name of ['store.db', 'store.db-wal', 'store.db-shm'])
      rmSync(join(installation.home, name), { force: true });
    const outcome = await installation.run([...NEXT, '--json']);
    expectRefusal(outcome, { code: 'STORE_MISSING', exit: 11, where: 'store.db' });
    expect(existsSync(join(installation.home, 'store.db'))).toBe(false);
  });

  it('locked for a moment', async () => {
    const db = new Database(store());
    db.exec('BEGIN IMMEDIATE');
    const asked = world.sender.ask(...NEXT);
    setTimeout(() => db.close(), 1500);
    expect(await asked).toMatchObject({ code: '02/STC-VP' });
  });
});

const SEND = (code: string) => ['send', 'sealed.pdf', '--number', code, '--to', 'H29.13'];
const SIGN = ['sign', 'draft.pdf', '--as', 'person', '-o', 'out.pdf'];

if (NAMESPACE === undefined) {
  process.stderr.write('skipped: a full disk (neither root nor unshare -Urm may mount here)\n');
}

describe('no room', () => {
  let code: string;
  beforeAll(async () => {
    const { sender } = world;
    writeFileSync(sender.path('sealed.pdf'), await sealedPdf());
    writeFileSync(sender.path('draft.pdf'), fixture('cong-van.pdf'));
    ({ code } = await sender.ask(...NEXT));
  });

  it.skipIf(NAMESPACE === undefined)(
    'a full disk: one error, nothing half done; with room all goes on',
    async () => {
      const { sender, folder } = world;
      const script = join(import.meta.dirname, 'fullDisk.ts');
      const commands = JSON.stringify([SIGN, SEND(code), NEXT]);
      const [program = '', ...words] = NAMESPACE ?? [];
      const argv = [...words, process.execPath, script, join(folder, 'STC'), commands];
      const { exit, stdout, stderr } = await spawned(program, argv, sender);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      const [full, small, roomy, again] = JSON.parse(stdout);
      for (const [sign, send] of [full, small]) {
        expectRefusal(sign, { code: 'DISK_FULL', exit: 11, where: 'out.pdf' });
        expectRefusal(send, { code: 'DISK_FULL', exit: 11, where: /store\.db|blobs/ });
      }
      expectRefusal(full[2], { code: 'DISK_FULL', exit: 11, where: 'store.db' });
      expect(roomy.map(({ exit }: Outcome) => exit)).toEqual([0, 0, 0]);
      expectRefusal(again[0], { code: 'OUTPUT_EXISTS', exit: 1, where: 'out.pdf' });
      expect(JSON.parse(roomy[1].stdout)).toMatchObject({ repeated: false });
      expect(JSON.parse(again[1].stdout)).toMatchObject({ repeated: true });
      const codes = [code, ...[small, roomy, again].map(([, , next]) => JSON.parse(next.stdout).code)];
      const serials = codes.map((one) => Number(one.split('/')[0]));
      expect(serials).toEqual([0, 1, 2, 3].map((step) => (serials[0] ?? 0) + step));
    },
  );

  it.each([
    ['a blob', () => SEND(code), 400, 'blobs'],
    ['a result', () => SIGN, 150, 'out.pdf'],
  ])('a limit on the size of files: %s', async (_what, words, limit, where) => {
    const { sender } = world;
    const before = { files: filesOf(sender), rows: rowsOf(sender) };
    const argv = [process.execPath, BIN, ...words(), '--json'];
    const limited = await spawned('sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...argv], sender);
    expectRefusal(limited, { code: 'DISK_FULL', exit: 11, where });
    expect(filesOf(sender)).toEqual(before.files);
    expect(rowsOf(sender)).toEqual(before.rows);
  });

  it.skipIf(!existsSync('/dev/full'))('where the result is to go: it was not said', async () => {
    const { sender } = world;
    for (const words of [
      ['inbox', 'list'],
      ['sign', 'draft.pdf', '--as', 'person', '-o', '-'],
    ]) {
      const argv = [process.execPath, BIN, ...words, '--json'];
      const outcome = await spawned('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...argv], sender);
      expectRefusal(outcome, { code: 'DISK_FULL', exit: 11, where: 'stdout' });
    }
  });
});
