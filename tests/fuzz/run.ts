/**
 * Runs every fuzzer of this folder one after the other. `npm run fuzz`, or `node tests/fuzz/run.ts NAME…` for some.
 * CONGVAN_FUZZ_SECONDS: for all of them together, default 120. CONGVAN_FUZZ_SEED: to run one again; it is printed.
 * CONGVAN_FUZZ_LONG=true: go on until those that name a least number of cases have tried as many.
 * What fails is written to the temporary folder and named. Exit code 1 when any failed.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fuzz, FuzzFailure } from './fuzz.ts';
import { randomFrom } from './random.ts';

async function fuzzers(): Promise<readonly Fuzz[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && name !== 'run.ts');
  const modules = await Promise.all(files.sort().map((name) => import(join(import.meta.dirname, name))));
  return modules.flatMap((module: { readonly fuzz?: Fuzz }) =>
    module.fuzz === undefined ? [] : [module.fuzz],
  );
}

function keep(name: string, failure: FuzzFailure): string {
  const file = join(mkdtempSync(join(tmpdir(), `congvan-fuzz-${name}-`)), 'input');
  writeFileSync(file, failure.input);
  return file;
}

/** @returns whether nothing was found */
async function tryOne(fuzz: Fuzz, seed: number, budgetMs: number): Promise<boolean> {
  const started = performance.now();
  try {
    const random = randomFrom(seed);
    let cases = await fuzz.run(random, budgetMs);
    while (isLong && cases < (fuzz.atLeast ?? 0)) cases += await fuzz.run(random, 10_000);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`  ${fuzz.name.padEnd(20)} ${String(cases).padStart(8)} cases in ${seconds} s\n`);
    return true;
  } catch (error) {
    const where = error instanceof FuzzFailure ? `; the input is in ${keep(fuzz.name, error)}` : '';
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`  ${fuzz.name.padEnd(20)} FAILED with seed ${seed}${where}\n${what}\n`);
    if (error instanceof Error && error.cause !== undefined) process.stdout.write(`${String(error.cause)}\n`);
    return false;
  }
}

const seed = Number(process.env.CONGVAN_FUZZ_SEED ?? randomInt(2 ** 31));
const isLong = process.env.CONGVAN_FUZZ_LONG === 'true';
const seconds = Number(process.env.CONGVAN_FUZZ_SECONDS ?? 120);
const asked = process.argv.slice(2);
const all = await fuzzers();
const chosen = asked.length === 0 ? all : all.filter(({ name }) => asked.includes(name));
if (chosen.length === 0)
  throw new Error(`no such fuzzer; there are ${all.map(({ name }) => name).join(', ')}`);
process.stdout.write(
  `fuzz: CONGVAN_FUZZ_SEED=${seed}, ${seconds} s for ${chosen.map(({ name }) => name).join(', ')}\n`,
);
let failed = 0;
for (const fuzz of chosen) if (!(await tryOne(fuzz, seed, (seconds * 1000) / chosen.length))) failed += 1;
process.exitCode = failed === 0 ? 0 : 1;
