/** Merkle tree hashing of RFC 6962 §2.1 (https://www.rfc-editor.org/rfc/rfc6962#section-2.1), SHA-256. */
import { hash } from 'node:crypto';

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

/** Hash of the tree without leaves. */
export const EMPTY_ROOT: Buffer = hash('sha256', Buffer.alloc(0), 'buffer');

/** SHA-256(0x00 ‖ entry) */
export function leafHash(entry: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF, entry]), 'buffer');
}

/** SHA-256(0x01 ‖ left ‖ right) */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}

/** Root of the smallest tree over these hashes; they must be full subtrees of one height, left to right. */
export function rootOfEqual(hashes: readonly Uint8Array[]): Uint8Array {
  return rootOfRange(perfectRoots(hashes));
}

/** The full subtrees that a run of equal ones falls into, largest (leftmost) first. */
export function perfectRoots(hashes: readonly Uint8Array[]): readonly Uint8Array[] {
  const stack: { hash: Uint8Array; size: number }[] = [];
  for (const one of hashes) {
    let right = { hash: one, size: 1 };
    for (let left = stack.at(-1); left?.size === right.size; left = stack.at(-1)) {
      stack.pop();
      right = { hash: nodeHash(left.hash, right.hash), size: left.size * 2 };
    }
    stack.push(right);
  }
  return stack.map((entry) => entry.hash);
}

/** Root of a tree given by its full subtrees, largest first (a compact range that begins at 0). */
export function rootOfRange(subtrees: readonly Uint8Array[]): Uint8Array {
  const last = subtrees.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}
