/** Many files at once, by real processes: in order, interrupted, killed, run again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { type Outcome, REPOSITORY, runCongvan } from '../cli/run.ts';

const BIN = join(REPOSITORY, 'bin', 'congvan.ts');
const FIXTURES = join(REPOSITORY, 'tests', 'fixtures');
const LONGEST_MS = 240_000;
const MANY = 200;
const DRAFTS = 40;

const work = mkdtempSync(join(tmpdir(), 'congvan-batch-'));
let servers: PkiServers;
let environment: Record<string, string> = {};

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
  const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
  environment = { CONGVAN_HOME: join(work, 'stc'), CONGVAN_REVOCATION_OVERRIDES: overrides.join(',') };
  const agency = [
    '--agency',
    'H29.12',
    '--name',
    'Sở Tài chính',
    '--abbreviation',
    'STC',
    '--place',
    'An Bình',
  ];
  const pki = ['--dev-pki', join(REPOSITORY, 'certs-dev', 'out'), '--tsa', servers.tsa.url];
  const image = ['--person-image', join(FIXTURES, 'images', 'signature.png')];
  await done('init', '--home', 'stc', ...agency, ...pki, ...image);
  copyFileSync(join(FIXTURES, 'documents', 'cong-van.pdf'), join(work, 'draft.pdf'));
  await done('sign', 'draft.pdf', '--as', 'person', '-o', 'signed.pdf');
}, LONGEST_MS);
afterAll(async () => {
  await servers.close();
  rmSync(work, { recursive: true, force: true });
});

let folder = '';
let count = 0;
beforeEach(() => {
  folder = `f${count++}`;
  mkdirSync(join(work, folder));
});

const run = (...words: readonly string[]): Promise<Outcome> => runCongvan(words, { cwd: work, environment });

async function done(...words: readonly string[]): Promise<Outcome> {
  const outcome = await run(...words);
  expect(outcome, outcome.stderr).toMatchObject({ exit: 0 });
  return outcome;
}

/** @returns the names, in order, from the working folder */
function copies(of: string, number: number): readonly string[] {
  const names = Array.from({ length: number }, (_, at) => join(folder, `${String(at).padStart(3, '0')}.pdf`));
  for (const name of names) copyFileSync(join(work, of), join(work, name));
  return names;
}

const linesOf = (stdout: string): readonly string[] => stdout.split('\n').slice(0, -1);
/** When it was judged, and when the responder answered: it is asked anew in each run. */
const timeless = (line: string) => line.replace(/"(?:at|producedAt)":"[^"]+"/g, '');

test(
  'two hundred files: each report as the command gives it for the file alone, in the order of the names',
  async () => {
    const names = copies('signed.pdf', MANY);
    const { stdout, stderr } = await done('verify', folder, '--json', '--show-changes');
    const lines = linesOf(stdout);
    expect(lines.map((line) => JSON.parse(line).file)).toEqual(names);
    expect(JSON.parse(stderr)).toEqual({
      summary: { files: MANY, verdicts: { 'TOTAL-PASSED': MANY }, notJudged: 0 },
    });
    for (const at of [0, MANY - 1]) {
      const alone = await done('verify', names[at] ?? '', '--json', '--show-changes');
      expect(timeless(lines[at] ?? '')).toBe(timeless(linesOf(alone.stdout)[0] ?? ''));
    }
  },
  LONGEST_MS,
);

function started(...words: readonly string[]): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', HOME: work, LANG: 'en_US.UTF-8', ...environment };
  return spawn(process.execPath, [BIN, ...words], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Sends a signal as soon as something was printed. */
async function struck(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    if (stdout === '') child.kill(signal);
    stdout += piece;
  });
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  const exit = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { exit, stdout, stderr };
}

test(
  'Ctrl-C while many are judged ends with 130; what was printed are whole lines in their order',
  async () => {
    const names = copies('signed.pdf', MANY);
    const { exit, stdout, stderr } = await struck(started('verify', folder, '--json'), 'SIGINT');
    expect(exit, stderr).toBe(130);
    expect(stderr).toContain('"code":"INTERRUPTED"');
    expect(stdout.endsWith('\n')).toBe(true);
    const files = linesOf(stdout).map((line) => JSON.parse(line).file);
    expect(files).toEqual(names.slice(0, files.length));
    expect(files.length).toBeLessThan(MANY);
  },
  LONGEST_MS,
);

test.each(['SIGINT', 'SIGKILL'] as const)(
  'a signing run ended by %s is run again and signs the rest, nothing twice',
  async (signal) => {
    const names = copies('draft.pdf', DRAFTS);
    await struck(started('sign', ...names, '--as', 'person'), signal);
    const before = readdirSync(join(work, folder)).filter((name) => name.endsWith('-signed.pdf'));
    const kept = before.map((name) => readFileSync(join(work, folder, name)));
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(DRAFTS);
    const unfinished = readdirSync(join(work, folder)).filter((name) => name.endsWith('.part'));
    if (signal === 'SIGINT') expect(unfinished).toEqual([]);

    const { stdout, stderr } = await done('sign', ...names, '--as', 'person', '--json');
    const told = linesOf(stdout).map((line) => JSON.parse(line));
    expect(told.map(({ input }) => input)).toEqual(names);
    expect(told.filter(({ alreadySigned }) => alreadySigned)).toHaveLength(before.length);
    expect(JSON.parse(stderr).summary).toMatchObject({ signed: DRAFTS - before.length, failed: 0 });
    expect(before.map((name) => readFileSync(join(work, folder, name)))).toEqual(kept);
    const verified = await done('verify', ...told.map(({ file }) => file), '--json');
    const signatures = linesOf(verified.stdout).map((line) => JSON.parse(line).signatures.length);
    expect(signatures).toEqual(names.map(() => 1));
  },
  LONGEST_MS,
);
