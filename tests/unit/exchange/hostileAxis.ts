import type { Axis } from '../../../src/exchange/axis.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import type { Random } from '../../../src/kernel/random.ts';

/** How often each kind of trouble happens, of 256. */
export interface Cruelty {
  /** The request never arrives. */
  readonly lostRequest: number;
  /** It was done, but the answer never arrives. */
  readonly lostAnswer: number;
  /** It is done twice. */
  readonly repeated: number;
  /** What is pulled comes in another order, and some of it twice. */
  readonly reordered: number;
  /** A download breaks off in the middle. */
  readonly truncated: number;
}

export const CRUEL: Cruelty = {
  lostRequest: 25,
  lostAnswer: 40,
  repeated: 40,
  reordered: 128,
  truncated: 25,
};

/** An axis between us and the real one that loses, repeats, reorders and cuts, as chance will have it. */
export function hostileAxis(axis: Axis, random: Random, cruelty: Cruelty): Axis {
  const happens = (chance: number) => (random(1)[0] ?? 0) < chance;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (happens(cruelty.lostRequest)) throw new CongvanError('AXIS_UNREACHABLE', { detail: 'request lost' });
    if (happens(cruelty.repeated)) await work();
    const answer = await work();
    if (happens(cruelty.lostAnswer)) throw new CongvanError('AXIS_UNREACHABLE', { detail: 'answer lost' });
    return answer;
  };
  return {
    register: (registration) => call(() => axis.register(registration)),
    putPart: async (messageId, part, start, source) => {
      if (happens(cruelty.lostRequest)) throw new CongvanError('AXIS_UNREACHABLE');
      await axis.putPart(messageId, part, start, happens(cruelty.truncated) ? cut(source) : source);
      if (happens(cruelty.lostAnswer)) throw new CongvanError('AXIS_UNREACHABLE');
    },
    commit: (messageId) => call(() => axis.commit(messageId)),
    pull: async (request) => {
      const pulled = await call(() => axis.pull(request));
      if (!happens(cruelty.reordered)) return pulled;
      const doubled = <U>(items: readonly U[]) => [...items].reverse().flatMap((item) => [item, item]);
      return { receipts: doubled(pulled.receipts), messages: doubled(pulled.messages) };
    },
    fetchPart: async (deliveryId, digest, start) => {
      const bytes = await call(() => axis.fetchPart(deliveryId, digest, start));
      return happens(cruelty.truncated) ? cut(bytes) : bytes;
    },
    acknowledge: (receipt) => call(() => axis.acknowledge(receipt)),
    acknowledgeReceipts: (noticeIds) => call(() => axis.acknowledgeReceipts(noticeIds)),
  };
}

async function* cut(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    yield piece.subarray(0, piece.length >> 1);
    throw new CongvanError('AXIS_UNREACHABLE', { detail: 'cut' });
  }
}
