import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { isUnchanged, manifestOf, outcomeOf, reasonsOf, summaryOf } from './pdfCorpus.ts';
import { actualOf, expectedOf, record } from './record.ts';

/** EU DSS's own files with the verdict of its tests (mods: what its comparison of revisions found). */
const folder = corpus('dss-pades');

/** Rows called intact there that we do not call unchanged, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  ...hybrid([
    ...['Signature-P-BG_BOR-2', 'Signature-P-FR_CS-5', 'TEST2_signed_with_zero_policy_hash', 'lt-short'],
    ...['belgian_pki_multiple_ocsps', 'pades-multiple-pages-annots-overlap', 'timestamped_and_signed'],
    'pdf-structtreeroot-changes',
  ]),
  'validation/AD-RB.pdf':
    'two signatures: /PBAD.PAdES is not a form we judge; the other has signed attributes out of DER order',
  'validation/pkcs7-no-message-digest.pdf': 'no signed attributes: RFC 5652 §11 asks for message-digest',
  'validation/pdf-double-signer-info.pdf': 'two SignerInfos in one signature (ISO 32000-2 §12.8.3.3.1: one)',
  'validation/pades-signed-filled-form.pdf':
    'the value of a field that was filled in when it was signed is replaced; no signature permits filling in',
  'validation/pkcs7_sha1.pdf': 'adbe.pkcs7.sha1 is not a form we judge',
  'validation/test-with-vri.pdf': 'a field that the signature locks (FieldMDP) is filled in afterwards',
  'validation/pades-lta-copied-doctst.pdf': 'its document timestamp was made for other bytes: not intact',
  'validation/TestToSignPDFSHA256_TST_SIG_NOT_FOUND.pdf':
    "the signer's certificate has a malformed QcStatements extension and cannot be read",
};

/** Rows that say intact but whose point is a change that must be found. */
const CHANGED: readonly string[] = [
  ...['dss-2236/hide', 'dss-2236/replace', 'pdf-removed-pages', 'pdf-spoofing-attack'].map(
    (name) => `validation/${name}.pdf`,
  ),
];

function hybrid(names: readonly string[]): Readonly<Record<string, string>> {
  const why = 'hybrid cross-references are refused: programs read them differently';
  return Object.fromEntries(names.map((name) => [`validation/${name}.pdf`, why]));
}

describe.skipIf(folder === undefined)('EU DSS PAdES files', () => {
  const rows = folder === undefined ? [] : manifestOf(folder).filter(({ file }) => file?.endsWith('.pdf'));

  test.each(rows.map(({ file = '', expected = '' }) => [file, expected]))('%s: %s', (file, expected) => {
    const outcome = outcomeOf(folder ?? '', file);
    const unchanged = isUnchanged(outcome);
    const told = reasonsOf(outcome);
    record({
      ...{ corpus: 'dss-pades', row: file, actual: actualOf(unchanged, told), told },
      expected: CHANGED.includes(file) ? 'REFUSE' : expectedOf(expected, /crypto=INTACT/, /crypto=BROKEN/),
      ...(EXCEPTIONS[file] === undefined ? {} : { because: EXCEPTIONS[file] }),
    });
    if (expected.includes('crypto=BROKEN') || CHANGED.includes(file)) {
      expect(unchanged, summaryOf(outcome)).toBe(false);
    } else if (expected.includes('crypto=INTACT')) {
      expect(unchanged, summaryOf(outcome)).toBe(EXCEPTIONS[file] === undefined);
    } else {
      expect(typeof outcome === 'string' || outcome.indication !== 'TOTAL-PASSED').toBe(true);
    }
  });

  test.each([
    ['validation/modified_after_signature.pdf'],
    ['validation/pdf-byterange-overlap.pdf'],
    ['validation/pdf-with-empty-sig.pdf'],
    ['validation/pdf-with-two-empty-sigs.pdf'],
    ['validation/dss-818/Signature-P-SK-1 (HASH_FAILURE).pdf'],
  ])('%s is never shown unchanged', (file) => {
    expect(isUnchanged(outcomeOf(folder ?? '', file))).toBe(false);
  });

  test('a timestamp copied from another signature is told', () => {
    const outcome = outcomeOf(folder ?? '', 'validation/pades-two-sig-copied-tst.pdf');
    const codes = typeof outcome === 'string' ? [] : outcome.signatures[1]?.reasons.map(({ code }) => code);
    expect(codes).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });
});
