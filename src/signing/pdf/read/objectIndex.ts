import type { PdfRevision } from './revisions.ts';
import type { XrefEntry } from './xrefEntry.ts';

/** What one revision says of one object, and what the revisions before it said. */
export interface Listed {
  readonly revision: number;
  readonly entry: XrefEntry;
  readonly older: Listed | undefined;
}

/** Every object number with its history, newest first; shared by all views of the file. */
export class ObjectIndex {
  readonly #newest = new Map<number, Listed>();

  constructor(revisions: readonly PdfRevision[]) {
    for (const { index, entries } of revisions) {
      for (const [number, entry] of entries) {
        this.#newest.set(number, { revision: index, entry, older: this.#newest.get(number) });
      }
    }
  }

  /** What holds for this object in the given revision. */
  find(number: number, revision: number): Listed | undefined {
    let listed = this.#newest.get(number);
    while (listed !== undefined && listed.revision > revision) listed = listed.older;
    return listed;
  }

  /** Every object that some revision up to the given one lists as present. */
  *numbers(revision: number): Iterable<number> {
    for (const number of this.#newest.keys()) {
      const entry = this.find(number, revision)?.entry;
      if (entry !== undefined && entry.kind !== 'free') yield number;
    }
  }
}
