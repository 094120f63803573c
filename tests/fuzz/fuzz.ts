import { CongvanError } from '../../src/kernel/errors.ts';
import type { FuzzRandom } from './random.ts';

/**
 * One fuzzer: spoils what it knows how to make and gives it to the code until its time is over. A file in this folder
 * exports it as `fuzz`, and `run.ts` finds it there:
 *
 *     export const fuzz: Fuzz = { name: 'cms', run: async (random, budgetMs) => … };
 */
export interface Fuzz {
  readonly name: string;
  /** How many cases a long run tries at least, beyond its share of the time when need be; default: as many as fit. */
  readonly atLeast?: number;
  /**
   * Every choice comes from `random`, so that a seed gives the same run again up to where time ended it.
   * @param budgetMs milliseconds of wall time; looked at between two cases
   * @returns how many cases were tried
   * @throws FuzzFailure for a crash other than CongvanError, a case that takes too long, or a verdict that is wrong
   */
  run(random: FuzzRandom, budgetMs: number): Promise<number>;
}

/** Where the changed bytes begin to differ, with what stood there and what stands there, for a message. */
export function difference(original: Uint8Array, changed: Uint8Array): string {
  const end = Math.min(original.length, changed.length);
  let at = 0;
  while (at < end && original[at] === changed[at]) at += 1;
  const near = (bytes: Uint8Array): string =>
    JSON.stringify(Buffer.from(bytes.subarray(Math.max(0, at - 20), at + 40)).toString('latin1'));
  return `byte ${at} of ${original.length} (now ${changed.length}): ${near(original)} became ${near(changed)}`;
}

/** What was found, with the bytes that show it. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
  readonly found: string;
  readonly input: Uint8Array;

  constructor(found: string, input: Uint8Array, cause?: unknown) {
    super(found, { cause });
    this.found = found;
    this.input = input;
  }
}

/** One case, built from `random` and judged; throws FuzzFailure when it should not be as it is. */
export type FuzzCase = (random: FuzzRandom) => void | Promise<void>;

/** Repeats a case until the time is over. @returns how often */
export async function untilOver(budgetMs: number, random: FuzzRandom, once: FuzzCase): Promise<number> {
  const end = performance.now() + budgetMs;
  let cases = 0;
  for (; performance.now() < end; cases += 1) await once(random);
  return cases;
}

/** No input may keep a reader or verifier busy for longer; generous, for a machine with other work. */
const LONGEST_MS = 10_000;

/**
 * Does the work on the input. @returns what it gives; undefined when it refused with a CongvanError
 * @throws FuzzFailure for any other error, and when it took too long
 */
export function withoutCrash<T>(input: Uint8Array, work: () => T): T | undefined {
  const started = performance.now();
  let result: T | undefined;
  try {
    result = work();
  } catch (error) {
    if (!(error instanceof CongvanError)) throw new FuzzFailure(`crash: ${String(error)}`, input, error);
  }
  const took = performance.now() - started;
  if (took > LONGEST_MS) throw new FuzzFailure(`${Math.round(took)} ms for ${input.length} bytes`, input);
  return result;
}
