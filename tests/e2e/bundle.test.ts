/** Ten years later nobody answers any more: the file and its bundle are enough, with no home and no configuration. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { startPki } from '../../certs-dev/servers.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { type Outcome, REPOSITORY, runCongvan } from '../cli/run.ts';

const LONGEST_MS = 120_000;
let work = '';
let first: Outcome;

async function congvan(...words: readonly string[]): Promise<Outcome> {
  return await runCongvan([...words, '--dev'], { cwd: work });
}

beforeAll(async () => {
  await ensurePki(new Date());
  work = mkdtempSync(join(tmpdir(), 'congvan-bundle-'));
  const servers = await startPki();
  const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
  const home = join(work, 'home');
  const environment = { CONGVAN_REVOCATION_OVERRIDES: overrides.join(','), CONGVAN_HOME: home };
  const fixtures = join(REPOSITORY, 'tests', 'fixtures');
  copyFileSync(join(fixtures, 'documents', 'cong-van.pdf'), join(work, 'cv.pdf'));
  const online = (...words: readonly string[]) => runCongvan(words, { cwd: work, environment });
  const agency = [
    '--agency',
    'H29.12',
    '--name',
    'Sở Tài chính',
    '--abbreviation',
    'STC',
    '--place',
    'Hà Nội',
  ];
  const pki = ['--dev-pki', join(REPOSITORY, 'certs-dev', 'out'), '--tsa', servers.tsa.url];
  const image = ['--person-image', join(fixtures, 'images', 'signature.png')];
  try {
    const made = await online('init', '--home', home, ...agency, ...pki, ...image);
    const signed = await online('sign', 'cv.pdf', '--as', 'person', '-o', 'signed.pdf');
    first = await online('verify', 'signed.pdf', '--save-bundle', 'a.bundle', '--json');
    expect([made.exit, signed.exit, first.exit], `${made.stderr}${signed.stderr}${first.stderr}`).toEqual([
      0, 0, 0,
    ]);
  } finally {
    await servers.close();
    rmSync(home, { recursive: true, force: true });
  }
}, LONGEST_MS);
afterAll(() => rmSync(work, { recursive: true }));

describe('when servers and home are gone', () => {
  test('the pinned bundle gives the same report, byte for byte', { timeout: LONGEST_MS }, async () => {
    const digest = sha256(readFileSync(join(work, 'a.bundle')));
    expect(first.stderr).toContain(digest);
    const pinned = ['--bundle', 'a.bundle', '--accept-bundle', digest];
    const again = await congvan('verify', 'signed.pdf', ...pinned, '--json');
    expect(again).toEqual({ exit: 0, stdout: first.stdout, stderr: '' });
    // The name the file has now does not matter; its bytes do.
    copyFileSync(join(work, 'signed.pdf'), join(work, 'renamed.pdf'));
    expect((await congvan('verify', 'renamed.pdf', ...pinned, '--json')).stdout).toBe(first.stdout);
    expect((await congvan('verify', 'cv.pdf', ...pinned)).stderr).toContain('BUNDLE_OTHER_FILE');
  });

  test('without the bundle nothing is known of it', { timeout: LONGEST_MS }, async () => {
    const alone = await congvan('verify', 'signed.pdf', '--offline', '--json');
    expect(alone.exit).toBe(5);
    expect(alone.stderr).toContain('no trust anchors');
  });

  test('the bundle alone is not believed', { timeout: LONGEST_MS }, async () => {
    const alone = await congvan('verify', 'signed.pdf', '--bundle', 'a.bundle');
    expect(alone.exit).toBe(14);
    expect(alone.stderr).toContain('BUNDLE_NOT_ACCEPTED');
  });
});
