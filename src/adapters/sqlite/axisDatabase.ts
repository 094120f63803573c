import type { AxisStore } from '../../exchange/axis/store.ts';
import { axisStore } from './axis.ts';
import { migrate } from './migrate.ts';
import { AXIS_SCHEMA } from './migrations/axis.ts';
import { openDatabase } from './open.ts';

/**
 * Opens the axis's own database and brings it to this program's schema.
 * @param path absolute; created when it is not there
 * @param at recorded with each step of the schema
 * @throws STORE_NEWER_THAN_PROGRAM, STORE_MIGRATION_FAILED, STORE_UNREADABLE, STORE_LOCKED
 */
export function openSqliteAxisStore(
  path: string,
  at: Date,
): { readonly store: AxisStore; readonly close: () => void } {
  const db = openDatabase(path);
  try {
    migrate(db, [AXIS_SCHEMA], at);
    return { store: axisStore(db), close: () => void db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}
