import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { actualOf, expectedOf, record } from './record.ts';
import { certificatesBelow, judge, outcome, rowsOf, tally } from './xmlCorpus.ts';

/** node-saml/xml-crypto's own files, its two vulnerabilities of 2025 among them. */
const folder = corpus('xml-crypto');

/** Rows called valid there that are not intact here, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'hmac_signature.xml': 'HMAC is no signature',
  'id_with_quotes.xml':
    'its test only looks for the identifier; URI "t\'t" names nothing and the value is of another file',
  'saml_wrapped_signed_info_node.xml':
    'something besides the parts of a signature stands in it (the row allows REJECT)',
  'valid_saml_withcomments.xml': 'the method was changed after signing; its test only loads it',
  'windows_store_signature.xml': 'its test takes out all white space between elements first',
};

describe.skipIf(folder === undefined)('xml-crypto files', () => {
  const home = folder ?? '';
  const rows = folder === undefined ? [] : rowsOf(home).filter(({ expected }) => !expected.startsWith('aux'));
  const certificates = folder === undefined ? [] : certificatesBelow(home);
  const verdicts = new Map(rows.map(({ file }) => [file, judge(join(home, file), { certificates })]));
  const signaturesOf = (file: string) => {
    const verdict = verdicts.get(file);
    return verdict === undefined || 'refused' in verdict ? [] : verdict.signatures;
  };

  test.each(rows.map(({ file, expected }) => [file, expected.slice(0, 6).trim()]))(
    '%s: %s',
    (file, expected) => {
      const intact = signaturesOf(file).filter(({ cryptography }) => cryptography === 'INTACT');
      const isAllIntact = intact.length > 0 && intact.length === signaturesOf(file).length;
      const told = outcome(verdicts.get(file) ?? { refused: 'not judged' });
      record({
        ...{ corpus: 'xml-crypto', row: file, told, actual: actualOf(isAllIntact, told) },
        expected: expectedOf(expected, /VALID/, /REJECT/),
        ...(EXCEPTIONS[file] === undefined ? {} : { because: EXCEPTIONS[file] }),
      });
      expect(isAllIntact).toBe(expected === 'VALID' && EXCEPTIONS[file] === undefined);
    },
  );

  test('a refused document is never shown unchanged', () => {
    for (const { file } of rows.filter(({ expected }) => expected.startsWith('REJECT'))) {
      const verdict = verdicts.get(file);
      expect(verdict && !('refused' in verdict) && verdict.documentUnchanged, file).toBe(false);
    }
  });

  test.each([
    ['saml_multiple_signed_info_nodes.xml', 'XML_SIGNATURE_MALFORMED'],
    ['valid_saml_with_digest_comment.xml', 'XML_SIGNATURE_MALFORMED'],
    ['valid_saml_signature_wrapping.xml', 'XML_DUPLICATE_ID'],
    ['invalid_saml_no_signed_info.xml', 'XML_SIGNATURE_MALFORMED'],
    ['invalid_signature - hash.xml', 'XML_REFERENCE_CHANGED'],
    ['invalid_signature - non existing reference.xml', 'XML_REFERENCE_NOT_FOUND'],
  ])('%s is refused for %s', (file, code) => {
    expect(signaturesOf(file)[0]?.reasons.map((reason) => reason.code)).toContain(code);
  });

  test('it only gets better', () => {
    const table = tally([...verdicts.values()].map((each) => outcome(each)));
    console.info('xml-crypto', table);
    expect(table.INTACT).toBeGreaterThanOrEqual(16);
  });
});
