import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SIGNING_REASONS } from '../../../src/signing/validation/reasons/signing.ts';
import { REASONS, reason, reasonText } from '../../../src/signing/validation/reasons.ts';

describe('reasons', () => {
  test('particulars stay the same in every language', () => {
    const told = reason('CERT_EXPIRED', 'CN=Hồng, 2026-01-01');
    expect(told.text).toBe('the certificate had expired at that time: CN=Hồng, 2026-01-01');
    expect(reasonText(told, 'vi')).toBe('chứng thư đã hết hạn tại thời điểm đó: CN=Hồng, 2026-01-01');
    expect(reasonText({ code: 'NOT_OURS', text: 'x' }, 'vi')).toBe('x');
  });
  test('every sentence is there in both languages, and no two are the same', () => {
    for (const language of ['en', 'vi'] as const) {
      const sentences = Object.values(REASONS).map((row) => row[language]);
      expect(new Set(sentences).size).toBe(sentences.length);
      expect(sentences.every((sentence) => sentence.length > 10 && !sentence.endsWith('.'))).toBe(true);
    }
  });
  test('every reason about signatures is given somewhere', () => {
    const source = fileURLToPath(new URL('../../../src/signing/', import.meta.url));
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.includes('reasons/'),
    );
    const text = files.map((name) => readFileSync(source + name, 'utf8')).join('');
    expect(Object.keys(SIGNING_REASONS).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
