import { CongvanError } from '../../kernel/errors.ts';
import type { Db } from './open.ts';
import { inStore } from './storeError.ts';

/** One step of a part's schema. Never changed once released; a later step changes what an earlier one made. */
export interface Migration {
  /** From 1, without gaps, within its part. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The schema of one part of the store; parts count their versions apart. */
export interface SchemaPart {
  readonly part: string;
  readonly migrations: readonly Migration[];
}

export interface AppliedMigration {
  readonly part: string;
  readonly version: number;
  readonly name: string;
}

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migration (
  part TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL,
  PRIMARY KEY (part, version)
) STRICT`;

/**
 * Brings the schema to this program's version. One immediate transaction for all steps: safe to run twice, safe from
 * several processes at once, and a step that fails leaves the store as it was.
 * @returns what was applied now, in order
 * @throws STORE_NEWER_THAN_PROGRAM, STORE_MIGRATION_FAILED, STORE_LOCKED
 */
export function migrate(db: Db, parts: readonly SchemaPart[], at: Date): readonly AppliedMigration[] {
  return inStore(db.name, () =>
    db
      .transaction(() => {
        db.exec(LEDGER);
        return parts.flatMap((part) => migratePart(db, part, at));
      })
      .immediate(),
  );
}

function migratePart(db: Db, part: SchemaPart, at: Date): readonly AppliedMigration[] {
  const present = schemaVersion(db, part.part);
  const newest = part.migrations.length;
  if (present > newest) {
    throw new CongvanError('STORE_NEWER_THAN_PROGRAM', {
      where: db.name,
      detail: `${part.part}: the store has version ${present}, the program knows ${newest}`,
    });
  }
  const due = part.migrations.filter((migration) => migration.version > present);
  for (const migration of due) applyMigration(db, part.part, migration, at);
  return due.map(({ version, name }) => ({ part: part.part, version, name }));
}

function applyMigration(db: Db, part: string, migration: Migration, at: Date): void {
  try {
    db.exec(migration.sql);
  } catch (cause) {
    throw new CongvanError('STORE_MIGRATION_FAILED', {
      where: db.name,
      detail: `${part} ${migration.version} ${migration.name}: ${String(cause)}`,
      cause,
    });
  }
  db.prepare('INSERT INTO schema_migration (part, version, name, applied_at) VALUES (?, ?, ?, ?)').run(
    part,
    migration.version,
    migration.name,
    at.toISOString(),
  );
}

/** Version of a part's schema; 0 when it was never migrated. */
export function schemaVersion(db: Db, part: string): number {
  const known = db
    .prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'")
    .pluck()
    .get();
  if (known === 0) return 0;
  return Number(
    db.prepare('SELECT coalesce(max(version), 0) FROM schema_migration WHERE part = ?').pluck().get(part),
  );
}

/** @throws STORE_NOT_MIGRATED when the schema is older than the program, STORE_NEWER_THAN_PROGRAM when newer */
export function requireMigrated(db: Db, parts: readonly SchemaPart[]): void {
  for (const { part, migrations } of parts) {
    const present = schemaVersion(db, part);
    if (present === migrations.length) continue;
    throw new CongvanError(present > migrations.length ? 'STORE_NEWER_THAN_PROGRAM' : 'STORE_NOT_MIGRATED', {
      where: db.name,
      detail: `${part}: the store has version ${present}, the program knows ${migrations.length}`,
    });
  }
}
