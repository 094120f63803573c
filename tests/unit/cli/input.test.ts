import { describe, expect, test } from 'vitest';
import type { CommandSpec } from '../../../src/cli/command.ts';
import { parse } from '../../../src/cli/parse.ts';
import { positionOf } from '../../../src/cli/position.ts';

const spec: CommandSpec = {
  description: { en: '', vi: '' },
  arguments: [
    { name: 'FILE', about: { en: '', vi: '' } },
    { name: 'MORE', optional: true, many: true, about: { en: '', vi: '' } },
  ],
  options: [
    { flags: '--to <code...>', about: { en: '', vi: '' } },
    { flags: '--tag <tag>', many: true, about: { en: '', vi: '' } },
    { flags: '--count <n>', standard: '20', about: { en: '', vi: '' } },
    { flags: '--size <mm>', about: { en: '', vi: '' } },
    { flags: '--day <day>', about: { en: '', vi: '' } },
    { flags: '--at <place>', about: { en: '', vi: '' } },
    { flags: '--as <role>', choices: ['a', 'b'], about: { en: '', vi: '' } },
    { flags: '--force', about: { en: '', vi: '' } },
  ],
  examples: [],
  exitCodes: [],
  run: async () => 0,
};
const input = (...words: string[]) => parse('try', spec, words);

describe('reading what was typed', () => {
  test('arguments, flags, defaults, lists', () => {
    const read = input('a.pdf', 'b.pdf', '--to', 'H1', 'H2', '--tag', 'x', '--force', '--tag', 'y', '--json');
    expect(read.arguments).toEqual(['a.pdf', 'b.pdf']);
    expect(read.first).toBe('a.pdf');
    expect(read.list('to')).toEqual(['H1', 'H2']);
    expect(read.list('tag')).toEqual(['x', 'y']);
    expect(read.flag('force')).toBe(true);
    expect(read.flag('json')).toBe(true);
    expect(read.flag('dev')).toBe(false);
    expect(read.count('count')).toBe(20);
    expect(read.text('as')).toBeUndefined();
    expect(read.list('set')).toEqual([]);
  });

  test('what stands behind -- is no option', () => {
    expect(input('--', '--force').arguments).toEqual(['--force']);
  });

  test.each([
    ['count', ['--count', '1.5']],
    ['count', ['--count', '9999999999']],
    ['measure', ['--size', '-3']],
    ['measure', ['--size', '1e3']],
    ['day', ['--day', '2026-02-29']],
    ['day', ['--day', '29/02/2028']],
    ['position', ['--at', '1,2']],
    ['position', ['--at', '0,2,3']],
  ] as const)('%s refuses %j', (kind, words) => {
    const read = input('f', ...words);
    const readers = {
      count: () => read.count('count'),
      measure: () => read.measure('size'),
      day: () => read.day('day'),
      position: () => positionOf(read, 'at'),
    };
    expect(readers[kind]).toThrow(expect.objectContaining({ code: 'USAGE_INVALID_VALUE' }));
  });

  test('takes what is right', () => {
    const read = input('f', '--size', '36.5', '--day', '2028-02-29', '--at', '2,120.5,230', '--as', 'b');
    expect(read.measure('size')).toBe(36.5);
    expect(read.day('day')).toBe('2028-02-29');
    expect(positionOf(read, 'at')).toEqual({ page: 2, xMm: 120.5, yMm: 230 });
    expect(read.choice('as', ['a', 'b'])).toBe('b');
  });

  test.each([
    [['f', '--nope'], 'USAGE_UNKNOWN_OPTION'],
    [[], 'USAGE_MISSING'],
    [['f', '--day'], 'USAGE_MISSING'],
    [['f', '--as', 'c'], 'USAGE_INVALID_VALUE'],
  ])('%j is %s', (words, code) => {
    expect(() => input(...words)).toThrow(expect.objectContaining({ code }));
  });
});
