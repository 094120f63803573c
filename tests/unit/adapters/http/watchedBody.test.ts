import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watchedBody } from '../../../../src/adapters/http/watchedBody.ts';
import { codeOf, collect } from '../../exchange/world.ts';

const body = (pieces: readonly string[], everyMs: number) =>
  Readable.from(
    (async function* () {
      for (const piece of pieces) {
        await sleep(everyMs);
        yield Buffer.from(piece);
      }
    })(),
  );

describe('a watched body', () => {
  it('comes through whole', async () => {
    expect(Buffer.from(await collect(watchedBody(body(['a', 'b', 'c'], 1), 500))).toString()).toBe('abc');
  });

  it('is given up when the peer stops, or trickles', async () => {
    expect(await codeOf(collect(watchedBody(body(['a'], 3000), 50)))).toBe('BODY_STALLED');
    const trickle = Array.from({ length: 100 }, () => 'x');
    expect(await codeOf(collect(watchedBody(body(trickle, 20), 200)))).toBe('BODY_STALLED');
  });

  it('is not given up while we ourselves are slow', async () => {
    let read = 0;
    for await (const piece of watchedBody(body(['a'.repeat(2000), 'b'.repeat(2000)], 1), 100)) {
      await sleep(200);
      read += piece.length;
    }
    expect(read).toBe(4000);
  });

  it('destroys the stream when reading ends early', async () => {
    const stream = body(['a', 'b', 'c'], 1);
    for await (const _piece of watchedBody(stream, 500)) break;
    expect(stream.destroyed).toBe(true);
  });
});
