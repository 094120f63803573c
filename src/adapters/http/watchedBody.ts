import type { Readable } from 'node:stream';
import { CongvanError } from '../../kernel/errors.ts';

/** Fewer bytes than this in a whole window, and the peer counts as stalled. */
const LEAST_BYTES = 1024;

/**
 * The bytes of a body, given up when the peer stops sending or trickles. Only waiting for the peer counts: while the
 * consumer works (disk, hash), no time runs. Ending the loop early destroys the stream.
 * @param idleMs length of the window
 * @throws BODY_STALLED
 */
export async function* watchedBody(body: Readable, idleMs: number): AsyncGenerator<Uint8Array> {
  const watchdog = new Watchdog(body, idleMs);
  try {
    const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
    for (;;) {
      watchdog.waiting();
      const next = await pieces.next();
      if (next.done === true) return;
      watchdog.received(next.value.length);
      yield next.value;
    }
  } finally {
    watchdog.stop();
    body.destroy();
  }
}

class Watchdog {
  readonly #body: Readable;
  #leftMs: number;
  #bytes = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #idleMs: number;

  constructor(body: Readable, idleMs: number) {
    this.#body = body;
    this.#idleMs = idleMs;
    this.#leftMs = idleMs;
  }

  waiting(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#body.destroy(new CongvanError('BODY_STALLED')), this.#leftMs);
  }

  received(bytes: number): void {
    this.stop();
    this.#bytes += bytes;
    this.#leftMs = Math.max(1, this.#leftMs - (performance.now() - this.#since));
    if (this.#bytes < LEAST_BYTES) return;
    this.#bytes = 0;
    this.#leftMs = this.#idleMs;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
