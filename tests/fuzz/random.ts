/** Random numbers that a seed gives again: what a fuzzer found once is found by everyone. Never for keys. */
export interface FuzzRandom {
  /** An integer from 0 up to, not including, `limit` (at least 1). */
  below(limit: number): number;
  /** An integer between both, each of them possible. */
  between(least: number, most: number): number;
  /** One of the values. */
  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T;
  /** `true` once in so many times. */
  oneIn(times: number): boolean;
  bytes(length: number): Buffer;
}

/** mulberry32: 32 bits of state, enough to choose bytes to spoil. */
export function randomFrom(seed: number): FuzzRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % Math.max(1, limit);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
    oneIn: (times) => below(times) === 0,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
