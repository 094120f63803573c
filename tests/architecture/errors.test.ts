import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/kernel/errors.ts';
import { ERROR_DOCS, errorDocs } from './errorDocs.ts';
import { ROOT, sourcesBelow } from './sources.ts';

const tables = sourcesBelow('src/kernel/errors');
const codes = Object.keys(ERRORS);

describe('error codes', () => {
  it('are unique over all tables', () => {
    const written = tables.flatMap((table) =>
      [...table.text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm)].map((m) => m[1]),
    );
    expect(written.length).toBeGreaterThan(0);
    expect([...new Set(written)].sort()).toEqual([...written].sort());
    expect([...written].sort()).toEqual([...codes].sort());
  });

  it('are each thrown somewhere', () => {
    const outside = sourcesBelow('src')
      .filter((source) => !source.path.startsWith('src/kernel/errors/'))
      .map((source) => source.text)
      .join('\n');
    expect(codes.filter((code) => !outside.includes(`'${code}'`))).toEqual([]);
  });

  it('are each named in a test', () => {
    const tests = sourcesBelow('tests').map((source) => source.text);
    const transcripts = readTranscripts();
    expect(codes.filter((code) => ![...tests, transcripts].some((text) => text.includes(code)))).toEqual([]);
  });

  it('are documented by the table beside them', () => {
    expect(readFileSync(ERROR_DOCS, 'utf8')).toBe(errorDocs());
  });

  it('have both languages, lower case, without a full stop', () => {
    const bad = Object.entries(ERRORS).filter(([, row]) =>
      [row.text.en, row.text.vi].some((text) => text.length === 0 || text.endsWith('.')),
    );
    expect(bad.map(([code]) => code)).toEqual([]);
  });
});

/** The command-line transcripts name codes too. */
function readTranscripts(): string {
  const folder = join(ROOT, 'tests/cli');
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
