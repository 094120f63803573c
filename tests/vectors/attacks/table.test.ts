/** `README.md` names the test of each attack: every one of them must be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERRORS } from '../../../src/kernel/errors.ts';
import { REASONS } from '../../../src/signing/validation/reasons.ts';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const rows = readme.split('\n').filter((line) => /^\| (?!attack|---)/.test(line));
const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
const named = cells.flatMap(([, attack = '', , tests = '']) =>
  [...tests.matchAll(/`([^`]+) › ([^`]+)`/g)].map(
    ([, file = '', title = '']) => [attack, file, title] as const,
  ),
);

test('every attack has its test', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const [, attack, , tests] of cells) expect(tests, attack).toContain(' › ');
});

test.each(named)('%s: %s › %s', (_, file, title) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``];
  expect(quoted.some((text) => source.includes(text))).toBe(true);
});

test('every code is one of ours', () => {
  const known = [...Object.keys(REASONS), ...Object.keys(ERRORS)];
  const codes = cells.flatMap(([, , code = '']) => [...code.matchAll(/`([A-Z\d]+_[A-Z\d_]*)(\*?)`/g)]);
  expect(codes.length).toBeGreaterThan(30);
  for (const [, code = '', star] of codes)
    expect(
      known.some((one) => (star === '*' ? one.startsWith(code) : one === code)),
      code,
    ).toBe(true);
});
