import { describe, expect, it } from 'vitest';
import { VARIANTS } from './broken.ts';
import { type CrashOptions, crashRun, ROLES } from './harness.ts';
import { RECEIVER } from './setup.ts';

/** To run one again: CONGVAN_CRASH_SEED=… ; longer: CONGVAN_CRASH_DOCUMENTS=10000 CONGVAN_CRASH_KILLS=5000 */
const { CONGVAN_CRASH_SEED, CONGVAN_CRASH_DOCUMENTS, CONGVAN_CRASH_KILLS } = process.env;
const seed = Number(CONGVAN_CRASH_SEED ?? Math.floor(Math.random() * 1e9));
const documents = Number(CONGVAN_CRASH_DOCUMENTS ?? 300);
const kills = Number(CONGVAN_CRASH_KILLS ?? 60);
/** Longer only when more kills are asked for. */
const underFireMs = Math.max(110_000, kills * 1500);
/** Longer than a lease of the axis: what somebody died with comes again after it. */
const STALLED_MS = 90_000;
const log = (line: string) => process.stdout.write(`  crash: ${line}\n`);

async function run(
  options: Pick<CrashOptions, 'variant' | 'documents' | 'kills' | 'underFireMs' | 'victims' | 'stalledMs'>,
) {
  const result = await crashRun({ ...options, seed, log });
  const { violations, seconds } = result;
  log(
    `${options.variant}: ${result.documents} documents, ${result.underFire} received under fire, ` +
      `${result.kills} kills, ${seconds} s, ${violations.length} violations, ` +
      `${result.leftovers} temporary files left, seed ${seed}`,
  );
  for (const violation of violations.slice(0, 5)) log(`  ${violation}`);
  return violations;
}

describe('kill -9 of sender daemon, axis and receiver daemon at random', () => {
  it(`loses nothing and doubles nothing over ${documents} documents`, async () => {
    expect(
      await run({ variant: 'correct', documents, kills, underFireMs, victims: ROLES, stalledMs: STALLED_MS }),
    ).toEqual([]);
  });

  it.each(VARIANTS.filter((variant) => variant !== 'correct'))(
    'is seen to catch the mistake "%s"',
    async (variant) => {
      expect(
        await run({
          variant,
          documents: 40,
          kills: 8,
          underFireMs: 25_000,
          victims: variant === 'answer-before-commit' ? ['axis'] : [RECEIVER],
          stalledMs: 3000,
        }),
      ).not.toEqual([]);
    },
  );
});
