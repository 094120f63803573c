import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../dist/bin/congvan.js');
const RUNS = 15;

/** Shortest wall time of a whole process, milliseconds. The two take turns, so that a busy moment hits both. */
function shortest(commands: readonly (readonly string[])[]): readonly number[] {
  const best = commands.map(() => Number.POSITIVE_INFINITY);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, argv] of commands.entries()) {
      const started = performance.now();
      spawnSync(process.execPath, argv, { stdio: 'ignore' });
      best[index] = Math.min(best[index] ?? 0, performance.now() - started);
    }
  }
  return best;
}

/** `congvan --help` beside `node -e 0`: what a clerk waits for before anything happens. */
export function startup(): void {
  if (!existsSync(PROGRAM)) {
    process.stdout.write('start-up: not measured, dist/ is not built (npm run build)\n');
    return;
  }
  const [bare = 0, help = 0] = shortest([
    ['-e', '0'],
    [PROGRAM, '--help'],
  ]);
  const ratio = (help / bare).toFixed(2);
  process.stdout.write(
    `start-up: congvan --help ${help.toFixed(0)} ms, node -e 0 ${bare.toFixed(0)} ms, ${ratio} : 1\n`,
  );
}
