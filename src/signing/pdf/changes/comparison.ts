import { overLimit } from '../read/damage.ts';
import type { PdfDocument } from '../read/document.ts';
import { PDF_NULL, type PdfDict, type PdfObject, type PdfRef, type PdfStream } from '../read/objects.ts';
import type { Change, ChangeCode } from './change.ts';

/** Objects compared at most in all updates of a file together: some seconds; far above any real document. */
const BUDGET = 2_000_000;

/** Looking at one scalar or number costs this much less than comparing two objects. */
const CHEAPER = 16;

/** What is left of it; shared by the comparisons of one file. */
export interface Budget {
  left: number;
}

export function newBudget(): Budget {
  return { left: BUDGET };
}

/**
 * Two successive revisions, compared side by side from the trailer on. The zones (`catalog.ts`, `fields.ts` …) walk
 * the parts where something may be allowed; everything else goes through `strict`, where any difference is a change
 * that nothing permits. An object that is reached on two ways is judged on both.
 */
export class Comparison {
  readonly before: PdfDocument;
  readonly after: PdfDocument;
  readonly changes: Change[] = [];
  /** Object numbers of the newer revision that something uses. */
  readonly reached = new Set<number>();
  /** Pages, page tree nodes, fields and annotations: compared in their own zone wherever they are only named. */
  readonly owned = new Set<number>();
  /** Appearance dictionaries a field exchanged for others, with its path: nobody else may use them. */
  readonly exchanged = new Map<number, string>();
  readonly #strict = new Set<string>();
  readonly #descended = new Set<number>();
  readonly #budget: Budget;

  constructor(before: PdfDocument, after: PdfDocument, budget: Budget) {
    this.#budget = budget;
    this.before = before;
    this.after = after;
  }

  report(change: Change): void {
    this.changes.push(change);
  }

  /** Values of both sides under a key, references followed; marks what is used. */
  pair(before: PdfDict, after: PdfDict, key: string): { old: PdfObject; now: PdfObject } {
    return { old: this.before.value(before, key), now: this.resolve(after.entries.get(key)) };
  }

  /** Follows references in the newer revision and marks what they lead to. */
  resolve(object: PdfObject | undefined): PdfObject {
    let value = object ?? PDF_NULL;
    for (let hops = 0; value.kind === 'ref' && hops < 32; hops++) {
      this.reached.add(value.number);
      value = this.after.get(value);
    }
    return this.after.resolve(value);
  }

  /** Everything below a new object is used by it. What is changed below it is judged where it was used before. */
  reach(object: PdfObject | undefined): void {
    const pending: PdfObject[] = [object ?? PDF_NULL];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      this.spend();
      for (const child of childrenOf(value)) pending.push(child);
      if (value.kind === 'ref' && !this.#descended.has(value.number)) {
        this.#descended.add(value.number);
        this.reached.add(value.number);
        pending.push(this.after.get(value));
      }
    }
  }

  /** Any difference between the two is reported under `code`, with the path to it. */
  strict(old: PdfObject | undefined, now: PdfObject | undefined, path: string, code: ChangeCode): void {
    const pending: Pending[] = [{ old: old ?? PDF_NULL, now: now ?? PDF_NULL, path }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.spend(sizeOf(next.now));
      const differs = this.#compare(next, pending);
      if (differs) this.report({ code: refine(code, next.path), path: next.path, needs: 'never' });
    }
  }

  /** Compares one level and queues what is below; true when the level itself differs. */
  #compare({ old, now, path }: Pending, pending: Pending[]): boolean {
    if (old.kind === 'ref' || now.kind === 'ref') return this.#compareRefs(old, now, path, pending);
    if (old.kind === 'dict' && now.kind === 'dict') return queueEntries(old, now, path, pending, NONE);
    if (old.kind === 'stream' && now.kind === 'stream') {
      if (!this.sameData(old, now)) {
        this.reach(now);
        return true;
      }
      return queueEntries(old.dict, now.dict, path, pending, NONE);
    }
    if (old.kind === 'array' && now.kind === 'array') {
      if (old.items.length !== now.items.length) return true;
      for (const [i, item] of old.items.entries()) {
        const other = now.items[i] ?? PDF_NULL;
        if (!sameScalar(item, other)) pending.push({ old: item, now: other, path: `${path}[${i}]` });
      }
      return false;
    }
    return !sameScalar(old, now);
  }

  #compareRefs(old: PdfObject, now: PdfObject, path: string, pending: Pending[]): boolean {
    const isDrawn = DRAWN.test(path);
    const key = `${isDrawn ? 'drawn ' : ''}${keyOf(old)} ${keyOf(now)}`;
    const bothRefs = old.kind === 'ref' && now.kind === 'ref';
    if (bothRefs && this.#strict.has(key)) return false;
    if (bothRefs) this.#strict.add(key);
    if (bothRefs && !isDrawn && sameRef(old, now) && this.owned.has(now.number)) {
      this.reached.add(now.number);
      return false;
    }
    pending.push({ old: this.before.resolve(old), now: this.resolve(now), path });
    return false;
  }

  /** The same encoded bytes? /Filter and parameters are compared with the dictionary. */
  sameData(old: PdfStream, now: PdfStream): boolean {
    if (old === now) return true;
    if (old.dataStart === now.dataStart && old.dataLength === now.dataLength) return true;
    return Buffer.compare(this.before.rawBytes(old), this.after.rawBytes(now)) === 0;
  }

  /** @param looks how many scalars, places or numbers are looked at besides @throws PDF_LIMIT_EXCEEDED */
  spend(looks = 0): void {
    this.#budget.left -= 1 + looks / CHEAPER;
    if (this.#budget.left < 0) throw overLimit('revisions', 'too many objects to compare');
  }
}

