import { leafHash, perfectRoots, rootOfEqual, rootOfRange } from './hashing.ts';
import { TILE_WIDTH } from './tiles.ts';

/** A tile as it must be written. */
export interface TileContent {
  readonly level: number;
  readonly n: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * The right edge of a log: for each tile level the hashes of the tile that is not full yet. Enough to append leaves and
 * to compute the root.
 */
export class GrowingTree {
  #size: number;
  readonly #edge: Uint8Array[][];

  /** @param edge per level the hashes of its last, partial tile for a tree of `size` leaves */
  constructor(size = 0, edge: readonly (readonly Uint8Array[])[] = []) {
    this.#size = size;
    this.#edge = edge.map((hashes) => [...hashes]);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the tiles that this leaf has filled, lowest level first */
  append(entry: Uint8Array): readonly TileContent[] {
    this.#size += 1;
    return this.#push(0, leafHash(entry));
  }

  #push(level: number, hash: Uint8Array): readonly TileContent[] {
    const hashes = this.#edge[level] ?? [];
    this.#edge[level] = hashes;
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return [];
    this.#edge[level] = [];
    const n = Math.floor(this.#size / TILE_WIDTH ** (level + 1)) - 1;
    return [{ level, n, hashes }, ...this.#push(level + 1, rootOfEqual(hashes))];
  }

  /** The tiles that are begun and not full. */
  partialTiles(): readonly TileContent[] {
    return this.#edge.flatMap((hashes, level) =>
      hashes.length === 0
        ? []
        : [{ level, n: Math.floor(this.#size / TILE_WIDTH ** (level + 1)), hashes: [...hashes] }],
    );
  }

  root(): Uint8Array {
    return rootOfRange([...this.#edge].reverse().flatMap((hashes) => perfectRoots(hashes ?? [])));
  }
}
