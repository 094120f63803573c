/** What a command leaves behind, and what it says when it refuses. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { expect } from 'vitest';
import type { Outcome } from '../cli/run.ts';
import type { Installation } from './world.ts';

const Database: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3');

/** Rows of the store by table; two stores that hold the same give the same. */
export function rowsOf(installation: Installation): Readonly<Record<string, readonly unknown[]>> {
  return withStore(installation, (db) => {
    const tables = db
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
      )
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).raw().all()]),
    );
  });
}

/** @returns the first column of the first row */
export function valueIn(installation: Installation, sql: string): unknown {
  return withStore(installation, (db) => db.prepare(sql).pluck().get());
}

function withStore<T>({ home }: Installation, work: (db: BetterSqlite3.Database) => T): T {
  const db = new Database(join(home, 'store.db'), { readonly: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Every file of desk and home but finished blobs (content-addressed: without a row they are nothing) and SQLite's own. */
export function filesOf({ home, desk }: Installation): readonly string[] {
  const blob = /^blobs\/[0-9a-f]{2}(\/[0-9a-f]{64})?$/;
  return [home, desk].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !blob.test(name) && !/-(wal|shm|journal)$/.test(name))
      .sort(),
  );
}

export interface Refusal {
  readonly code: string;
  readonly exit: number;
  /** What the error must name. */
  readonly where: RegExp | string;
}

/**
 * Runs a command that must be refused: one error with code, what, where and hint, nothing on stdout, the exit code of
 * the error, and desk, home and store as they were.
 */
export async function expectRefused(
  installation: Installation,
  words: readonly string[],
  refusal: Refusal,
  options: Parameters<Installation['run']>[1] = {},
): Promise<void> {
  const before = { files: filesOf(installation), rows: rowsOf(installation) };
  const outcome = await installation.run([...words, '--json'], options);
  expectRefusal(outcome, refusal);
  expect(filesOf(installation)).toEqual(before.files);
  expect(rowsOf(installation)).toEqual(before.rows);
}

/** One error on stderr, as JSON. */
export function expectRefusal({ exit, stdout, stderr }: Outcome, refusal: Refusal): void {
  expect(stderr, stdout).toMatch(/^\{"error":.*\}\n$/);
  const { error } = JSON.parse(stderr);
  const said = JSON.stringify(error);
  expect(error.code, said).toBe(refusal.code);
  expect(error.where ?? '', said).toMatch(refusal.where);
  expect(error.text, said).toMatch(/\S/);
  expect(error.hint ?? '', said).toMatch(/\S/);
  expect({ exit, said: error.exit }, said).toEqual({ exit: refusal.exit, said: refusal.exit });
  expect(stdout).toBe('');
}
