/**
 * Judges every corpus and prints expected against actual, with every exception: `npm run corpora`. The counts may only
 * get better than those kept in `table.json`; exit code 1 when one is worse. `-- --write` keeps the new ones.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CorpusRow, TABLE_FOLDER } from './record.ts';
import { type Counts, countsOf, type Kept, worse } from './tableCounts.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(import.meta.dirname, 'table.json');

/** Runs the tests of the corpora; they write down what they find. A test that fails is shown and counted like others. */
function collect(folder: string): { readonly rows: readonly CorpusRow[]; readonly isPassed: boolean } {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', 'tests/vitest.config.ts', '--reporter', 'dot', '--silent=true'];
  const paths = files.filter((name) => !name.startsWith('table')).map((name) => `tests/vectors/${name}`);
  let isPassed = true;
  try {
    execFileSync(process.execPath, [vitest, ...args, ...paths], {
      cwd: ROOT,
      env: { ...process.env, [TABLE_FOLDER]: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    isPassed = false;
  }
  const rows = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((line): CorpusRow => JSON.parse(line)),
  );
  return { rows, isPassed };
}

const cell = (count: number): string => String(count).padStart(10);

function print(name: string, counts: Counts): void {
  const { accept, refuse, either } = counts;
  const cells = [accept.accepted, accept.unsupported, accept.refused, refuse.refused, refuse.accepted];
  process.stdout.write(`${name.padEnd(22)}${[...cells, either].map(cell).join('')}\n`);
}

/** Every valid row that is refused and every bad row that is accepted, with what is argued. */
function printExceptions(rows: readonly CorpusRow[]): void {
  process.stdout.write('\nvalid rows that are refused, bad rows that are ACCEPTED:\n');
  const odd = rows.filter(
    ({ expected, actual }) =>
      (expected === 'ACCEPT' && actual === 'REFUSED') || (expected === 'REFUSE' && actual === 'ACCEPTED'),
  );
  for (const { corpus, row, actual, told, because } of odd) {
    process.stdout.write(`  ${corpus} ${row}: ${actual}, ${told.trim()}${because ? ` (${because})` : ''}\n`);
  }
}

/** Valid rows that are not supported: how many for each name; with `--all`, the rows. */
function printUnsupported(rows: readonly CorpusRow[]): void {
  const groups = Map.groupBy(
    rows.filter(({ expected, actual }) => expected === 'ACCEPT' && actual === 'UNSUPPORTED'),
    ({ corpus, told }) => `${corpus} ${told.trim()}`,
  );
  process.stdout.write('\nvalid rows that are not supported, by name (-- --all: each):\n');
  for (const [name, group] of [...groups].sort(([, a], [, b]) => b.length - a.length)) {
    process.stdout.write(`  ${String(group.length).padStart(4)} ${name}\n`);
    if (process.argv.includes('--all'))
      for (const { row } of group) process.stdout.write(`         ${row}\n`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'congvan-corpora-'));
const { rows, isPassed } = collect(folder);
rmSync(folder, { recursive: true });
const counts = countsOf(rows);
if (rows.length === 0)
  process.stdout.write('no corpus is beside the repository (../shared/corpora): nothing is judged\n');
const COLUMNS = ['accepted', 'unsupp.', 'refused', 'bad: ref.', 'ACCEPTED', 'others'];
process.stdout.write(
  `${'rows called valid:'.padEnd(22)}${COLUMNS.map((word) => word.padStart(10)).join('')}\n`,
);
for (const [name, each] of Object.entries(counts)) print(name, each);
printExceptions(rows);
printUnsupported(rows);
if (process.argv.includes('--write')) writeFileSync(KEPT, `${JSON.stringify(counts, null, 2)}\n`);
const lost = worse(JSON.parse(readFileSync(KEPT, 'utf8')) as Kept, counts);
for (const line of lost) process.stdout.write(`WORSE: ${line}\n`);
if (!isPassed)
  process.stdout.write(
    'a test of the corpora fails: npx vitest run --config tests/vitest.config.ts tests/vectors\n',
  );
process.exitCode = lost.length === 0 && isPassed ? 0 : 1;
