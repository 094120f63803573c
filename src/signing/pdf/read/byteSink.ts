import { overLimit } from './damage.ts';

/** Collects bytes whose number is not known before, up to a limit. */
export class ByteSink {
  #bytes = new Uint8Array(4096);
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#limit) throw overLimit('stream', `larger than ${this.#limit} bytes`);
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
