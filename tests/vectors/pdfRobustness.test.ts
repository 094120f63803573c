import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { isUnchanged, manifestOf, outcomeOf } from './pdfCorpus.ts';

/** Odd and broken files of pdf.js, veraPDF and LibPDF: a verdict or one clean error, soon. */
const folder = corpus('pdf-robustness');
const LIMIT_MS = 5000;

describe.skipIf(folder === undefined)('odd PDF files', () => {
  const files = folder === undefined ? [] : manifestOf(folder).map(({ file = '' }) => file);

  test('each gives a verdict or a clean error in time, and none passes', () => {
    const counts = new Map<string, number>();
    for (const file of files.filter((name) => name.endsWith('.pdf'))) {
      const started = performance.now();
      const outcome = outcomeOf(folder ?? '', file);
      expect(performance.now() - started, file).toBeLessThan(LIMIT_MS);
      expect(typeof outcome === 'string' || outcome.indication !== 'TOTAL-PASSED', file).toBe(true);
      const key = typeof outcome === 'string' ? outcome : isUnchanged(outcome) ? 'unchanged' : 'judged';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.get('judged') ?? 0).toBeGreaterThan(700);
  });
});
