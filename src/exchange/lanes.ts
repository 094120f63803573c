import { LANES, laneOf, type Priority } from './priority.ts';

/**
 * Takes up to `limit` items in rounds: from each lane as many as its weight, most urgent lane first, keeping the order
 * within a lane. Urgent work leads every round and ordinary work is in every round; a `limit` of at least
 * `ROUND` therefore starves nobody.
 */
export function takeByLane<T extends { readonly priority: Priority }>(
  candidates: readonly T[],
  limit: number,
): readonly T[] {
  const queues = LANES.map(({ lane, weight }) => ({
    weight,
    waiting: candidates.filter((item) => laneOf(item.priority) === lane),
  }));
  const taken: T[] = [];
  while (taken.length < limit && queues.some((queue) => queue.waiting.length > 0)) {
    for (const queue of queues) taken.push(...queue.waiting.splice(0, queue.weight));
  }
  return taken.slice(0, limit);
}

/** Items of one full round over all lanes. */
export const ROUND = LANES.reduce((sum, row) => sum + row.weight, 0);
