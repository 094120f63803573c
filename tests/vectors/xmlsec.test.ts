import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { actualOf, expectedOf, record } from './record.ts';
import { certificatesBelow, judge, outcome, rowsOf, tally, type XmlRow } from './xmlCorpus.ts';

/** xmlsec's own XML-DSig files, with the keys and the outside files that its script gives. */
const folder = corpus('xmldsig-xmlsec');

/** Rows called valid there that we call broken, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'aleksey-xmldsig-01/enveloped-ecdsa-java-bug.xml': 'the value is DER, XML-DSig 1.1 §6.4.3 says r || s',
  'aleksey-xmldsig-01/enveloped-sha256-ecdsa-sha256-with-asn1.xml': 'the value is DER',
  'aleksey-xmldsig-01/enveloping-sha512-ecdsa-sha512-with-asn1.xml': 'the value is DER',
  'aleksey-xmldsig-01/enveloping-sha256-ecdsa-sha256_padded.xml': 'r and s are wider than the field',
};

/** Names of what is refused or not supported; nothing else may be the reason for not accepting a valid row. */
const NAMED = [
  /^XML_HMAC_REFUSED$/,
  /^XML_DOCTYPE_REFUSED$/,
  /^UNSUPPORTED\(.*(hmac|ripemd160|sha3-224|ml-dsa|slh-dsa|MLDSA|SLHDSA|gost).*\)$/,
  /^UNSUPPORTED\(.*(eddsa-ed(25519|448)(ph|ctx)|EdDSAContextString).*\)$/,
  /^UNSUPPORTED\(.*(filter2|REC-xpath|REC-xslt|RelationshipTransform|xptr).*\)$/,
  /^UNSUPPORTED\((RetrievalMethod|KeyInfoReference|#xpointer\(.*)\)$/,
];

/** The script maps these URIs to files. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'http://www.w3.org/TR/xml-stylesheet': 'xml-stylesheet',
  'http://www.w3.org/Signature/2002/04/xml-stylesheet.b64': 'xml-stylesheet.b64',
  'http://www.ietf.org/rfc/rfc3161.txt': 'rfc3161.txt',
};

function outsideFile(uri: string, { why }: XmlRow): string | undefined {
  const year = why.includes('2018') ? '2018' : '2005';
  return OUTSIDE[uri]?.replace('xml-stylesheet', `xml-stylesheet-${year}`);
}

describe.skipIf(folder === undefined)('xmlsec XML-DSig files', () => {
  const home = folder ?? '';
  const rows = [
    ...new Map((folder === undefined ? [] : rowsOf(home)).map((row) => [row.file, row])).values(),
  ];
  const keys = folder === undefined ? [] : certificatesBelow(join(home, 'keys'));
  const verdicts = new Map(
    rows.map((row) => {
      const [set = ''] = row.file.split('/');
      const own = set === 'aleksey-xmldsig-01' ? [] : certificatesBelow(join(home, set));
      const resolve = (uri: string) => {
        const name = outsideFile(uri, row);
        return name === undefined ? undefined : readFileSync(join(home, 'external-data', name));
      };
      return [row.file, judge(join(home, row.file), { certificates: [...own, ...keys], resolve })];
    }),
  );

  for (const { file, expected } of rows) {
    const told = outcome(verdicts.get(file) ?? { refused: 'not judged' });
    const isAccepted = told.split(' ').every((each) => each === 'INTACT');
    record({
      ...{ corpus: 'xmldsig-xmlsec', row: file, told, actual: actualOf(isAccepted, told) },
      expected: expectedOf(expected, /^VALID/, /REJECT/),
      ...(EXCEPTIONS[file] === undefined ? {} : { because: EXCEPTIONS[file] }),
    });
  }

  test.each(rows.filter(({ expected }) => expected === 'VALID').map(({ file }) => [file]))(
    '%s is accepted, or what is not supported is named',
    (file) => {
      const verdict = verdicts.get(file);
      const word = verdict === undefined ? '' : outcome(verdict);
      if (EXCEPTIONS[file] !== undefined) expect(['BROKEN', 'XML_SIGNER_NOT_FOUND']).toContain(word);
      else if (word !== 'INTACT')
        expect(
          NAMED.filter((name) => name.test(word)),
          word,
        ).not.toEqual([]);
    },
  );

  test.each([['enveloped-bad-digest-val'], ['enveloped-bad-sig'], ['bad-retrieval-method']])(
    'whatever is called %s is not accepted',
    (name) => {
      const files = rows.filter(({ file }) => file.includes(name));
      expect(files.length).toBeGreaterThan(0);
      for (const { file } of files) {
        const verdict = verdicts.get(file);
        expect(verdict && !('refused' in verdict) && verdict.documentUnchanged).toBe(false);
      }
    },
  );

  test('nothing passes without an anchor, and it only gets better', () => {
    const all = [...verdicts.values()];
    expect(all.filter((each) => !('refused' in each) && each.indication === 'TOTAL-PASSED')).toEqual([]);
    const table = tally(all.map((each) => outcome(each).replace(/\(.*/s, '')));
    console.info('xmldsig-xmlsec', table);
    expect(table.INTACT).toBeGreaterThanOrEqual(114);
    expect(table.XML_SIGNER_NOT_FOUND ?? 0).toBeLessThanOrEqual(1);
  });
});
