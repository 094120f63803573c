import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crlOf, odd, paths } from '../../../../certs-dev/paths.ts';
import { parseEnvelope } from '../../../../src/envelope/codec.ts';
import type { Material } from '../../../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import { parseCrl } from '../../../../src/signing/revocation/crl.ts';
import { loadTrustStore } from '../../../../src/signing/trust/trustStore.ts';
import { certificatesOfSeal, verifySeal } from '../../../../src/signing/xml/verifySeal.ts';
import { sampleDocument } from '../../envelope/sample.ts';
import { PARTS, pemKey, sealedSample, signAgain } from './sample.ts';

const root = { name: 'root', bytes: readFileSync(paths.trustAnchor) };
const trust = loadTrustStore([root], { dev: true });
const crls = ['issuing-ca', 'root'].map((issuer) => readFileSync(crlOf(issuer)));
const newest = crls.map((der) => parseCrl(der).thisUpdate.getTime());
const at = new Date(Math.max(...newest) + 60_000);
const material: Material = {
  certificates: [],
  revocations: crls.map((der) => ({ kind: 'crl', der, fetchedAt: at, source: null })),
};
const context = { material, trust, policy: DEFAULT_POLICY, at };
const sealed = await sealedSample();
const ODD = [
  'revoked-seal',
  'expired-person',
  'not-yet-valid-person',
  'wrong-key-usage',
  'wrong-extended-key-usage',
  'foreign-seal',
  'self-signed',
  'forged-issuer',
  'weak-key',
  'weak-digest',
  'unknown-critical',
  'outside-name-constraint',
  'below-revoked-ca',
  'below-ca-without-basic-constraints',
] as const;

function judge(xml: string, changes: Partial<typeof context> = {}) {
  return verifySeal(Buffer.from(xml), { ...context, ...changes });
}

describe('verifying a seal', () => {
  it('passes when seal, chain and revocation are good', () => {
    const { report, signedEnvelope, manifest } = judge(sealed);
    expect(report).toMatchObject({
      field: null,
      role: 'agency',
      signer: { agency: 'H29.13' },
      format: 'XAdES',
      level: 'B-B',
      indication: 'TOTAL-PASSED',
      subIndication: null,
      cryptography: 'INTACT',
      coverage: 'WHOLE-FILE',
      modifications: 'NONE',
      chain: { status: 'VALID' },
      revocation: { status: 'GOOD' },
      signingTime: '2026-11-19T02:30:05.000Z',
      bestTime: at.toISOString(),
      reasons: [],
    });
    expect(manifest).toEqual(PARTS);
    expect(parseEnvelope(signedEnvelope).envelope).toEqual(sampleDocument);
  });

  it('passes for a P-256 key too', async () => {
    const xml = await sealedSample(pemKey(paths.noiVu.person));
    expect(judge(xml).report).toMatchObject({ indication: 'TOTAL-PASSED', role: 'person' });
  });

  it('gives no bytes of an envelope that was changed', () => {
    const { report, signedEnvelope, manifest } = judge(sealed.replace('>7816<', '>7817<'));
    expect(report).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'HASH_FAILURE',
      cryptography: 'BROKEN',
      reasons: [{ code: 'XML_ENVELOPE_CHANGED' }],
    });
    expect(signedEnvelope).toHaveLength(0);
    expect(manifest).toEqual([]);
  });

  it.each([
    [
      'a broken signature value',
      sealed.replace(/<SignatureValue>..../, '<SignatureValue>AAAA'),
      'SIG_CRYPTO_FAILURE',
    ],
    ['no seal', sealed.replace(/<Signature [\s\S]*<\/Signature>/, ''), 'FORMAT_FAILURE'],
    ['another order of parts', sealed.replaceAll('cid:p2', 'cid:p3'), 'HASH_FAILURE'],
  ])('fails for %s', (_what, xml, subIndication) => {
    expect(judge(xml).report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication });
  });

  it('says UNSUPPORTED, not broken, of an algorithm it does not take', () => {
    const xml = signAgain(sealed.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#rsa-sha1'));
    expect(judge(xml).report).toMatchObject({
      indication: 'INDETERMINATE',
      cryptography: 'UNSUPPORTED',
      reasons: [{ code: 'XML_ALGORITHM_NOT_ALLOWED', text: expect.stringContaining('rsa-sha1') }],
    });
  });

  it('is undetermined without revocation data', () => {
    expect(judge(sealed, { material: { certificates: [], revocations: [] } }).report).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'TRY_LATER',
      cryptography: 'INTACT',
    });
  });

  it('is undetermined without a trust anchor', () => {
    expect(judge(sealed, { trust: loadTrustStore([], { dev: true }) }).report).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      chain: { status: 'NOT-FOUND' },
    });
  });

  it('never passes when the policy allows the algorithm no more', () => {
    const policy = { ...DEFAULT_POLICY, signatures: {} };
    const { indication, cryptography } = judge(sealed, { policy }).report;
    expect([indication, cryptography]).toEqual(['INDETERMINATE', 'INTACT']);
  });

  it.each(ODD)('never passes with a certificate that is %s', async (name) => {
    const xml = await sealedSample(pemKey(odd(name)));
    const { report } = judge(xml);
    expect(report.cryptography).toBe('INTACT');
    expect(report.indication).not.toBe('TOTAL-PASSED');
    expect(report.reasons.length).toBeGreaterThan(0);
  });
});

describe('the certificates of a seal', () => {
  it('are those beside it, leaf first', () => {
    const [leaf, ...issuers] = certificatesOfSeal(Buffer.from(sealed));
    expect(leaf).toEqual(readFileSync(paths.noiVu.seal.certificateDer));
    expect(issuers).toHaveLength(1);
  });

  it('are none without a seal', () => {
    expect(certificatesOfSeal(Buffer.from('<a/>'))).toEqual([]);
  });
});
