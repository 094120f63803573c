/** Coordinates and bytes of tiles (https://c2sp.org/tlog-tiles): 256 hashes wide, 8 tree levels high. */
import { CongvanError } from '../../kernel/errors.ts';
import type { LogFiles } from './files.ts';
import { perfectRoots, rootOfRange } from './hashing.ts';
import type { FullSubtree } from './tree.ts';

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;

/** 1234067 → `x001/x234/067` */
export function tileNumber(n: number): string {
  const groups = String(n)
    .padStart(Math.ceil(String(n).length / 3) * 3, '0')
    .match(/\d{3}/g);
  return (groups ?? []).map((group, at, all) => (at === all.length - 1 ? group : `x${group}`)).join('/');
}

/** `width` 256 is a full tile. `level` `entries` names the entry bundle. */
export function tilePath(level: number | 'entries', n: number, width = TILE_WIDTH): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${tileNumber(n)}${partial}`;
}

/** The folder that holds all partial forms of a tile. */
export function partialsPath(level: number | 'entries', n: number): string {
  return `tile/${level}/${tileNumber(n)}.p`;
}

/** How many hashes tile `n` of `level` has in a tree of `size` leaves. */
export function tileWidth(level: number, n: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - n * TILE_WIDTH));
}

export function splitHashes(tile: Uint8Array): readonly Uint8Array[] {
  const count = Math.floor(tile.length / HASH_BYTES);
  return Array.from({ length: count }, (_, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Entries with a big-endian 16-bit length before each. */
export function entryBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** The hashes of tile `n` of `level` in a tree of `size`; a full tile serves for a partial one. */
export async function readTile(
  files: LogFiles,
  level: number,
  n: number,
  size: number,
): Promise<readonly Uint8Array[] | undefined> {
  const width = tileWidth(level, n, size);
  const bytes =
    (await files.read(tilePath(level, n, width))) ??
    (width === TILE_WIDTH ? undefined : await files.read(tilePath(level, n)));
  return bytes === undefined || bytes.length < width * HASH_BYTES
    ? undefined
    : splitHashes(bytes).slice(0, width);
}

/** Full subtrees out of the tiles of a tree of `size` leaves. @throws LOG_INCONSISTENT when a tile is missing */
export function subtreesOf(files: LogFiles, size: number): FullSubtree {
  const read = new Map<string, readonly Uint8Array[]>();
  return async (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const span = 2 ** (height % TILE_HEIGHT);
    const first = index * span;
    const n = Math.floor(first / TILE_WIDTH);
    const key = tilePath(level, n);
    const hashes = read.get(key) ?? (await readTile(files, level, n, size));
    if (hashes === undefined)
      throw new CongvanError('LOG_INCONSISTENT', { where: key, detail: 'missing tile' });
    read.set(key, hashes);
    return rootOfRange(perfectRoots(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + span)));
  };
}
