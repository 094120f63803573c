import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { errorText } from '../../../src/cli/errorText.ts';
import { Output } from '../../../src/cli/output.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

/** Clears the screen, in both spellings; turns the text around; a line of its own. */
const HOSTILE = 'a\x1b[2Jb\x9b2Jc\u202egpj.exe\u2028d\nsignatures: TOTAL-PASSED';
const ACTIVE = /[\p{Cc}\u202e\u2028]/u;

function shown(json: boolean): string {
  const stdout = Object.assign(new PassThrough(), { isTTY: false, columns: 80 });
  const io = { stdout, stderr: stdout, environment: {} } as unknown as ConstructorParameters<
    typeof Output
  >[0];
  const output = new Output(io, json, () => 'en');
  output.result({
    json: { subject: HOSTILE },
    text: (style) => `${style.facts([['subject', HOSTILE]])}\n${style.table(['s'], [[HOSTILE]])}`,
  });
  return String(stdout.read());
}

describe('text of strangers on a terminal', () => {
  test('in facts and tables keeps its line and does nothing', () => {
    const text = shown(false);
    expect(text.replaceAll('\n', '')).not.toMatch(ACTIVE);
    expect(text.split('\n').filter((line) => line.startsWith('signatures'))).toEqual([]);
  });
  test('as JSON is escaped and stays the same value', () => {
    const text = shown(true);
    expect(text.trimEnd()).not.toMatch(ACTIVE);
    expect(JSON.parse(text)).toEqual({ subject: HOSTILE });
  });
  test('in errors', () => {
    const error = new CongvanError('PDF_AMBIGUOUS', { where: HOSTILE, detail: HOSTILE });
    const text = errorText(error, { lang: 'en', json: false, debug: false });
    expect(text.replaceAll('\n', '')).not.toMatch(ACTIVE);
    expect(text.split('\n').filter((line) => line.startsWith('signatures'))).toEqual([]);
    const json = errorText(error, { lang: 'en', json: true, debug: false });
    expect(json.trimEnd()).not.toMatch(ACTIVE);
    expect(JSON.parse(json).error.detail).toBe(HOSTILE);
  });
});
