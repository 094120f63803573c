import { expect, test } from 'vitest';
import { Input } from '../../../src/cli/input.ts';
import { firstLanguage } from '../../../src/cli/language.ts';
import { outputName } from '../../../src/cli/outputName.ts';

const none = new Input([], new Map());

test.each([
  ['cv.pdf', 'stamped', 'cv-stamped.pdf'],
  ['cv-stamped.pdf', 'signed', 'cv-signed.pdf'],
  ['a/cv-signed.pdf', 'sealed', 'a/cv-sealed.pdf'],
  ['-', 'signed', '-'],
  ['noextension', 'signed', 'noextension-signed'],
] as const)('%s %s → %s', (file, suffix, expected) => {
  expect(outputName(none, file, suffix)).toBe(expected);
});

test('-o wins', () => {
  expect(outputName(new Input([], new Map([['output', 'x.pdf']])), 'cv.pdf', 'signed')).toBe('x.pdf');
});

test.each([
  [['--lang', 'vi'], { LANG: 'en_US.UTF-8' }, 'vi'],
  [['--lang=en'], { CONGVAN_LANG: 'vi' }, 'en'],
  [[], { CONGVAN_LANG: 'vi', LANG: 'C' }, 'vi'],
  [[], { LANG: 'vi_VN.UTF-8' }, 'vi'],
  [[], { LANG: 'vi_VN.UTF-8', LC_ALL: 'C.UTF-8' }, 'en'],
  [[], { LC_MESSAGES: 'vi_VN', LANG: 'en_GB' }, 'vi'],
  [[], {}, 'en'],
])('the language of %j in %j is %s', (argv, environment, lang) => {
  expect(firstLanguage(argv, environment)).toBe(lang);
});
