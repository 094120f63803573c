/**
 * Bringing the log's files up to the store's leaves. The order makes every crash harmless (archive README): leaves are
 * in the store with their records; then tiles, durable; then the store's head; then the signed checkpoint.
 */
import { CongvanError } from '../../kernel/errors.ts';
import type { ArchiveStore, LogHead } from '../store.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './files.ts';
import { GrowingTree, type TileContent } from './growingTree.ts';
import { EMPTY_ROOT } from './hashing.ts';
import { type LogSigner, verifierOf } from './note.ts';
import { entryBundle, partialsPath, readTile, subtreesOf, TILE_WIDTH, tilePath } from './tiles.ts';
import { rangeRoot } from './tree.ts';

export interface LogParts {
  readonly store: Pick<ArchiveStore, 'leafCount' | 'leaves' | 'logHead' | 'advanceLogHead'>;
  readonly files: LogFiles;
  readonly signer: LogSigner;
}

const EMPTY: LogHead = { size: 0, root: EMPTY_ROOT };

/**
 * Publishes every committed leaf under a new signed checkpoint; without new leaves it only checks. One process at a
 * time; safe to repeat after a crash at any point.
 * @throws LOG_INCONSISTENT when store, tiles and checkpoint contradict each other: nothing is signed then
 */
export async function publishLog(parts: LogParts): Promise<Checkpoint> {
  return parts.files.exclusively(async () => {
    const head = (await parts.store.logHead()) ?? EMPTY;
    const count = await parts.store.leafCount();
    const checkpoint = await readCheckpoint(parts);
    refuseContradictions(head, count, checkpoint);
    const grown = await grow(parts, head, count);
    if (grown.size === checkpoint?.size) return checkpoint;
    await refuseFork(parts.files, checkpoint, grown.size);
    if (grown.size > head.size) await parts.store.advanceLogHead(head.size, grown);
    return sign(parts, grown);
  });
}

async function sign({ files, signer }: LogParts, head: LogHead): Promise<Checkpoint> {
  await files.write('checkpoint', Buffer.from(signCheckpoint(head.size, head.root, signer)));
  return { origin: signer.origin, size: head.size, root: head.root };
}

async function readCheckpoint({ files, signer }: LogParts): Promise<Checkpoint | undefined> {
  const note = await files.read('checkpoint');
  if (note === undefined) return undefined;
  const checkpoint = openCheckpoint(note.toString('utf8'), verifierOf(signer));
  if (checkpoint === undefined) throw inconsistent('the checkpoint is not signed by this key');
  return checkpoint;
}

/** The store may be ahead of what is published, never behind: behind means an old copy was put in place. */
function refuseContradictions(head: LogHead, count: number, checkpoint: Checkpoint | undefined): void {
  if (count < head.size) throw inconsistent(`the store has ${count} leaves, ${head.size} were promised`);
  if (checkpoint === undefined) return;
  if (checkpoint.size > head.size) {
    throw inconsistent(`the checkpoint is of size ${checkpoint.size}, the store knows ${head.size}`);
  }
  if (checkpoint.size === head.size && Buffer.compare(checkpoint.root, head.root) !== 0) {
    throw inconsistent(`the checkpoint of size ${head.size} has another root than the store`);
  }
}

/** What was signed last must be the beginning of what is signed now. */
async function refuseFork(files: LogFiles, checkpoint: Checkpoint | undefined, size: number): Promise<void> {
  if (checkpoint === undefined) return;
  const root = await rangeRoot(subtreesOf(files, size), 0, checkpoint.size);
  if (Buffer.compare(root, checkpoint.root) !== 0) {
    throw inconsistent(`the checkpoint of size ${checkpoint.size} is not the beginning of this log`);
  }
}

function inconsistent(detail: string): CongvanError {
  return new CongvanError('LOG_INCONSISTENT', { where: 'log', detail });
}

