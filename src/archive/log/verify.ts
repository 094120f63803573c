/** Verifying of proofs, after RFC 9162 §2.1.3.2 and §2.1.4.2 (the same trees as RFC 6962). Pure. */
import { nodeHash } from './hashing.ts';

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export interface InclusionClaim {
  /** Hash of the leaf, 32 bytes. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** Root of the tree of `size` leaves, from a verified checkpoint. */
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Does the proof lead from the leaf to the root? */
export function verifyInclusion({ leaf, index, size, root, proof }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(hash, root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Is the old tree the beginning of the new one? */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (oldSize < 0 || oldSize > newSize) return false;
  if (oldSize === 0) return proof.length === 0;
  if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot);
  const isPowerOfTwo = Number.isInteger(Math.log2(oldSize));
  const [first, ...path] = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  return first !== undefined && consistencyPath(claim, first, path);
}

function consistencyPath(claim: ConsistencyClaim, first: Uint8Array, path: readonly Uint8Array[]): boolean {
  let node = claim.oldSize - 1;
  let last = claim.newSize - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let oldHash = first;
  let newHash = first;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(oldHash, claim.oldRoot) && equal(newHash, claim.newRoot);
}

function half(value: number): number {
  return Math.floor(value / 2);
}
