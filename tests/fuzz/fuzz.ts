import type { FuzzRandom } from './random.ts';

/**
 * One fuzzer: spoils what it knows how to make and gives it to the code until its time is over. A file in this folder
 * exports it as `fuzz`, and `run.ts` finds it there:
 *
 *     export const fuzz: Fuzz = { name: 'cms', run: async (random, budgetMs) => … };
 */
export interface Fuzz {
  readonly name: string;
  /**
   * Every choice comes from `random`, so that a seed gives the same run again up to where time ended it.
   * @param budgetMs milliseconds of wall time; looked at between two cases
   * @returns how many cases were tried
   * @throws FuzzFailure for a crash other than CongvanError, a case that takes too long, or a verdict that is wrong
   */
  run(random: FuzzRandom, budgetMs: number): Promise<number>;
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
