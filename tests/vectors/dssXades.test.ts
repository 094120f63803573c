import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { actualOf, expectedOf, record } from './record.ts';
import { judge, outcome, rowsOf, tally, type Verdict } from './xmlCorpus.ts';

/** EU DSS's own XAdES files with the verdict of its tests. Chains are long expired: integrity only. */
const folder = corpus('dss-xades');

const OUTSIDE = 'it signs files that are not in the corpus';
const NAMELESS = 'it signs a file without naming it (no URI)';

/** Rows called intact there that are not intact here, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'Signature-X-CY-1.xml': 'the RelationshipTransform of Office files is not supported',
  'dss1334/simple-test.signed-only-detached-LuxTrustCA3.xml': NAMELESS,
  'dss1688/dss1688.xml': NAMELESS,
  'sig_bundle.signed_detached.xml': NAMELESS,
  'evidence-record/X-E-ERS-DETACHED-LT-chain-renewal.xml': OUTSIDE,
  'evidence-record/X-E-ERS-DETACHED-LT-data-not-covered-chain-renewal.xml': OUTSIDE,
  'evidence-record/X-E-ERS-DETACHED-LT-data-not-covered.xml': OUTSIDE,
  'evidence-record/X-E-ERS-DETACHED-LT-sig-not-covered.xml': OUTSIDE,
  'qes-xades111-filter2.xml': 'an XPath filter that is evaluated, not a known expression',
  'xades-500-references.xml': OUTSIDE,
  'xades-unsupported-signature-algorithm.xml': 'the name of its algorithm is an OID of a curve',
};

/** Rows called intact in which one of several signatures is not. */
const PARTLY: readonly string[] = [];

describe.skipIf(folder === undefined)('EU DSS XAdES files', () => {
  const home = folder ?? '';
  const rows = (folder === undefined ? [] : rowsOf(home))
    .filter(({ file }) => /\.(xml|xades|ddoc)$/.test(file))
    .map((row) => ({ ...row, name: row.file.replace('validation/', '') }));
  const verdicts = new Map(rows.map(({ file, name }) => [name, judge(join(home, file))]));
  const signaturesOf = (name: string) => {
    const verdict = verdicts.get(name);
    return verdict === undefined || 'refused' in verdict ? [] : verdict.signatures;
  };
  const isUnchanged = (verdict: Verdict | undefined) =>
    verdict !== undefined && !('refused' in verdict) && verdict.documentUnchanged;

  for (const { name, expected } of rows) {
    const told = outcome(verdicts.get(name) ?? { refused: 'not judged' });
    const isAccepted =
      signaturesOf(name).length > 0 && signaturesOf(name).every((one) => one.cryptography === 'INTACT');
    record({
      ...{ corpus: 'dss-xades', row: name, told, actual: actualOf(isAccepted, told) },
      expected: name.startsWith('xsw/')
        ? 'EITHER'
        : expectedOf(expected, /crypto=INTACT/, /crypto=(BROKEN|MIXED)/),
      ...(EXCEPTIONS[name] === undefined ? {} : { because: EXCEPTIONS[name] }),
    });
  }

  test.each(rows.filter(({ expected }) => expected.includes('crypto=INTACT')).map(({ name }) => [name]))(
    '%s is intact',
    (name) => {
      if (name === 'xsw/disable-checks.xml') return expect(isUnchanged(verdicts.get(name))).toBe(false);
      const found = signaturesOf(name).map(({ cryptography }) => cryptography);
      const isIntact = found.length > 0 && found.every((each) => each === 'INTACT');
      expect(isIntact, found.join()).toBe(EXCEPTIONS[name] === undefined && !PARTLY.includes(name));
    },
  );

  test.each(rows.filter(({ expected }) => /crypto=(BROKEN|MIXED)/.test(expected)).map(({ name }) => [name]))(
    '%s is not accepted',
    (name) => {
      const found = signaturesOf(name).map(({ cryptography }) => cryptography);
      expect(found.some((each) => each !== 'INTACT')).toBe(true);
      if (!name.includes('counter-signature')) expect(isUnchanged(verdicts.get(name))).toBe(false);
    },
  );

  test.each([
    ['xsw/XSW-enveloped-fake-content-two-same-id.xml', 'XML_DUPLICATE_ID'],
    ['xsw/XSW-enveloped-fake-signedProperties.xml', 'XADES_PROPERTIES_NOT_SIGNED'],
    ['xsw/XSW-enveloping-fake-manifest.xml', 'XML_REFERENCE_TYPE_WRONG'],
    ['xsw/XSW-enveloping-fake-object.xml', 'XML_REFERENCE_TYPE_WRONG'],
    ['xades-not-base64-sigValue.xml', 'XML_SIGNATURE_MALFORMED'],
    ['xades-tampered-manifest.xml', 'XML_REFERENCE_CHANGED'],
    ['dss-signed-altered-signedPropsRemoved.xml', 'XADES_PROPERTIES_NOT_SIGNED'],
    ['xades-sign-cert-v1-wrong-serialnumber.xml', 'XADES_SIGNING_CERTIFICATE_WRONG'],
    ['xades-sign-cert-v2-wrong-digest.xml', 'XADES_SIGNING_CERTIFICATE_WRONG'],
    ['xades-sign-cert-v2-wrong-issuer-serial.xml', 'XADES_SIGNING_CERTIFICATE_WRONG'],
    ['xades-t-copied-sigtst.xml', 'TIMESTAMP_OF_SOMETHING_ELSE'],
    ['dss3732/xades-enveloped-arcTst132-no-objects.xml', 'TIMESTAMP_OF_SOMETHING_ELSE'],
    ['dss1788/dss1788-noCertProvided.xml', 'XML_KEY_WITHOUT_CERTIFICATE'],
  ])('%s: %s', (name, code) => {
    expect(signaturesOf(name)[0]?.reasons.map((reason) => reason.code)).toContain(code);
  });

  test('a counter-signature is told apart; an injected one is refused', () => {
    const codes = (name: string, index: number) =>
      signaturesOf(name)[index]?.reasons.map(({ code }) => code) ?? [];
    expect(codes('evidence-record/X-B-LT-with-counter-sig-X-E-ERS.xml', 1)).toContain(
      'XADES_COUNTER_SIGNATURE',
    );
    expect(codes('xades-counter-signature-injected.xml', 1)).toContain('XML_SIGNATURE_MALFORMED');
    expect(codes('xades-counter-sig-copied-sigtst.xml', 1)).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });

  test.each([
    ['xades-lta-valid.xml', 2],
    ['dss2278/xades-with-multiple-archivetimestamps.xml', 3],
    ['Signature-X-HU_POL-3.xml', 2],
    ['xades-extended-short-a.xml', 2],
    ['xades-x-level-v2.xml', 2],
    ['dss3732/xades-enveloped-arcTst132.xml', 2],
  ])('%s: every timestamp stamps what it should', (name, count) => {
    const [signature] = signaturesOf(name);
    expect(signature?.timestamps?.length).toBe(count);
    expect(signature?.reasons.map(({ code }) => code)).not.toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });

  test('a DOCTYPE is refused', () => {
    expect(verdicts.get('xades-with-dtd-injection.xml')).toEqual({ refused: 'XML_DOCTYPE_REFUSED' });
  });

  test('it only gets better', () => {
    const table = tally([...verdicts.values()].map((each) => outcome(each).replace(/\(.*/s, '')));
    console.info('dss-xades', table);
    expect(table.INTACT).toBeGreaterThanOrEqual(50);
  });
});
