import { createHash } from 'node:crypto';
import type { DetachedContent } from '../signing/cades/verifyCades.ts';
import { DIGESTS, type DigestName } from '../signing/x509/algorithms.ts';

/** The bytes of a file, read again each time it is called; never held whole. */
export type ContentSource = () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;

/**
 * Digests a file of any size in one pass. Asked for another algorithm later it answers with no bytes, which are
 * nothing's digest.
 */
export async function digestContent(
  name: string,
  source: ContentSource,
  algorithms: readonly DigestName[],
): Promise<DetachedContent> {
  const running = algorithms.map((algorithm) => createHash(DIGESTS[algorithm].node));
  for await (const piece of await source()) for (const hash of running) hash.update(piece);
  const known = new Map(algorithms.map((algorithm, i) => [algorithm, running[i]?.digest()]));
  return { name, digest: (algorithm) => known.get(algorithm) ?? new Uint8Array() };
}
