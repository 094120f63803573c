/** What a command leaves behind, and what it says when it refuses. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { expect } from 'vitest';
import type { MessageId } from '../../src/kernel/ids.ts';
import type { Outcome } from '../cli/run.ts';
import { eventually } from './processes.ts';
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
export function valueIn(installation: Installation, sql: string, ...values: readonly string[]): unknown {
  return withStore(installation, (db) =>
    db
      .prepare(sql)
      .pluck()
      .get(...values),
  );
}

const SETTLED = "SELECT message_id FROM exchange_dispatch WHERE message_id = ? AND state <> 'queued'";
const ARRIVED = 'SELECT state FROM exchange_inbox WHERE message_id = ?';
const ANSWERED = `SELECT description FROM exchange_status JOIN exchange_dispatch USING (document_id)
  WHERE exchange_dispatch.message_id = ? AND code = ? ORDER BY exchange_status.rowid DESC`;

/** How the sending of it ended at the axis, as `outbox show` has it. */
export async function sentOf(sender: Installation, messageId: MessageId) {
  await eventually(`${messageId} settled with the axis`, () => valueIn(sender, SETTLED, messageId));
  return await sender.ask('outbox', 'show', messageId);
}

/** The item at the receiver, as `inbox show` has it, once it is in one of these states. */
export async function arrivedAt(receiver: Installation, messageId: MessageId, ...states: readonly string[]) {
  await eventually(`${messageId} is ${states.join(' or ')}`, () => {
    const state = valueIn(receiver, ARRIVED, messageId);
    return states.includes(String(state)) ? state : undefined;
  });
  return await receiver.ask('inbox', 'show', messageId);
}

/** What a status of the recipient says. */
export async function answerTo(sender: Installation, messageId: MessageId, code: string): Promise<string> {
  const ask = () => valueIn(sender, ANSWERED, messageId, code);
  return String(await eventually(`status ${code} about ${messageId}`, ask));
}

/** @param file a database */
export function rowsIn(file: string, sql: string): readonly (readonly unknown[])[] {
  return withDatabase(file, (db) => db.prepare<[], unknown[]>(sql).raw().all());
}

/** Finished blobs; their names are hexadecimal digits. */
export function blobsOf({
  home,
}: Installation): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const folder = join(home, 'blobs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[0-9a-f]{2}\/[0-9a-f]{64}$/.test(path))
    .map((path) => ({ name: basename(path), bytes: readFileSync(join(folder, path)) }));
}

function withStore<T>({ home }: Installation, work: (db: BetterSqlite3.Database) => T): T {
  return withDatabase(join(home, 'store.db'), work);
}

function withDatabase<T>(file: string, work: (db: BetterSqlite3.Database) => T): T {
  const db = new Database(file, { readonly: true });
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
  expectRefusal(await installation.run([...words, '--json'], options), refusal);
  expect(filesOf(installation)).toEqual(before.files);
  expect(rowsOf(installation)).toEqual(before.rows);
}

/** The same beside a daemon, which goes on with its own work: books, records and inbox are as they were. */
export async function expectRefusedBesideDaemon(
  installation: Installation,
  words: readonly string[],
  refusal: Refusal,
): Promise<void> {
  const lasting = () => {
    const { number_entry, record, exchange_inbox } = rowsOf(installation);
    return { number_entry, record, exchange_inbox };
  };
  const before = lasting();
  expectRefusal(await installation.run([...words, '--json']), refusal);
  expect(lasting()).toEqual(before);
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

/** What only time would bring about. */
export function changeStore({ home }: Installation, sql: string, ...values: readonly string[]): void {
  const db = new Database(join(home, 'store.db'), { timeout: 5000 });
  try {
    db.prepare(sql).run(...values);
  } finally {
    db.close();
  }
}
