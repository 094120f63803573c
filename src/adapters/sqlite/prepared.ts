import type { Statement } from 'better-sqlite3';
import type { Db } from './open.ts';

const STATEMENTS = new WeakMap<Db, Map<string, Statement>>();

/** A statement of this connection, compiled once: compiling costs more than most statements run. */
export function prepared<Row = unknown>(db: Db, sql: string): Statement<unknown[], Row> {
  const known = STATEMENTS.get(db) ?? new Map<string, Statement>();
  STATEMENTS.set(db, known);
  const found = known.get(sql) ?? db.prepare(sql);
  known.set(sql, found);
  // The row type is the caller's promise about its own SQL, as with `db.prepare`.
  return found as Statement<unknown[], Row>;
}

/** The first column of the first row. */
export function value(db: Db, sql: string, ...parameters: readonly unknown[]): unknown {
  const row = prepared<Record<string, unknown>>(db, sql).get(...parameters);
  return row === undefined ? undefined : Object.values(row)[0];
}
