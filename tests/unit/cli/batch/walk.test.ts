import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { itemsIn } from '../../../../src/cli/batch/walk.ts';
import { processIo } from '../../../../src/cli/io.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'congvan-walk-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), '');
  }
}
const found = (...names: readonly string[]) => itemsIn({ ...processIo(), cwd }, names);

test('a folder is walked by name, files before folders, and what is not judged is counted', () => {
  put(
    'in/b.pdf',
    'in/a.PDF',
    'in/Z/1.xml',
    'in/B/x/2.asice',
    'in/B/note.txt',
    'in/c.docx',
    'in/.d.pdf.123.part',
  );
  expect(found('in')).toEqual({
    items: ['in/a.PDF', 'in/b.pdf', 'in/B/x/2.asice', 'in/Z/1.xml'].map((file) => ({ file })),
    unjudged: 3,
  });
});

test('a signature is judged with the file it lies beside; a PDF also by itself', () => {
  put('in/a.xlsx', 'in/a.xlsx.p7s', 'in/b.pdf', 'in/b.pdf.p7s', 'in/alone.p7s');
  expect(found('in')).toEqual({
    items: [
      { file: 'in/a.xlsx', signature: 'in/a.xlsx.p7s' },
      { file: 'in/alone.p7s' },
      { file: 'in/b.pdf' },
      { file: 'in/b.pdf', signature: 'in/b.pdf.p7s' },
    ],
    unjudged: 0,
  });
});

test('links are not followed, not even round in a ring', () => {
  put('in/a.pdf', 'outside.pdf');
  symlinkSync('../outside.pdf', join(cwd, 'in/link.pdf'));
  symlinkSync('.', join(cwd, 'in/ring'));
  expect(found('in')).toEqual({ items: [{ file: 'in/a.pdf' }], unjudged: 2 });
});

test('in an exported record only the envelope with its parts and the originals are judged', () => {
  put('out/r/record.json', 'out/r/record.tlog-proof', 'out/r/manifest-sha256.txt', 'out/r/metadata.xml');
  put('out/r/envelope.edxml', 'out/r/original/01-a.pdf', 'out/r/original/02-b.xlsx', 'out/r/reports/x.xml');
  expect(found('out')).toEqual({
    items: [{ file: 'out/r/envelope.edxml', parts: 'out/r/original' }, { file: 'out/r/original/01-a.pdf' }],
    unjudged: 1,
  });
});

test('what is named is judged whatever its ending, also when it is not there', () => {
  put('in/a.pdf', 'x.docx');
  expect(found('x.docx', 'in', '-', 'nowhere').items).toEqual(
    ['x.docx', 'in/a.pdf', '-', 'nowhere'].map((file) => ({ file })),
  );
});
