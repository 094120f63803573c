import { readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { CongvanError } from '../../kernel/errors.ts';
import type { Io } from '../io.ts';

/** One thing to judge. */
export interface Item {
  /** As the user would write it. */
  readonly file: string;
  /** The detached signature beside it, where that is to be judged. */
  readonly signature?: string;
  /** The folder with the parts of this envelope. */
  readonly parts?: string;
}

export interface Found {
  /** In the order of the arguments; in a folder by name, files before folders. */
  readonly items: readonly Item[];
  /** Files in folders that are of no kind we judge, and links, which are not followed. */
  readonly unjudged: number;
}

const JUDGED = new Set(['.pdf', '.xml', '.edxml', '.p7s', '.p7m', '.asice', '.asics', '.sce', '.scs']);
const BESIDE = '.p7s';

export function isFolder(io: Io, name: string): boolean {
  return statSync(resolve(io.cwd, name), { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Files as they are named, folders with everything below that looks like something signed. A `.p7s` in a folder is
 * judged together with the file it lies beside.
 * @throws FILE_UNREADABLE for a folder that may not be read
 */
export function itemsIn(io: Io, names: readonly string[]): Found {
  const items: Item[] = [];
  let unjudged = 0;
  for (const name of names) {
    if (!isFolder(io, name)) {
      items.push({ file: name });
      continue;
    }
    const below = itemsBelow(io, name);
    for (const item of below.items) items.push(item);
    unjudged += below.unjudged;
  }
  return { items, unjudged };
}

/** Folders are taken from a list of their own, so that no depth is too deep. */
function itemsBelow(io: Io, folder: string): Found {
  const items: Item[] = [];
  const folders = [folder];
  let unjudged = 0;
  for (let here = folders.pop(); here !== undefined; here = folders.pop()) {
    const entries = entriesOf(io, here);
    const { files, below, others } = isRecord(entries) ? ofRecord(entries) : entries;
    const found = isRecord(entries) ? envelopeIn(here, files) : itemsAmong(here, files);
    for (const item of found.items) items.push(item);
    unjudged += found.unjudged + others;
    folders.push(...below.map((name) => join(here, name)).reverse());
  }
  return { items, unjudged };
}

interface Entries {
  readonly files: readonly string[];
  readonly below: readonly string[];
  /** Links, pipes and devices. */
  readonly others: number;
}

function entriesOf(io: Io, folder: string): Entries {
  try {
    const entries = readdirSync(resolve(io.cwd, folder), { withFileTypes: true });
    const named = (which: typeof entries) => which.map(({ name }) => name).sort();
    const files = entries.filter((entry) => entry.isFile());
    const below = entries.filter((entry) => entry.isDirectory());
    return { files: named(files), below: named(below), others: entries.length - files.length - below.length };
  } catch (cause) {
    throw new CongvanError('FILE_UNREADABLE', { where: folder, cause });
  }
}

/** What `congvan archive export` writes into every folder of a record. */
const RECORD = ['record.json', 'record.tlog-proof', 'manifest-sha256.txt'];
const ENVELOPE = 'envelope.edxml';
const ORIGINALS = 'original';

/** An exported record: everything but envelope and originals describes it and is signed by nobody. */
function isRecord({ files, below }: Entries): boolean {
  return RECORD.every((name) => files.includes(name)) && below.includes(ORIGINALS);
}

function ofRecord({ files, others }: Entries): Entries {
  return { files: files.filter((name) => name === ENVELOPE), below: [ORIGINALS], others };
}

function envelopeIn(folder: string, names: readonly string[]): Found {
  const parts = join(folder, ORIGINALS);
  return { items: names.map((name) => ({ file: join(folder, name), parts })), unjudged: 0 };
}

function itemsAmong(folder: string, names: readonly string[]): Found {
  const present = new Set(names);
  const items: Item[] = [];
  for (const name of names) {
    const beside = name.slice(0, -BESIDE.length);
    const isBeside = extname(name).toLowerCase() === BESIDE && present.has(beside);
    if (isBeside) items.push({ file: join(folder, beside), signature: join(folder, name) });
    else if (JUDGED.has(extname(name).toLowerCase())) items.push({ file: join(folder, name) });
  }
  const told = new Set(items.flatMap(({ file, signature }) => [file, ...(signature ? [signature] : [])]));
  return { items, unjudged: names.filter((name) => !told.has(join(folder, name))).length };
}
