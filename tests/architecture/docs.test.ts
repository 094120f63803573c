import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './sources.ts';

const PAPERS = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CHANGELOG.md'];
/** Paths of the project between backquotes or behind a link. */
const PATH = /[`(]((?:src|tests|certs-dev|bin|\.ci)\/[\w./-]*)[`)]/g;

describe('the papers', () => {
  it.each(PAPERS)('%s names only files that exist', (paper) => {
    const named = [...readFileSync(join(ROOT, paper), 'utf8').matchAll(PATH)].map((match) => match[1] ?? '');
    const made = ['certs-dev/out'];
    expect(named.filter((path) => !made.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('SECURITY.md shows every promise by a test', () => {
    const rows = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| threat') && !line.startsWith('| ---'));
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => !row.includes('`tests/'))).toEqual([]);
  });
});
