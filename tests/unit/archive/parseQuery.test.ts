import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/archive/search/parseQuery.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

describe('the query language', () => {
  it.each([
    ['', { conditions: [] }],
    [
      'công văn',
      {
        conditions: [
          { kind: 'word', word: 'công' },
          { kind: 'word', word: 'văn' },
        ],
      },
    ],
    ['"công văn"', { conditions: [{ kind: 'phrase', words: ['công', 'văn'] }] }],
    ['-mật', { conditions: [{ kind: 'not', condition: { kind: 'word', word: 'mật' } }] }],
    [
      'a b OR c',
      {
        conditions: [
          {
            kind: 'any',
            conditions: [
              {
                kind: 'all',
                conditions: [
                  { kind: 'word', word: 'a' },
                  { kind: 'word', word: 'b' },
                ],
              },
              { kind: 'all', conditions: [{ kind: 'word', word: 'c' }] },
            ],
          },
        ],
      },
    ],
    ['số:05', { conditions: [{ kind: 'number', number: '05' }] }],
    ['type:"Nghị quyết"', { conditions: [{ kind: 'type', type: 'nghi-quyet' }] }],
    ['loại:"Thông tư"', { conditions: [{ kind: 'type', type: 'thong_tu' }] }],
    ['since:2026-01-01 until:2026-02-28', { conditions: [], from: '2026-01-01', to: '2026-02-28' }],
    ['year:2026 since:2026-03-01', { conditions: [], from: '2026-03-01', to: '2026-12-31' }],
    ['since:2026-01-01 (a OR b)', { from: '2026-01-01', conditions: expect.any(Array) }],
    ['https://x.vn/a', { conditions: [{ kind: 'word', word: 'https://x.vn/a' }] }],
    ['TP:HCM', { conditions: [{ kind: 'word', word: 'TP:HCM' }] }],
    [
      'a - b',
      {
        conditions: [
          { kind: 'word', word: 'a' },
          { kind: 'word', word: 'b' },
        ],
      },
    ],
  ])('reads %j', (text, query) => {
    expect(parseQuery(text)).toEqual(query);
  });

  it.each([
    ['"open', 'quotation mark', 'position 1'],
    ['(a', 'closing one', 'position 1'],
    ['a)', 'without an opening', 'position 2'],
    ['OR a', 'both sides', 'position 1'],
    ['a OR', 'both sides', 'position 2'],
    ['nosuch:x', 'no field is called "nosuch"', 'position 1'],
    ['since:yesterday', 'not a day', 'position 1'],
    ['since:2026-02-30', 'not a day', 'position 1'],
    ['number:', 'not a number', 'position 1'],
    ['agency:"a b"', 'not an agency code', 'position 1'],
    ['urgency:soon', 'not a level of urgency', 'position 1'],
    ['a OR since:2026-01-01', 'must not stand inside OR', 'position 5'],
    ['-year:2026', 'must not stand inside OR', 'position 2'],
    [`${'-('.repeat(20)}a${')'.repeat(20)}`, 'inside each other', 'position 13'],
    ['x'.repeat(1001), 'longer than 1000', 'position 1'],
  ])('refuses %.30j naming the place', (text, detail, where) => {
    try {
      parseQuery(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CongvanError);
      expect(error).toMatchObject({ code: 'QUERY_INVALID', where });
      expect(String(error)).toContain(detail);
    }
  });
});
