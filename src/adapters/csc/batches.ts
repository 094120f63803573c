import type { DigestAlgorithm } from '../../signing/signerKey.ts';

interface Waiting {
  readonly hash: Buffer;
  readonly digest: DigestAlgorithm;
  readonly resolve: (signature: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts signatures that are asked for at the same time into one exchange: a person who signs forty documents types one
 * one-time password. One exchange is under way at a time; what comes meanwhile waits for the next.
 */
export class Batches {
  readonly #signAll: (digest: DigestAlgorithm, hashes: readonly Buffer[]) => Promise<readonly Buffer[]>;
  readonly #limit: number;
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param limit most hashes of one exchange @param signAll gives one signature per hash, in order */
  constructor(
    limit: number,
    signAll: (digest: DigestAlgorithm, hashes: readonly Buffer[]) => Promise<readonly Buffer[]>,
  ) {
    this.#limit = limit;
    this.#signAll = signAll;
  }

  sign(hash: Buffer, digest: DigestAlgorithm): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ hash, digest, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // Everything that is asked for in this turn of the event loop comes along.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const { digest } = first;
      const batch = this.#waiting.filter((one) => one.digest === digest).slice(0, this.#limit);
      this.#waiting = this.#waiting.filter((one) => !batch.includes(one));
      await this.#exchange(digest, batch);
    }
    this.#isRunning = false;
  }

  async #exchange(digest: DigestAlgorithm, batch: readonly Waiting[]): Promise<void> {
    try {
      const signatures = await this.#signAll(
        digest,
        batch.map(({ hash }) => hash),
      );
      for (const [place, { resolve, reject }] of batch.entries()) {
        const signature = signatures[place];
        if (signature === undefined) reject(new RangeError('fewer signatures than hashes'));
        else resolve(signature);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
