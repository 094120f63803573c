import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_MATERIAL } from '../../src/signing/material.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../src/signing/policy/policy.ts';
import { loadTrustStore, type TrustStore } from '../../src/signing/trust/trustStore.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { type Certificate, tryParseCertificate } from '../../src/signing/x509/certificate.ts';
import { corpus } from '../corpora.ts';

/**
 * Foreign files of levels B-LT and B-LTA, judged a minute after their last timestamp with nothing but what they carry.
 * The authorities inside that nobody inside issued stand for the anchors. Later, when the certificates of the last
 * timestamp authority have expired too and nobody renewed the proof, none of them may pass.
 */
const POLICY: SignaturePolicy = {
  ...DEFAULT_POLICY,
  digests: { ...DEFAULT_POLICY.digests, 'SHA-1': null, 'SHA-224': null },
  keys: { ...DEFAULT_POLICY.keys, rsa: [{ minBits: 1024, until: null }], minRsaExponent: 3 },
};

const DSS: readonly (readonly [string, string, readonly string[]])[] = [
  ['Signature-P-HU_POL-3', '2014-11-07T13:12:37Z', ['B-LT TOTAL-PASSED', 'timestamp INDETERMINATE']],
  [
    'Signature-P-HU_POL-7',
    '2019-11-01T15:01:31Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED'],
  ],
  ['pades-enveloping-other-pdf', '2021-03-02T16:37:05Z', ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED']],
  ['pades-ocsp-sign-cert', '2016-04-18T12:31:15Z', ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED']],
  [
    'pades-ltv',
    '2024-07-31T09:32:39Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'timestamp TOTAL-PASSED'],
  ],
  ['pades-lta-copied-doctst', '2023-12-07T14:09:42Z', ['B-LT TOTAL-PASSED', 'timestamp TOTAL-FAILED']],
  [
    'dss-1696/Test.signed_Certipost-2048-SHA512.extended.extended-LTA-2019-07-02(DSS)',
    '2019-07-02T12:13:11Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'timestamp TOTAL-PASSED'],
  ],
  [
    'dss-1959/pades-tst-with-orphan-refs',
    '2019-11-01T15:01:31Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED'],
  ],
];
const PYHANKO: typeof DSS = [
  [
    'pades-lta-dss-indirect-arrs-test',
    '2020-11-01T00:01:00Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED'],
  ],
  [
    'pades-lta-dss-indirect-arrs-test-2',
    '2020-11-01T00:01:00Z',
    ['B-LTA TOTAL-PASSED', 'timestamp TOTAL-PASSED', 'B-LT TOTAL-PASSED'],
  ],
];

function anchorsIn(bytes: Uint8Array): TrustStore {
  const inside = certificatesOfPdf(bytes).flatMap((der) => tryParseCertificate(der) ?? []);
  const isTop = (one: Certificate) =>
    one.basicConstraints?.ca === true &&
    (one.selfIssued || !inside.some((other) => other !== one && other.subject.text === one.issuer.text));
  const files = inside.filter(isTop).map(({ der, subject }) => ({ name: subject.text, bytes: der }));
  return loadTrustStore(files, { dev: false });
}

function verdicts(file: string, at: Date): readonly string[] {
  const bytes = readFileSync(file);
  const trust = anchorsIn(bytes);
  const { signatures } = verifyPdf(bytes, { file, material: NO_MATERIAL, trust, policy: POLICY, at });
  return signatures.map(({ role, level, indication }) =>
    role === 'timestamp' ? `timestamp ${indication}` : `${level} ${indication}`,
  );
}

describe.each([
  ['dss-pades', 'validation', DSS],
  ['pyhanko-pdf', 'pdf', PYHANKO],
] as const)('%s: files that carry their own proof', (name, inside, rows) => {
  const folder = corpus(name);
  const path = (file: string) => join(folder ?? '', inside, `${file}.pdf`);

  test.skipIf(folder === undefined).each(rows)('%s', (file, at, expected) => {
    expect(verdicts(path(file), new Date(at))).toEqual(expected);
  });
  test.skipIf(folder === undefined).each(rows)('%s: in 2060 nothing proves them any more', (file) => {
    const late = verdicts(path(file), new Date('2060-01-01T00:00:00Z'));
    expect(late.filter((verdict) => verdict.endsWith('TOTAL-PASSED'))).toEqual([]);
  });
});
