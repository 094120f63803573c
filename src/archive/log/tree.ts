/**
 * Inclusion and consistency proofs (RFC 6962 §2.1.1, §2.1.2), computed from full subtrees only: the tree itself is
 * never in memory.
 */
import { rootOfRange } from './hashing.ts';

/** Gives the root of the full subtree of 2^`height` leaves that begins at leaf `index`·2^`height`. */
export type FullSubtree = (height: number, index: number) => Promise<Uint8Array>;

/** Largest power of two smaller than `size` (size ≥ 2). */
export function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}

/** Root of the leaves `start` ≤ i < `end`; `start` must be a multiple of the smallest power of two ≥ the length. */
export async function rangeRoot(subtree: FullSubtree, start: number, end: number): Promise<Uint8Array> {
  const roots: Uint8Array[] = [];
  for (let at = start; at < end; ) {
    const height = Math.floor(Math.log2(end - at));
    const size = 2 ** height;
    roots.push(await subtree(height, at / size));
    at += size;
  }
  return rootOfRange(roots);
}

/** From the leaf's sibling up to the root's child. */
export async function inclusionProof(
  subtree: FullSubtree,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  const proof: Uint8Array[] = [];
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      proof.push(await rangeRoot(subtree, middle, end));
      end = middle;
    } else {
      proof.push(await rangeRoot(subtree, start, middle));
      start = middle;
    }
  }
  return proof.reverse();
}

/** That the tree of `oldSize` is the beginning of the tree of `newSize`; 0 < oldSize ≤ newSize. */
export async function consistencyProof(
  subtree: FullSubtree,
  oldSize: number,
  newSize: number,
): Promise<readonly Uint8Array[]> {
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = newSize;
  // RFC 6962's flag b: the old tree's root is known to the verifier only while we stand on the left edge.
  let isOldRoot = true;
  while (oldSize < end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      proof.push(await rangeRoot(subtree, middle, end));
      end = middle;
    } else {
      proof.push(await rangeRoot(subtree, start, middle));
      start = middle;
      isOldRoot = false;
    }
  }
  if (!isOldRoot) proof.push(await rangeRoot(subtree, start, end));
  return proof.reverse();
}
