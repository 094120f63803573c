/**
 * Two hundred letters by the real program, start to end: `congvan verify` and `congvan sign` with one worker and with
 * one on each core. What a user waits for: process, workers, files, fsync and timestamps included.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePki } from '../../certs-dev/generate.ts';
import { startPki } from '../../certs-dev/servers.ts';
import { REPOSITORY, runCongvan } from '../cli/run.ts';
import { letter } from './letter.ts';

const FILES = 200;

/** Prints four lines; nothing passes or fails. */
export async function batchTable(): Promise<void> {
  await ensurePki(new Date());
  const servers = await startPki();
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  try {
    const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
    const environment = {
      CONGVAN_HOME: join(folder, 'home'),
      CONGVAN_REVOCATION_OVERRIDES: overrides.join(','),
    };
    const run = async (...words: readonly string[]): Promise<void> => {
      const { exit, stderr } = await runCongvan(words, { cwd: folder, environment });
      if (exit !== 0) throw new Error(`congvan ${words[0]} ended with ${exit}: ${stderr}`);
    };
    await prepare(run, folder, servers.tsa.url);
    process.stdout.write(`${FILES} files by the program, per second${'1 worker'.padStart(21)}`);
    process.stdout.write(`${`${availableParallelism()} workers`.padStart(18)}\n`);
    await signing(run);
    await verifying(run);
  } finally {
    await servers.close();
    rmSync(folder, { recursive: true });
  }
}

type Run = (...words: readonly string[]) => Promise<void>;

const names = Array.from({ length: FILES }, (_, at) => join('in', `${String(at).padStart(3, '0')}.pdf`));

async function prepare(run: Run, folder: string, tsa: string): Promise<void> {
  for (const name of ['in', 'one', 'all']) mkdirSync(join(folder, name));
  const bytes = await letter();
  for (const name of names) writeFileSync(join(folder, name), bytes);
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
  const pki = ['--dev-pki', join(REPOSITORY, 'certs-dev', 'out'), '--tsa', tsa];
  const image = join(folder, 'signature.png');
  copyFileSync(join(REPOSITORY, 'tests', 'fixtures', 'images', 'signature.png'), image);
  await run('init', '--home', 'home', ...agency, ...pki, '--person-image', image);
}

async function signing(run: Run): Promise<void> {
  const one = await rate(() => run('sign', ...names, '--as', 'person', '--out-dir', 'one', '--jobs', '1'));
  const all = await rate(() => run('sign', ...names, '--as', 'person', '--out-dir', 'all'));
  line('congvan sign --as person, B-T', one, all);
}

async function verifying(run: Run): Promise<void> {
  const one = await rate(() => run('verify', 'one', '--json', '--jobs', '1'));
  const all = await rate(() => run('verify', 'one', '--json'));
  line('congvan verify, one signature B-T', one, all);
}

async function rate(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return FILES / ((performance.now() - started) / 1000);
}

function line(what: string, one: number, all: number): void {
  const times = `${all.toFixed(1)} (${(all / one).toFixed(1)}×)`;
  process.stdout.write(`  ${what.padEnd(44)} ${one.toFixed(1).padStart(7)}${times.padStart(18)}\n`);
}

if (import.meta.main) await batchTable();
