/** Gives the time. UTC; passed in wherever time matters, so that a test can hold it still. */
export interface Clock {
  now(): Date;
}

/** The machine's clock: the only place below the command line that reads it. */
export const systemClock: Clock = { now: () => new Date() };

export function fixedClock(at: Date | string): Clock {
  const time = new Date(at);
  return { now: () => new Date(time) };
}
