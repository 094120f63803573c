import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPOSITORY, runCongvan } from './run.ts';

const LINE = /^congvan: error: Node\.js 24 or newer is needed; this is v\d+[^\n]*\n$/;
let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'congvan-node-'));
});
afterAll(() => rmSync(work, { recursive: true }));

test('an older Node is refused in one line with 10', async () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'});`;
  const outcome = await runCongvan(['--help'], { cwd: work, node: ['--import', pretend] });
  expect(outcome).toMatchObject({ exit: 10, stdout: '' });
  expect(outcome.stderr).toMatch(LINE);
});

/** A machine's own Node, when it is older than ours. */
function olderNode(): string | undefined {
  try {
    const version = execFileSync('/usr/bin/node', ['--version'], { encoding: 'utf8' });
    return Number(/^v(\d+)/.exec(version)?.[1]) < 24 ? '/usr/bin/node' : undefined;
  } catch {
    return undefined;
  }
}

const older = olderNode();
test.skipIf(older === undefined)(
  'a real older Node too (skipped where /usr/bin/node is new or absent)',
  () => {
    const source = readFileSync(join(REPOSITORY, 'bin', 'congvan.ts'), 'utf8');
    const built = join(work, 'congvan.mjs');
    writeFileSync(built, stripTypeScriptTypes(source));
    const { status, stdout, stderr } = spawnSync(older ?? '', [built, '--help'], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 10, stdout: '' });
    expect(stderr).toMatch(LINE);
  },
);
