import { expect, test } from 'vitest';
import { actualOf, type CorpusRow } from './record.ts';
import { countsOf, worse } from './tableCounts.ts';

const row = (expected: CorpusRow['expected'], actual: CorpusRow['actual']): CorpusRow => ({
  ...{ corpus: 'a', row: 'r', expected, actual },
  told: '',
});

const GOOD = [
  row('ACCEPT', 'ACCEPTED'),
  row('ACCEPT', 'UNSUPPORTED'),
  row('REFUSE', 'REFUSED'),
  row('EITHER', 'REFUSED'),
];

test('rows are counted by what was expected and what was found', () => {
  expect(countsOf(GOOD)).toEqual({
    a: {
      accept: { accepted: 1, unsupported: 1, refused: 0 },
      refuse: { refused: 1, accepted: 0 },
      either: 1,
    },
  });
});

test.each([
  [
    'a valid row less',
    [row('ACCEPT', 'UNSUPPORTED'), row('ACCEPT', 'UNSUPPORTED'), row('REFUSE', 'REFUSED')],
  ],
  ['a valid row refused', [row('ACCEPT', 'ACCEPTED'), row('ACCEPT', 'REFUSED'), row('REFUSE', 'REFUSED')]],
  ['a bad row accepted', [row('ACCEPT', 'ACCEPTED'), row('REFUSE', 'REFUSED'), row('REFUSE', 'ACCEPTED')]],
  ['a bad row lost', [row('ACCEPT', 'ACCEPTED')]],
] as const)('%s is worse', (_, rows) => {
  expect(worse(countsOf(GOOD), countsOf(rows)).length).toBeGreaterThan(0);
});

test('as good, better, or not there is not worse', () => {
  const better = [...GOOD, row('ACCEPT', 'ACCEPTED'), row('REFUSE', 'UNSUPPORTED')];
  expect(worse(countsOf(GOOD), countsOf(GOOD))).toEqual([]);
  expect(worse(countsOf(GOOD), countsOf(better))).toEqual([]);
  expect(worse(countsOf(GOOD), {})).toEqual([]);
});

test.each([
  ['UNSUPPORTED(sha3-224)', 'UNSUPPORTED'],
  ['unsupported: XPath over single nodes', 'UNSUPPORTED'],
  ['PDF_ENCRYPTED', 'UNSUPPORTED'],
  ['INTACT XML_HMAC_REFUSED', 'UNSUPPORTED'],
  ['signature: UNSUPPORTED(a b)', 'UNSUPPORTED'],
  ['BROKEN XML_HMAC_REFUSED', 'REFUSED'],
  ['XML_REFERENCE_CHANGED', 'REFUSED'],
  ['BROKEN', 'REFUSED'],
])('%s is %s', (told, actual) => {
  expect(actualOf(false, told)).toBe(actual);
  expect(actualOf(true, told)).toBe('ACCEPTED');
});
