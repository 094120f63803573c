/** One signature per odd certificate of certs-dev: each must fail for exactly its own reason. */
import { hash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OddName } from '../../../certs-dev/odd.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { certificatesOfCms } from '../../../src/signing/cms/certificates.ts';
import { verifyDetached } from '../../../src/signing/cms/verifyDetached.ts';
import { collectMaterial } from '../../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { SignatureReport } from '../../../src/signing/report.ts';
import { requestTimestamp } from '../../../src/signing/tsp/timestamp.ts';
import { devCertificate, devRevocation, devSignerKey, devTrust, devTsa } from './devPki.ts';

const CONTENT = Buffer.from('Công văn số 12/CV-STC');
const AT = new Date('2026-11-21T03:00:00Z');

interface Signing {
  readonly signer: string;
  readonly tsa?: string;
  readonly stampedAt?: Date;
  readonly responder?: string;
  readonly at?: Date;
  readonly extra?: readonly string[];
}

async function signAndJudge({
  signer,
  tsa,
  stampedAt = AT,
  responder,
  at = AT,
  extra = [],
}: Signing): Promise<SignatureReport> {
  const authority = tsa === undefined ? undefined : await devTsa(stampedAt, tsa);
  const cms = await buildDetachedCms({
    contentDigest: hash('sha256', CONTENT, 'buffer'),
    digest: 'SHA-256',
    key: devSignerKey(signer),
    profile: 'cades',
    signingTime: stampedAt,
    ...(authority && {
      timestamp: (imprint: Uint8Array) => requestTimestamp(imprint, 'SHA-256', [authority], randomBytes),
    }),
  });
  const trust = devTrust();
  const known = [...certificatesOfCms(cms), devCertificate('issuing-ca'), ...extra.map(devCertificate)];
  const source = await devRevocation(at, responder === undefined ? {} : { responder });
  const material = await collectMaterial(known, trust, source);
  return verifyDetached(CONTENT, cms, { material, trust, policy: DEFAULT_POLICY, at });
}

const codes = ({ reasons }: SignatureReport) => reasons.map(({ code }) => code);

describe('the sound ones', () => {
  test.each([
    'H29.12/person',
    'H29.12/seal',
    'H29.13/person',
    'H29.13/seal',
    'odd/ocsp-only',
    'odd/crl-only',
    'odd/unknown-not-critical',
  ])('%s passes, with a timestamp and without', async (signer) => {
    const plain = await signAndJudge({ signer });
    expect(plain).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-B', bestTime: null });
    expect(codes(plain)).toEqual(['TIMESTAMP_MISSING']);
    const stamped = await signAndJudge({ signer, tsa: 'tsa' });
    expect(stamped).toMatchObject({
      indication: 'TOTAL-PASSED',
      level: 'B-T',
      bestTime: AT.toISOString(),
      reasons: [],
    });
    expect(stamped.revocation.status).toBe('GOOD');
  });

  test('roles and agency are read from the certificate', async () => {
    expect(await signAndJudge({ signer: 'H29.12/person' })).toMatchObject({
      role: 'person',
      signer: { agency: 'H29.12' },
    });
    expect(await signAndJudge({ signer: 'H29.12/seal' })).toMatchObject({
      role: 'agency',
      signer: { agency: 'H29.12' },
    });
    expect((await signAndJudge({ signer: 'odd/no-qc-type' })).role).toBe('unknown');
    expect((await signAndJudge({ signer: 'odd/seal-without-agency' })).signer?.agency).toBeNull();
  });
});

