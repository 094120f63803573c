import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/sqlite/migrate.ts';
import { openDatabase, refuseOldSqlite } from '../../src/adapters/sqlite/open.ts';
import { migrateSqliteStore, openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { storeError } from '../../src/adapters/sqlite/storeError.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { isCongvanError } from '../../src/kernel/errors.ts';
import { archiveSuite } from './archive.suite.ts';
import { expectError } from './errors.ts';
import { AGENCY, AT, added, sampleRecord } from './records.ts';
import { registrySuite } from './registry.suite.ts';

const clock = fixedClock(AT);
let folder: string;

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'congvan-store-'));
  const store = openSqliteStore(join(root, 'store.db'), clock);
  return {
    store,
    close: async () => {
      store.close();
      await rm(root, { recursive: true });
    },
  };
}

registrySuite('sqlite', open);
archiveSuite('sqlite', open);

describe('the SQLite store', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const path = () => join(folder, 'store.db');

  it('flushes every commit and trusts nothing in the file', () => {
    openSqliteStore(path(), clock).close();
    const db = openDatabase(path());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
    db.close();
  });

  it('refuses what is no database, a folder that is missing, and an SQLite that can lose data', async () => {
    await writeFile(path(), 'this is not a database file at all, whatever it says it is');
    await expectError(
      Promise.resolve().then(() => openSqliteStore(path(), clock)),
      'STORE_DAMAGED',
    );
    const nowhere = join(folder, 'no/such/store.db');
    await expectError(
      Promise.resolve().then(() => openSqliteStore(nowhere, clock)),
      'STORE_UNREADABLE',
    );
    expect(() => refuseOldSqlite('3.51.2')).toThrow(/STORE_SQLITE_TOO_OLD|can lose data/);
    expect(() => refuseOldSqlite('3.51.3')).not.toThrow();
    expect(() => refuseOldSqlite('4.0.0')).not.toThrow();
  });

  it.each([
    ['SQLITE_FULL', 'DISK_FULL'],
    ['SQLITE_BUSY_SNAPSHOT', 'STORE_LOCKED'],
    ['SQLITE_IOERR_FSYNC', 'STORE_FAILED'],
    ['SQLITE_CORRUPT_VTAB', 'STORE_DAMAGED'],
    ['SQLITE_READONLY', 'STORE_UNREADABLE'],
  ] as const)('calls %s %s', (sqlite, code) => {
    const error = storeError(Object.assign(new Error('x'), { code: sqlite }), 'store');
    expect(isCongvanError(error, code)).toBe(true);
  });

  it('says when another process holds it', async () => {
    const store = openSqliteStore(path(), clock, { busyMs: 50 });
    const other = openDatabase(path());
    other.exec('BEGIN IMMEDIATE');
    await expectError(store.commit([added(sampleRecord())]), 'STORE_LOCKED');
    other.exec('ROLLBACK');
    await store.commit([added(sampleRecord())]);
    other.close();
    store.close();
  });

  it('rolls back when the disk is full, and works again when there is room', async () => {
    const store = openSqliteStore(path(), clock);
    await store.commit([added(sampleRecord())]);
    store.close();
    const db = openDatabase(path());
    const { archiveReads } = await import('../../src/adapters/sqlite/archiveReads.ts');
    const { applyArchiveChange } = await import('../../src/adapters/sqlite/archive.ts');
    const { inStore } = await import('../../src/adapters/sqlite/storeError.ts');
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages}`);
    const big = added(sampleRecord({ description: 'x'.repeat(200_000) }));
    const work = async () =>
      inStore('store', () => db.transaction(() => applyArchiveChange(db, big)).immediate());
    await expectError(work(), 'DISK_FULL');
    expect(await archiveReads(db).leafCount()).toBe(1);
    db.pragma('max_page_count = 1000000');
    await work();
    expect(await archiveReads(db).leafCount()).toBe(2);
    db.close();
  });

  it('does not let leaves, records and lines be changed by hand without breaking the rules of the file', async () => {
    const store = openSqliteStore(path(), clock);
    await store.commit([added(sampleRecord())]);
    store.close();
    const db = openDatabase(path());
    for (const sql of [
      "UPDATE log_leaf SET entry = x'00'",
      'DELETE FROM log_leaf',
      "INSERT INTO log_leaf (idx, entry) VALUES (7, x'00')",
      "UPDATE record SET content = ''",
      "UPDATE audit_line SET event = ''",
    ]) {
      expect(() => db.exec(sql), sql).toThrow();
    }
    db.close();
  });
});

describe('migrations', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const path = () => join(folder, 'store.db');

  it('run once, and running them again does no harm', () => {
    const first = migrateSqliteStore(path(), AT);
    expect(first.map((step) => `${step.part} ${step.version}`)).toContain('archive 1');
    expect(migrateSqliteStore(path(), AT)).toEqual([]);
  });

  it('run once from several processes at once', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => child('migrate', path())));
    const applied = runs.map((run) => Number(run.trim())).filter((steps) => steps > 0);
    expect(applied).toHaveLength(1);
  });

  it('leave the store as it was when a step fails', async () => {
    const db = openDatabase(path());
    const parts = (sql: string) => [
      {
        part: 'x',
        migrations: [
          { version: 1, name: 'good', sql: 'CREATE TABLE good (a INTEGER) STRICT' },
          { version: 2, name: 'next', sql },
        ],
      },
    ];
    await expectError(
      Promise.resolve().then(() => migrate(db, parts('CREATE TABLE bad (;'), AT)),
      'STORE_MIGRATION_FAILED',
    );
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'good'").pluck().get()).toBe(0);
    expect(migrate(db, parts('CREATE TABLE bad (a INTEGER) STRICT'), AT)).toHaveLength(2);
    db.close();
  });

  it('refuse a store that is newer, and say when one is older', async () => {
    migrateSqliteStore(path(), AT);
    const db = openDatabase(path());
    db.exec("INSERT INTO schema_migration VALUES ('archive', 99, 'from the future', '2030-01-01')");
    const reopen = () => Promise.resolve().then(() => openSqliteStore(path(), clock));
    await expectError(reopen(), 'STORE_NEWER_THAN_PROGRAM');
    await expectError(
      Promise.resolve().then(() => migrateSqliteStore(path(), AT)),
      'STORE_NEWER_THAN_PROGRAM',
    );
    db.exec("DELETE FROM schema_migration WHERE part = 'archive'");
    await expectError(reopen(), 'STORE_NOT_MIGRATED');
    db.close();
  });
});

describe('numbers, from several processes at once', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are never given twice and leave no gap', async () => {
    const path = join(folder, 'store.db');
    migrateSqliteStore(path, AT);
    const runs = await Promise.all(Array.from({ length: 4 }, () => child('allocate', path, '50')));
    const serials = runs.flatMap((run) => run.trim().split('\n').map(Number));
    expect([...serials].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    const store = openSqliteStore(path, clock);
    expect(await store.numberEntries({ agency: AGENCY, limit: 500 })).toHaveLength(200);
    store.close();
  });

  it('are the same one for the same request', async () => {
    const path = join(folder, 'store.db');
    migrateSqliteStore(path, AT);
    const runs = await Promise.all(Array.from({ length: 4 }, () => child('allocate', path, '10', 'key')));
    for (const run of runs) expect(run.trim().split('\n').map(Number)).toEqual(range(10));
  });
});

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** Runs one of the little programs beside this file and gives what it printed. */
async function child(...args: readonly string[]): Promise<string> {
  const program = fileURLToPath(new URL('./storeProcess.ts', import.meta.url));
  const running = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  running.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  const [code] = await once(running, 'close');
  expect(code).toBe(0);
  return printed;
}
