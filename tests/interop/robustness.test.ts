/**
 * Odd and broken PDFs of pdf.js, veraPDF and LibPDF, and the signed files of the other corpora, in a process of limited
 * memory for each corpus: every file gives a verdict or one clean error, within 5 seconds and 512 MB.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { corpus } from '../corpora.ts';
import type { Judged } from './robustness/judgeFiles.ts';

const LONGEST_MS = 5_000;
const MOST_BYTES = 512 * 1024 * 1024;
const CORPORA = ['pdf-robustness', 'pyhanko-pdf', 'dss-pades', 'dss-xades', 'xmldsig-xmlsec'];

/** A process that judges the files it is given by name, with a heap that cannot grow past the limit. */
function startJudge(): ChildProcessWithoutNullStreams {
  const script = join(import.meta.dirname, 'robustness', 'judgeFiles.ts');
  return spawn(process.execPath, [
    '--max-old-space-size=448',
    '--disable-warning=ExperimentalWarning',
    script,
  ]);
}

/** All of them, one after the other; a file that ends the process is told by its name. */
async function judgeAll(files: readonly string[]): Promise<readonly Judged[]> {
  const child = startJudge();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-3000);
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const judged: Judged[] = [];
  for (const file of files) {
    child.stdin.write(`${file}\n`);
    const patience = setTimeout(() => child.kill('SIGKILL'), 10 * LONGEST_MS);
    const answer = await answers.next();
    clearTimeout(patience);
    if (answer.done === true) throw new Error(`${file} ended the judge: ${complaints}`);
    judged.push(JSON.parse(answer.value));
  }
  child.stdin.end();
  return judged;
}

describe.each(CORPORA)('%s', (name) => {
  const folder = corpus(name);

  it.skipIf(folder === undefined)('each file in time and in memory, none trusted, none a crash', async () => {
    const files = readdirSync(folder ?? '', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(pdf|xml|xades|asice|p7[sm])$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const judged = await judgeAll(files);
    const slowest = judged.toSorted((a, b) => b.ms - a.ms)[0];
    const peak = Math.max(...judged.map(({ peakBytes }) => peakBytes));
    process.stdout.write(
      `  ${name}: ${judged.length} files, slowest ${slowest?.ms} ms (${slowest?.file.slice((folder ?? '').length + 1)}), peak ${Math.round(peak / 1e6)} MB\n`,
    );
    expect(judged.filter(({ said }) => said === 'TOTAL-PASSED' || said.startsWith('CRASH'))).toEqual([]);
    expect(judged.filter(({ ms }) => ms > LONGEST_MS)).toEqual([]);
    expect(peak).toBeLessThan(MOST_BYTES);
    expect(judged.length).toBeGreaterThan(50);
  });
});
