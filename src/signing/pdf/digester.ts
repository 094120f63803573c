import { createHash } from 'node:crypto';
import { DIGESTS, type DigestName } from '../x509/algorithms.ts';
import { overLimit } from './read/damage.ts';

/** The two pieces of a file that a signature covers. */
export type Covered = readonly [Uint8Array, Uint8Array];

/** How often the whole file may be digested, and how many bytes at least: each signature covers all before it. */
const ROUNDS = 32;
const BYTES = 1024 * 1024 * 1024;

/** Digests what the signatures of one file cover, as long as all of them together ask for no more than it allows. */
export class Digester {
  #left: number;

  /** @param size of the file, in bytes */
  constructor(size: number) {
    this.#left = Math.max(BYTES, ROUNDS * size);
  }

  /** @throws PDF_LIMIT_EXCEEDED when more is asked for than any document needs */
  digest(covered: Covered, algorithm: DigestName): Uint8Array {
    this.#left -= covered[0].length + covered[1].length;
    if (this.#left < 0) throw overLimit('signatures', 'too many bytes to digest');
    const hash = createHash(DIGESTS[algorithm].node);
    for (const piece of covered) hash.update(piece);
    return hash.digest();
  }
}
