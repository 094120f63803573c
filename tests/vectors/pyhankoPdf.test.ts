import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { isUnchanged, manifestOf, outcomeOf, reasonsOf, summaryOf } from './pdfCorpus.ts';
import { actualOf, expectedOf, record } from './record.ts';

/** pyHanko's own files with the verdict of its tests. */
const folder = corpus('pyhanko-pdf');

/** Rows called valid or allowed there that we do not call unchanged, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'pdf/coverage-anomalies/base.pdf': 'its /Contents holds no signature at all, only zeros',
  'pdf/ed448-shake256-nolen.pdf': 'Ed448 with SHAKE256: not supported, and said so',
  'pdf/signed-encrypted-pubkey-with-catalog-ref.pdf': 'encrypted files are refused',
};

const BAD = /REJECT|must reject|ROBUSTNESS|NO SIGNATURE/;
const GOOD = /VALID|allowed|sig0 MODS/;

describe.skipIf(folder === undefined)('pyHanko PDF files', () => {
  const rows = folder === undefined ? [] : manifestOf(folder).filter(({ file }) => file?.endsWith('.pdf'));

  test.each(rows.map(({ file = '', expected = '' }) => [file, expected]))('%s: %s', (file, expected) => {
    const outcome = outcomeOf(folder ?? '', file);
    const unchanged = isUnchanged(outcome);
    const told = reasonsOf(outcome);
    record({
      ...{ corpus: 'pyhanko-pdf', row: file, actual: actualOf(unchanged, told), told },
      expected: expectedOf(expected, GOOD, BAD),
      ...(EXCEPTIONS[file] === undefined ? {} : { because: EXCEPTIONS[file] }),
    });
    if (BAD.test(expected)) expect(unchanged, summaryOf(outcome)).toBe(false);
    else if (GOOD.test(expected)) {
      expect(unchanged, summaryOf(outcome)).toBe(EXCEPTIONS[file] === undefined);
    } else expect(typeof outcome === 'string' || outcome.indication !== 'TOTAL-PASSED').toBe(true);
  });

  test('every file without a signature that is neither encrypted nor hybrid opens', () => {
    const names = rows.filter(({ expected }) => expected?.startsWith('NO SIGNATURE'));
    const refused = names.flatMap(({ file = '' }) => {
      const outcome = outcomeOf(folder ?? '', file);
      return typeof outcome === 'string' ? [outcome] : [];
    });
    expect([...new Set(refused)].sort()).toEqual(['PDF_ENCRYPTED', 'PDF_HYBRID_XREF']);
  });
});
