import type { ArchiveChange } from '../../archive/change.ts';
import type { Change, Store } from '../../flow/store.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { RegistryChange } from '../../registry/store.ts';
import { applyArchiveChange } from './archive.ts';
import { archiveReads } from './archiveReads.ts';
import { applyExchangeChange } from './exchange.ts';
import { exchangeReads } from './exchangeReads.ts';
import { type AppliedMigration, migrate, requireMigrated, type SchemaPart } from './migrate.ts';
import { ARCHIVE_SCHEMA } from './migrations/archive.ts';
import { EXCHANGE_SCHEMA } from './migrations/exchange.ts';
import { REGISTRY_SCHEMA } from './migrations/registry.ts';
import { type Db, type OpenOptions, openDatabase } from './open.ts';
import { applyRegistryChange, registryStore } from './registry.ts';
import { inStore, storeError } from './storeError.ts';

const SCHEMA: readonly SchemaPart[] = [REGISTRY_SCHEMA, ARCHIVE_SCHEMA, EXCHANGE_SCHEMA];

/**
 * Opens an agency's store; a file that is new or empty gets the schema.
 * @param path absolute path of the database file
 * @param clock for the note of when the schema was made
 * @throws STORE_NOT_MIGRATED, STORE_NEWER_THAN_PROGRAM, STORE_UNREADABLE, STORE_DAMAGED, STORE_LOCKED
 */
export function openSqliteStore(path: string, clock: Clock, options: OpenOptions = {}): Store {
  const db = openDatabase(path, options);
  try {
    if (isEmpty(db)) migrate(db, SCHEMA, clock.now());
    requireMigrated(db, SCHEMA);
    return storeOn(db);
  } catch (error) {
    db.close();
    throw storeError(error, path);
  }
}

function isEmpty(db: Db): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

/**
 * Creates the database file or brings it to this program's schema.
 * @param at recorded with each step
 * @returns the steps that were due
 * @throws STORE_NEWER_THAN_PROGRAM, STORE_MIGRATION_FAILED, STORE_LOCKED
 */
export function migrateSqliteStore(path: string, at: Date): readonly AppliedMigration[] {
  const db = openDatabase(path);
  try {
    return migrate(db, SCHEMA, at);
  } finally {
    db.close();
  }
}

function storeOn(db: Db): Store {
  return {
    ...exchangeReads(db),
    ...archiveReads(db),
    ...registryStore(db),
    commit: async (changes) =>
      inStore(db.name, () => db.transaction(() => applyAll(db, changes)).immediate()),
    close: () => void db.close(),
  };
}

function applyAll(db: Db, changes: readonly Change[]): void {
  for (const change of changes) {
    if (isArchiveChange(change)) applyArchiveChange(db, change);
    else if (isRegistryChange(change)) applyRegistryChange(db, change);
    else applyExchangeChange(db, change);
  }
}

function isArchiveChange(change: Change): change is ArchiveChange {
  return change.kind.startsWith('archive.');
}

function isRegistryChange(change: Change): change is RegistryChange {
  return change.kind.startsWith('registry.');
}
