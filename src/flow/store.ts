/**
 * Port: everything that must be committed together. One commit is all or nothing and durable when it resolves; a
 * story prepares its changes as values and ends in one commit.
 */
import type { ArchiveChange } from '../archive/change.ts';
import type { ArchiveStore } from '../archive/store.ts';
import type { ExchangeChange, ExchangeReads } from '../exchange/store.ts';
import type { RegistryChange, RegistryStore } from '../registry/store.ts';

export type Change = ExchangeChange | ArchiveChange | RegistryChange;

export interface Store extends ExchangeReads, ArchiveStore, RegistryStore {
  /** @throws the errors named at each change kind; nothing is committed then. STORE_LOCKED, DISK_FULL (temporary) */
  commit(changes: readonly Change[]): Promise<void>;
  /** Idempotent. */
  close(): void;
}