function sizeOf(value: PdfObject): number {
  if (value.kind === 'array') return value.items.length;
  if (value.kind === 'dict') return value.entries.size;
  return value.kind === 'stream' ? value.dict.entries.size : 0;
}

function childrenOf(value: PdfObject): Iterable<PdfObject> {
  if (value.kind === 'array') return value.items;
  if (value.kind === 'dict') return value.entries.values();
  return value.kind === 'stream' ? value.dict.entries.values() : [];
}

interface Pending {
  readonly old: PdfObject;
  readonly now: PdfObject;
  readonly path: string;
}

/** Ways to what is drawn: an object with a zone of its own that stands here as well is compared whole. */
const DRAWN = /\/(Resources|Contents|AP|DR|MK|Group|OCProperties)([/[]|$)/;

const NONE: ReadonlySet<string> = new Set();

/** Queues every key of the two dictionaries except `skip`; an absent value equals null (ISO 32000-2 §7.3.9). */
function queueEntries(
  old: PdfDict,
  now: PdfDict,
  path: string,
  pending: Pending[],
  skip: ReadonlySet<string>,
): boolean {
  for (const key of keysOf(old, now)) {
    if (skip.has(key)) continue;
    const value = { old: old.entries.get(key) ?? PDF_NULL, now: now.entries.get(key) ?? PDF_NULL };
    if (!sameScalar(value.old, value.now)) pending.push({ ...value, path: `${path}/${key}` });
  }
  return false;
}

export function keysOf(old: PdfDict, now: PdfDict): ReadonlySet<string> {
  return new Set([...old.entries.keys(), ...now.entries.keys()]);
}

function keyOf(object: PdfObject): string {
  return object.kind === 'ref' ? `${object.number}.${object.generation}` : '-';
}

export function sameRef(old: PdfRef | null | undefined, now: PdfRef | null | undefined): boolean {
  return old?.number === now?.number && old?.generation === now?.generation;
}

/** Equality of everything that has nothing below it. */
export function sameScalar(old: PdfObject, now: PdfObject): boolean {
  switch (old.kind) {
    case 'null':
      return now.kind === 'null';
    case 'boolean':
    case 'number':
      return now.kind === old.kind && now.value === old.value;
    case 'name':
      return now.kind === 'name' && now.name === old.name;
    case 'string':
      return now.kind === 'string' && Buffer.compare(old.bytes, now.bytes) === 0;
    case 'array':
    case 'dict':
    case 'stream':
    case 'ref':
      return false;
    default:
      old satisfies never;
      return false;
  }
}

/** A difference on a page has a name of its own. */
function refine(code: ChangeCode, path: string): ChangeCode {
  if (code !== 'PDF_CHANGE_PAGE') return code;
  if (path.includes('/Resources')) return 'PDF_CHANGE_RESOURCES';
  return path.includes('/Contents') ? 'PDF_CHANGE_PAGE_CONTENT' : code;
}
