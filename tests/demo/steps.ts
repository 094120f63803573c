/** Tells the story as it happens: one line per step, and the whole truth when a step fails. */
import { CONGVAN, type Ended, run } from './processes.ts';

let count = 0;

/** Prints the step, does it, and says how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  count += 1;
  const started = performance.now();
  process.stdout.write(`${String(count).padStart(2)}. ${what} … `);
  try {
    const result = await work();
    process.stdout.write(`ok (${Math.round(performance.now() - started)} ms)\n`);
    return result;
  } catch (error) {
    process.stdout.write('FAILED\n');
    throw error;
  }
}

export function say(line: string): void {
  process.stdout.write(`      ${line}\n`);
}

export class CommandFailed extends Error {}

/** Runs `congvan …` and expects exit code 0. @returns what it printed */
export async function congvan(argv: readonly string[]): Promise<Ended> {
  const ended = await run([CONGVAN, ...argv]);
  if (ended.code === 0) return ended;
  throw new CommandFailed(
    `congvan ${argv.join(' ')}\nexit code ${ended.code}\n${ended.stdout}${ended.stderr}`.trimEnd(),
  );
}

/** The same with `--json`. */
export async function congvanJson<T>(argv: readonly string[]): Promise<T> {
  const { stdout } = await congvan([...argv, '--json']);
  return JSON.parse(stdout);
}

/** Asks again until the answer is there. @throws after the deadline */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not after ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
