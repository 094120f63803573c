/**
 * A second implementation of RFC 6962, written from its text alone and sharing nothing with `src`: the recursive
 * definitions of §2.1, and a verifier that recomputes roots along the same recursion.
 */
import { createHash } from 'node:crypto';

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** k: the largest power of two smaller than n. */
function k(n: number): number {
  let power = 1;
  while (power << 1 < n) power <<= 1;
  return power;
}

/** MTH(D[n]) */
export function mth(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return sha256();
  const [only] = d;
  if (d.length === 1 && only !== undefined) return sha256(Buffer.from([0]), only);
  const split = k(d.length);
  return sha256(Buffer.from([1]), mth(d.slice(0, split)), mth(d.slice(split)));
}

/** PATH(m, D[n]) */
export function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length <= 1) return [];
  const split = k(d.length);
  return m < split
    ? [...path(m, d.slice(0, split)), mth(d.slice(split))]
    : [...path(m - split, d.slice(split)), mth(d.slice(0, split))];
}

/** PROOF(m, D[n]) */
export function proof(m: number, d: readonly Uint8Array[]): Buffer[] {
  return subproof(m, d, true);
}

function subproof(m: number, d: readonly Uint8Array[], b: boolean): Buffer[] {
  if (m === d.length) return b ? [] : [mth(d)];
  const split = k(d.length);
  return m <= split
    ? [...subproof(m, d.slice(0, split), b), mth(d.slice(split))]
    : [...subproof(m - split, d.slice(split), false), mth(d.slice(0, split))];
}

/** Root that a path leads to, following PATH's recursion from the outside in. */
export function rootByPath(m: number, n: number, leaf: Uint8Array, hashes: readonly Uint8Array[]): Buffer {
  if (n === 1) return sha256(Buffer.from([0]), leaf);
  const outer = hashes.at(-1);
  if (outer === undefined) throw new Error('the path is too short');
  const inner = hashes.slice(0, -1);
  const split = k(n);
  return m < split
    ? sha256(Buffer.from([1]), rootByPath(m, split, leaf, inner), outer)
    : sha256(Buffer.from([1]), outer, rootByPath(m - split, n - split, leaf, inner));
}
