/** When to try again: capped steps per lane, spread by chance, and safe against a clock that jumps. Pure. */
import type { Random } from '../kernel/random.ts';
import { type Lane, laneOf, type Priority } from './priority.ts';
import type { DueWindow } from './store.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Waits after the first, second, … failure, milliseconds; the last one repeats until the dispatch expires. */
const STEPS_MS: Readonly<Record<Lane, readonly number[]>> = {
  flash: [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 20 * SECOND, 30 * SECOND],
  veryUrgent: [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE],
  urgent: [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE],
  ordinary: [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
};

/** A fifth more or less, so that many senders do not come back at the same moment. */
const SPREAD = 0.2;

const LONGEST_MS = 15 * MINUTE * (1 + SPREAD);

/** @param attempts failed attempts including the one just made, 1 or more */
export function nextAttemptAt(priority: Priority, attempts: number, now: Date, random: Random): Date {
  const steps = STEPS_MS[laneOf(priority)];
  const step = steps[Math.min(attempts, steps.length) - 1] ?? SECOND;
  return new Date(now.getTime() + Math.round(step * (1 - SPREAD + 2 * SPREAD * fraction(random))));
}

/** A plan further ahead than the longest wait was made by a clock that was wrong: it counts as due. */
export function dueWindow(now: Date): DueWindow {
  return { now, clampAfter: new Date(now.getTime() + LONGEST_MS) };
}

function fraction(random: Random): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) / 65536;
}
