import type { LogFiles } from '../../../src/archive/log/files.ts';
import type { LogParts } from '../../../src/archive/log/publish.ts';
import type { LogHead } from '../../../src/archive/store.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

/** The log's files in memory, with a way to stop at a chosen write. */
export class MemoryLogFiles implements LogFiles {
  readonly files = new Map<string, Buffer>();
  /** So many writes succeed, then the process "dies". */
  writesLeft = Number.POSITIVE_INFINITY;

  async read(path: string): Promise<Buffer | undefined> {
    return this.files.get(path);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    if (this.writesLeft <= 0) throw new Error('died');
    this.writesLeft -= 1;
    this.files.set(path, Buffer.from(bytes));
  }

  async remove(path: string): Promise<void> {
    for (const key of [...this.files.keys()]) {
      if (key === path || key.startsWith(`${path}/`)) this.files.delete(key);
    }
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}

/** The leaves of a store, without the store. */
export class MemoryLeaves implements MemoryLeavesStore {
  readonly entries: Buffer[] = [];
  head: LogHead | undefined;

  add(count: number, text = 'leaf'): void {
    for (let made = 0; made < count; made += 1) {
      this.entries.push(Buffer.from(`${text} ${this.entries.length}`));
    }
  }

  async leafCount(): Promise<number> {
    return this.entries.length;
  }

  async leaves(start: number, end: number) {
    return this.entries.slice(start, end).map((entry, at) => ({ index: start + at, entry }));
  }

  async logHead(): Promise<LogHead | undefined> {
    return this.head;
  }

  async advanceLogHead(from: number, head: LogHead): Promise<void> {
    if ((this.head?.size ?? 0) !== from) throw new CongvanError('LOG_INCONSISTENT');
    this.head = head;
  }
}

type MemoryLeavesStore = LogParts['store'];