const SIGNERS: readonly (readonly [OddName, string, string, string])[] = [
  ['revoked-person', 'TOTAL-FAILED', 'REVOKED', 'CERT_REVOKED'],
  ['revoked-seal', 'TOTAL-FAILED', 'REVOKED', 'CERT_REVOKED'],
  ['below-revoked-ca', 'INDETERMINATE', 'REVOKED_CA_NO_POE', 'CERT_CA_REVOKED'],
  ['expired-person', 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'CERT_EXPIRED'],
  ['not-yet-valid-person', 'INDETERMINATE', 'NOT_YET_VALID', 'CERT_NOT_YET_VALID'],
  ['below-expired-ca', 'INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'CERT_EXPIRED'],
  ['wrong-key-usage', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CERT_USAGE_NOT_ALLOWED'],
  ['wrong-extended-key-usage', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CERT_USAGE_NOT_ALLOWED'],
  ['weak-key', 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'KEY_TOO_WEAK'],
  ['weak-digest', 'INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'ALGORITHM_NOT_ALLOWED'],
  ['unknown-critical', 'INDETERMINATE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CERT_UNKNOWN_CRITICAL'],
  ['negative-serial', 'INDETERMINATE', 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CERT_SERIAL_NOT_POSITIVE'],
  ['foreign-person', 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'CHAIN_NOT_FOUND'],
  ['foreign-seal', 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'CHAIN_NOT_FOUND'],
  ['self-signed', 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'CHAIN_NOT_FOUND'],
  ['forged-issuer', 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND', 'CHAIN_NOT_FOUND'],
  [
    'below-ca-without-basic-constraints',
    'INDETERMINATE',
    'CHAIN_CONSTRAINTS_FAILURE',
    'CHAIN_NOT_AN_AUTHORITY',
  ],
  ['below-ca-without-cert-sign', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_NOT_AN_AUTHORITY'],
  ['below-person', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_NOT_AN_AUTHORITY'],
  ['below-path-limit', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_TOO_LONG'],
  ['outside-name-constraint', 'INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_NAME_NOT_PERMITTED'],
  ['no-revocation-source', 'INDETERMINATE', 'TRY_LATER', 'REVOCATION_MISSING'],
  ['unknown-to-ocsp', 'INDETERMINATE', 'TRY_LATER', 'REVOCATION_UNKNOWN'],
];

describe('the odd ones', () => {
  test.each(SIGNERS)('%s: %s %s', async (name, indication, subIndication, code) => {
    const report = await signAndJudge({ signer: `odd/${name}` });
    expect(report).toMatchObject({ indication, subIndication, cryptography: 'INTACT' });
    expect(codes(report)).toContain(code);
  });

  test('a curve with its parameters written out is not signed with', async () => {
    await expect(signAndJudge({ signer: 'odd/explicit-curve' })).rejects.toThrow();
  });

  test('a certificate with one extension twice is refused whole', async () => {
    await expect(signAndJudge({ signer: 'odd/duplicate-extension' })).rejects.toMatchObject({
      code: 'CERTIFICATE_INVALID',
    });
  });
});

describe('time', () => {
  const before = new Date('2025-12-01T03:00:00Z');

  test('signed and stamped before the revocation: good, and the report says so', async () => {
    const report = await signAndJudge({ signer: 'odd/revoked-person', tsa: 'tsa', stampedAt: before });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', bestTime: before.toISOString() });
    expect(codes(report)).toEqual(['CERT_REVOKED_LATER']);
    expect(report.revocation).toMatchObject({ status: 'REVOKED', revokedAt: '2026-01-15T03:00:00.000Z' });
  });

  test('stamped after the revocation: failed', async () => {
    const report = await signAndJudge({ signer: 'odd/revoked-person', tsa: 'tsa' });
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' });
  });

  test('signed and stamped before the end of the certificate, judged with what was known then', async () => {
    const stampedAt = new Date('2023-06-01T03:00:00Z');
    const report = await signAndJudge({ signer: 'odd/expired-person', tsa: 'tsa', stampedAt, at: stampedAt });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-T' });
  });

  test('stamped before the certificate began: failed', async () => {
    const report = await signAndJudge({ signer: 'odd/not-yet-valid-person', tsa: 'tsa' });
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' });
  });
});

describe('timestamp authorities', () => {
  test.each([
    'tsa-eku-not-critical',
    'tsa-two-purposes',
    'tsa-without-eku',
    'tsa-expired',
    'tsa-revoked',
    'tsa-foreign',
  ] as const)('a token of %s proves nothing', async (tsa) => {
    const report = await signAndJudge({
      signer: 'H29.12/person',
      tsa: `odd/${tsa}`,
      extra: ['odd/foreign-root'],
    });
    expect(report).toMatchObject({ level: 'B-B', bestTime: null });
    expect(codes(report)).toContain('TIMESTAMP_NOT_ACCEPTED');
  });

  test.each(['tsa', 'tsa-ec'])('a token of %s is accepted', async (tsa) => {
    expect(await signAndJudge({ signer: 'H29.12/seal', tsa })).toMatchObject({ level: 'B-T', reasons: [] });
  });
});

describe('OCSP responders', () => {
  test.each(['ocsp-without-eku', 'ocsp-foreign', 'ocsp-expired'] as const)(
    'answers of %s count for nothing',
    async (responder) => {
      const report = await signAndJudge({ signer: 'odd/ocsp-only', responder: `odd/${responder}` });
      expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
      expect(codes(report)).toContain('REVOCATION_NOT_AUTHENTIC');
    },
  );
});
