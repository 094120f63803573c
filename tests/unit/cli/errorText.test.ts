import { describe, expect, test } from 'vitest';
import { errorText, known } from '../../../src/cli/errorText.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

const en = { lang: 'en', json: false, debug: false } as const;

describe('an error on stderr', () => {
  test('names code, text, place, particulars and hint', () => {
    const error = new CongvanError('RECORD_NOT_FOUND', { where: 'r-1', detail: 'of 3' });
    expect(errorText(error, en)).toBe(
      'congvan: error: RECORD_NOT_FOUND: no such record: r-1 (of 3)\ncongvan: hint: see congvan archive search\n',
    );
    expect(errorText(error, { ...en, lang: 'vi' })).toBe(
      'congvan: lỗi: RECORD_NOT_FOUND: không có hồ sơ lưu này: r-1 (of 3)\ncongvan: gợi ý: xem congvan archive search\n',
    );
  });

  test('takes the hint of the place before that of the row', () => {
    const hint = { en: 'look there', vi: 'xem ở đó' };
    expect(errorText(new CongvanError('RECORD_NOT_FOUND', { hint }), { ...en, lang: 'vi' })).toContain(
      'gợi ý: xem ở đó',
    );
  });

  test('as JSON has every particular', () => {
    const error = new CongvanError('DISK_FULL', { where: '/x' });
    expect(JSON.parse(errorText(error, { ...en, json: true }))).toEqual({
      error: {
        code: 'DISK_FULL',
        text: 'no room left on the disk',
        where: '/x',
        detail: null,
        hint: 'free some space and run the command again',
        exit: 11,
        temporary: true,
      },
    });
  });

  test('nobody foresaw: INTERNAL with its message; its stack only with --debug', () => {
    const error = known(new RangeError('boom\nsecond line'));
    expect(error.code).toBe('INTERNAL');
    const text = errorText(error, en);
    expect(text).toContain('congvan: error: INTERNAL: an error nobody foresaw (RangeError: boom)\n');
    expect(text).not.toContain('errorText.test');
    expect(errorText(error, { ...en, debug: true })).toContain('errorText.test');
  });

  test('a full disk is told as such wherever it happens', () => {
    expect(known(Object.assign(new Error('write'), { code: 'ENOSPC' })).code).toBe('DISK_FULL');
  });
});
