import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Io, processIo } from '../../../../src/cli/io.ts';
import { boundedInput } from '../../../../src/cli/verifying/bounded.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'congvan-bounded-'));
  writeFileSync(join(cwd, 'long'), Buffer.alloc(1 << 20, 'x'));
  writeFileSync(join(cwd, 'short'), 'text');
});
afterAll(() => rmSync(cwd, { recursive: true }));

const io = (more: object = {}): Io => ({ ...processIo(), cwd, ...more });

test('a file is read whole up to the limit, and only one byte further', async () => {
  expect((await boundedInput(io(), 'short', 4)).toString()).toBe('text');
  expect(await boundedInput(io(), 'long', 1000)).toHaveLength(1001);
  await expect(boundedInput(io(), 'nowhere', 4)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('an endless stream is left after the limit', async () => {
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        given += 100;
        yield Buffer.alloc(100);
      }
    })(),
  );
  expect(await boundedInput(io({ stdin: endless }), '-', 1000)).toHaveLength(1001);
  expect(given).toBeLessThan(10_000);
});
