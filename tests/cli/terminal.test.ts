import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { REPOSITORY } from './run.ts';

const BIN = join(REPOSITORY, 'bin', 'congvan.ts');
let work = '';
beforeAll(async () => void (await ensurePki(new Date())));
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'congvan-terminal-'));
  mkdirSync(join(work, 'home'));
  copyFileSync(paths.taiChinh.person.pkcs12, join(work, 'home', 'key.p12'));
  writeFileSync(join(work, 'home', 'congvan.toml'), '[keys.person]\nuri = "keyfile:key.p12"\n');
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function environment(more: Readonly<Record<string, string>> = {}) {
  return { PATH: process.env.PATH ?? '', HOME: work, LANG: 'en_US.UTF-8', TERM: 'xterm', ...more };
}

async function ended(child: ChildProcess): Promise<{ exit: number | null; printed: string }> {
  let printed = '';
  child.stdout?.on('data', (piece) => {
    printed += piece;
  });
  child.stderr?.on('data', (piece) => {
    printed += piece;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, printed }));
  });
}

test('Ctrl-C in the middle ends with 130, says so, and leaves nothing', async () => {
  const child = spawn(process.execPath, [BIN, 'verify', '-'], { cwd: work, env: environment() });
  const end = ended(child);
  // It waits for stdin; the signal must find it running.
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGINT');
  const { exit, printed } = await end;
  expect(exit).toBe(130);
  expect(printed).toContain('INTERRUPTED: interrupted; nothing is left half done (SIGINT)');
  expect(readdirSync(work)).toEqual(['home']);
});

test('a reader that goes away early (| head) is no error', () => {
  const command = `"${process.execPath}" "${BIN}" --help | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: work,
    env: environment(),
    encoding: 'utf8',
  });
  expect(stdout).toBe('congvan: sign, stamp, send, receive and keep official documents\n');
  expect(stderr).toBe('');
});

/** util-linux `script` gives a command a terminal of its own. */
const hasScript = existsSync('/usr/bin/script');

describe.skipIf(!hasScript)('on a terminal (skipped where /usr/bin/script is absent)', () => {
  function onTerminal(line: string, more: Readonly<Record<string, string>> = {}) {
    const command = `"${process.execPath}" "${BIN}" ${line}`;
    return spawn('/usr/bin/script', ['-qefc', command, '/dev/null'], {
      cwd: work,
      env: environment({ CONGVAN_HOME: 'home', SHELL: '/bin/sh', ...more }),
    });
  }

  test('the PIN is asked for and never shown', async () => {
    const child = onTerminal('key test person');
    child.stdout.on('data', (piece: Buffer) => {
      if (piece.includes('PIN or passphrase of keyfile:')) child.stdin.write('congvan-wrong\r');
    });
    const { exit, printed } = await ended(child);
    expect(printed).toContain('SIGNING_KEY_LOCKED');
    expect(printed).not.toContain('congvan-wrong');
    expect(exit).toBe(12);
  });

  test('the right PIN opens the key', async () => {
    const pin = readFileSync(paths.taiChinh.person.pkcs12Password, 'utf8');
    const child = onTerminal('key test person');
    child.stdout.on('data', (piece: Buffer) => {
      if (piece.includes('PIN or passphrase of keyfile:')) child.stdin.write(`${pin}\r`);
    });
    const { exit, printed } = await ended(child);
    expect(printed).toContain('RSA-2048');
    expect(printed).not.toContain(pin);
    expect(exit).toBe(0);
  });

  test('Ctrl-C at the question ends with 130', async () => {
    const child = onTerminal('key test person');
    child.stdout.on('data', (piece: Buffer) => {
      if (piece.includes('PIN or passphrase')) child.stdin.write('\u0003');
    });
    const { exit, printed } = await ended(child);
    expect(printed).toContain('INTERRUPTED');
    expect(exit).toBe(130);
  });

  test('colours on a terminal, none with NO_COLOR', async () => {
    const coloured = await ended(onTerminal('config show lang --set lang=en'));
    expect(coloured.printed).toContain('\u001b[1m');
    const plain = await ended(onTerminal('config show lang --set lang=en', { NO_COLOR: '1' }));
    expect(plain.printed).not.toContain('\u001b[');
    expect(plain.printed).toContain('--set');
  });

  test('many files: a line tells how far it is, and is gone at the end', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `${at}.xml`);
    for (const name of names) writeFileSync(join(work, name), '<a/>');
    const { exit, printed } = await ended(onTerminal(`verify ${names.join(' ')} --offline`));
    expect(exit).toBe(6);
    expect(printed).toMatch(/\[#*\.*\] \d+\/12, [\d.]+\/s/);
    expect(printed).toContain('/s\r\u001b[K');
    expect(printed).toMatch(/12 files: NOT-SIGNED 12\r\n$/);
  });

  test('many files: the PIN is asked for once', async () => {
    const pin = readFileSync(paths.taiChinh.person.pkcs12Password, 'utf8');
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(work, name), name);
    const child = onTerminal('sign a.csv b.csv --as person --level B-B');
    let isAnswered = false;
    child.stdout.on('data', (piece: Buffer) => {
      if (isAnswered || !piece.includes('PIN or passphrase of keyfile:')) return;
      isAnswered = true;
      child.stdin.write(`${pin}\r`);
    });
    const { exit, printed } = await ended(child);
    // No anchors are configured: the key is opened, and each file is refused.
    expect(printed).toMatch(/2 files: 0 signed, 0 already signed, 2 failed/);
    expect(printed).not.toContain(pin);
    expect(exit).toBe(3);
  });

  test('bytes of a file are not put on a terminal', async () => {
    writeFileSync(join(work, 'a.pdf'), '');
    const { exit, printed } = await ended(onTerminal('sign a.pdf --as person -o -'));
    expect(printed).toContain('USAGE_BINARY_TERMINAL');
    expect(exit).toBe(2);
  });
});
