import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkOutput, readInput, writeOutput } from '../../../src/cli/files.ts';
import { type Io, processIo } from '../../../src/cli/io.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'congvan-files-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const io = (more: object = {}): Io => ({ ...processIo(), cwd, ...more });
const bytes = Buffer.from('new');

describe('a result file', () => {
  test('is written whole, with its mode, and nothing beside it', async () => {
    await writeOutput(io(), 'out.pdf', bytes, false, 0o600);
    expect(readFileSync(join(cwd, 'out.pdf'), 'utf8')).toBe('new');
    expect(statSync(join(cwd, 'out.pdf')).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd)).toEqual(['out.pdf']);
  });

  test('never takes the name of another without force', async () => {
    writeFileSync(join(cwd, 'out.pdf'), 'old');
    expect(() => checkOutput(io(), 'out.pdf', false)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_EXISTS' }),
    );
    await expect(writeOutput(io(), 'out.pdf', bytes, false)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(join(cwd, 'out.pdf'), 'utf8')).toBe('old');
    expect(readdirSync(cwd)).toEqual(['out.pdf']);
    await writeOutput(io(), 'out.pdf', bytes, true);
    expect(readFileSync(join(cwd, 'out.pdf'), 'utf8')).toBe('new');
  });

  test('that cannot be written leaves nothing', async () => {
    await expect(writeOutput(io(), 'nowhere/out.pdf', bytes, false)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('goes to stdout as bytes, but not to a terminal', async () => {
    const stdout = new PassThrough();
    await writeOutput(io({ stdout }), '-', bytes, false);
    expect(stdout.read()?.toString()).toBe('new');
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    expect(() => checkOutput(io({ stdout: terminal }), '-', false)).toThrow(
      expect.objectContaining({ code: 'USAGE_BINARY_TERMINAL' }),
    );
  });
});

describe('an input file', () => {
  test('is read from its name or from stdin', async () => {
    writeFileSync(join(cwd, 'in.pdf'), 'in');
    expect((await readInput(io(), 'in.pdf')).toString()).toBe('in');
    const stdin = new PassThrough();
    stdin.end('from stdin');
    expect((await readInput(io({ stdin }), '-')).toString()).toBe('from stdin');
  });

  test('missing, a folder, or closed to us: each says so', async () => {
    await expect(readInput(io(), 'no.pdf')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      where: 'no.pdf',
    });
    await expect(readInput(io(), '.')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      ownHint: { en: 'it is a folder: name a file in it' },
    });
    writeFileSync(join(cwd, 'closed.pdf'), '');
    chmodSync(join(cwd, 'closed.pdf'), 0);
    if (process.getuid?.() !== 0) {
      await expect(readInput(io(), 'closed.pdf')).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        detail: 'EACCES',
      });
    }
  });
});
