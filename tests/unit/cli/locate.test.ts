import { describe, expect, test } from 'vitest';
import { locate } from '../../../src/cli/locate.ts';

describe('finding the command among the words', () => {
  test.each([
    ['a command', ['sign', 'a.pdf', '--as', 'person'], 'sign', ['a.pdf', '--as', 'person']],
    ['a command of two words', ['number', 'next', '--json'], 'number next', ['--json']],
    [
      'global options before it',
      ['--home', 'x', '--json', 'sign', 'a'],
      'sign',
      ['--home', 'x', '--json', 'a'],
    ],
    [
      'global options between its words',
      ['outbox', '--home', 'x', 'list'],
      'outbox list',
      ['--home', 'x', 'list'].slice(0, 2),
    ],
    ['--home=x as one word', ['--home=x', 'verify', 'a'], 'verify', ['--home=x', 'a']],
    ['an axis with an option', ['axis', '--home', 'x'], 'axis', ['--home', 'x']],
    ['an axis’s second word', ['axis', 'init', '--home', 'x'], 'axis init', ['--home', 'x']],
    ['a file named like a command', ['verify', 'sign'], 'verify', ['sign']],
    ['help as a command', ['help', 'outbox', 'list'], 'outbox list', ['--help']],
  ])('%s', (_, argv, path, rest) => {
    const located = locate(argv);
    if (located.kind !== 'command') throw new Error(located.kind);
    expect(located.entry.path).toBe(path);
    expect(located.rest).toEqual(rest);
  });

  test.each([
    ['nothing', [], { kind: 'overview', group: undefined, asked: false }],
    ['--help', ['--help'], { kind: 'overview', group: undefined, asked: true }],
    ['help', ['help'], { kind: 'overview', group: undefined, asked: true }],
    ['a group', ['inbox'], { kind: 'overview', group: 'inbox', asked: false }],
    ['--version', ['--version'], { kind: 'version' }],
    ['a slip', ['verfy'], { kind: 'unknown', given: 'verfy', near: 'verify' }],
    [
      'a slip in a group',
      ['inbox', 'acept', 'x'],
      { kind: 'unknown', given: 'inbox acept', near: 'inbox accept' },
    ],
    ['nonsense', ['qqqqqqqq'], { kind: 'unknown', given: 'qqqqqqqq', near: undefined }],
  ])('%s', (_, argv, expected) => {
    expect(locate(argv)).toEqual(expected);
  });
});