/** Writes what is missing on disk for `count` leaves. */
async function grow(parts: LogParts, head: LogHead, count: number): Promise<LogHead> {
  const tree = await treeAt(parts, head);
  if (tree.size === count) return { size: count, root: tree.root() };
  let bundle = await openBundle(parts, tree.size);
  for (let start = tree.size; start < count; ) {
    const end = Math.min(count, (Math.floor(start / TILE_WIDTH) + 1) * TILE_WIDTH);
    for (const leaf of await parts.store.leaves(start, end)) {
      bundle.push(leaf.entry);
      for (const tile of tree.append(leaf.entry)) await writeFullTile(parts.files, tile, bundle);
    }
    if (tree.size !== end) throw inconsistent(`leaf ${tree.size} is missing in the store`);
    if (end % TILE_WIDTH === 0) bundle = [];
    start = end;
  }
  await writePartialTiles(parts.files, tree, bundle);
  return { size: count, root: tree.root() };
}

/** The tree of the head, from its tiles; from the leaves again when the tiles are gone or do not give its root. */
async function treeAt(parts: LogParts, head: LogHead): Promise<GrowingTree> {
  const tree = await treeFromTiles(parts.files, head.size);
  if (tree !== undefined && isRoot(tree, head)) return tree;
  const rebuilt = new GrowingTree();
  let bundle: Uint8Array[] = [];
  for (let start = 0; start < head.size; start += TILE_WIDTH) {
    for (const leaf of await parts.store.leaves(start, Math.min(head.size, start + TILE_WIDTH))) {
      bundle.push(leaf.entry);
      for (const tile of rebuilt.append(leaf.entry)) await writeFullTile(parts.files, tile, bundle);
    }
    if (bundle.length === TILE_WIDTH) bundle = [];
  }
  if (!isRoot(rebuilt, head)) throw inconsistent(`the leaves do not give the root promised for ${head.size}`);
  await writePartialTiles(parts.files, rebuilt, bundle);
  return rebuilt;
}

function isRoot(tree: GrowingTree, head: LogHead): boolean {
  return tree.size === head.size && Buffer.compare(tree.root(), head.root) === 0;
}

async function treeFromTiles(files: LogFiles, size: number): Promise<GrowingTree | undefined> {
  const edge: (readonly Uint8Array[])[] = [];
  for (let level = 0; size >= TILE_WIDTH ** level; level += 1) {
    const n = Math.floor(size / TILE_WIDTH ** (level + 1));
    const hashes =
      Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH === 0 ? [] : await readTile(files, level, n, size);
    if (hashes === undefined) return undefined;
    edge.push(hashes);
  }
  return new GrowingTree(size, edge);
}

/** Entries of the bundle that is not full at this size. */
async function openBundle({ store }: LogParts, size: number): Promise<Uint8Array[]> {
  const start = size - (size % TILE_WIDTH);
  return (await store.leaves(start, size)).map((leaf) => leaf.entry);
}

async function writeFullTile(
  files: LogFiles,
  tile: TileContent,
  bundle: readonly Uint8Array[],
): Promise<void> {
  if (tile.level === 0) {
    await files.write(tilePath('entries', tile.n), entryBundle(bundle));
    await files.remove(partialsPath('entries', tile.n));
  }
  await files.write(tilePath(tile.level, tile.n), Buffer.concat(tile.hashes));
  await files.remove(partialsPath(tile.level, tile.n));
}

async function writePartialTiles(
  files: LogFiles,
  tree: GrowingTree,
  bundle: readonly Uint8Array[],
): Promise<void> {
  if (bundle.length > 0) {
    const n = Math.floor(tree.size / TILE_WIDTH);
    await files.write(tilePath('entries', n, bundle.length), entryBundle(bundle));
  }
  for (const { level, n, hashes } of tree.partialTiles()) {
    await files.write(tilePath(level, n, hashes.length), Buffer.concat(hashes));
  }
}
