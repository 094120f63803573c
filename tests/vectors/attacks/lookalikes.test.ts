/** Authorities and responders that bear another's name, and answers that say less than they seem to. */
import { describe, expect, test } from 'vitest';
import { boolean, integer, sequence } from '../../../src/signing/der/write.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { RevocationEvidence } from '../../../src/signing/revocationSource.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import { judgeCertificate } from '../../../src/signing/validation/chainJudgement.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { implicitPrimitive } from '../../unit/signing/derOnlyTestsWrite.ts';
import { certify, crl, type Entity, extension, later, NOW, ocsp } from '../../unit/signing/pki.ts';

const root = certify('L root', { ca: true });
const leaf = certify('L leaf', { issuer: root });
/** The same name, another key; also one that the same root certified. */
const double = certify('L root', { ca: true, keyName: 'L double' });
const other = certify('L other', { ca: true, issuer: root });
const below = certify('L other', { ca: true, issuer: double, keyName: 'L below' });
const trust = loadTrustStore([{ name: 'root', bytes: root.certificate.der }], { dev: false });

function verdict(revocations: readonly RevocationEvidence[], others: readonly Entity[] = []): string {
  const { indication, reasons } = judgeCertificate({
    ...{ certificate: leaf.certificate, purpose: 'document', candidates: [] },
    material: { certificates: others.map(({ certificate }) => certificate.der), revocations },
    ...{ trust, policy: DEFAULT_POLICY, at: NOW, time: NOW, isProven: false },
  });
  return [indication, ...reasons.map(({ code }) => code)].join(' ');
}

const asCrl = (der: Uint8Array): RevocationEvidence => ({ kind: 'crl', der, fetchedAt: NOW, source: null });
const asOcsp = (der: Uint8Array): RevocationEvidence => ({ kind: 'ocsp', der, fetchedAt: NOW, source: null });

test('the true ones are believed', () => {
  expect(verdict([asCrl(crl(root))])).toBe('TOTAL-PASSED');
  expect(verdict([asOcsp(ocsp(leaf, root))])).toBe('TOTAL-PASSED');
});

describe('by another authority of the same name', () => {
  test('a CRL', () =>
    expect(verdict([asCrl(crl(double))], [double])).toBe('INDETERMINATE REVOCATION_NOT_AUTHENTIC'));
  test('an OCSP answer about its own certificate of the same number', () =>
    expect(verdict([asOcsp(ocsp(leaf, double))], [double])).toBe('INDETERMINATE REVOCATION_MISSING'));
  test('an OCSP answer about the true one', () =>
    expect(verdict([asOcsp(ocsp(leaf, root, { responder: double }))], [double])).toBe(
      'INDETERMINATE REVOCATION_NOT_AUTHENTIC',
    ));
  test('a responder that it delegated', () => {
    const nocheck = extension(OID.ocspNoCheck, Buffer.of(5, 0));
    const purposes = [OID.ocspSigning];
    const responder = certify('L responder', { issuer: double, purposes, extensions: [nocheck] });
    expect(verdict([asOcsp(ocsp(leaf, root, { responder }))], [double, responder])).toBe(
      'INDETERMINATE REVOCATION_NOT_AUTHENTIC',
    );
  });
  test('a certificate', () => {
    const forged = certify('L forged', { issuer: double });
    const { indication } = judgeCertificate({
      ...{ certificate: forged.certificate, purpose: 'document', candidates: [double.certificate] },
      material: { certificates: [], revocations: [asCrl(crl(root)), asCrl(crl(double))] },
      ...{ trust, policy: DEFAULT_POLICY, at: NOW, time: NOW, isProven: false },
    });
    expect(indication).toBe('INDETERMINATE');
  });
});

describe('a CRL that does not speak of the certificate', () => {
  const point = (...parts: readonly Uint8Array[]) =>
    extension(OID.issuingDistributionPoint, sequence(...parts), true);
  const flag = (tag: number) => implicitPrimitive(tag, boolean(true).subarray(2));

  test('of another authority below the same root, which nothing names for it', () =>
    expect(verdict([asCrl(crl(other))], [other])).toBe('INDETERMINATE REVOCATION_MISSING'));
  test('the same, saying that it is indirect', () =>
    expect(verdict([asCrl(crl(other, { extensions: [point(flag(4))] }))], [other])).toBe(
      'INDETERMINATE REVOCATION_MISSING',
    ));
  test('of an authority that bears the name of another', () =>
    expect(verdict([asCrl(crl(below))], [below, double])).toBe('INDETERMINATE REVOCATION_MISSING'));
  test.each([
    ['authorities only', 2],
    ['attribute certificates only', 5],
  ])('for %s', (_, tag) =>
    expect(verdict([asCrl(crl(root, { extensions: [point(flag(tag))] }))])).toBe(
      'INDETERMINATE REVOCATION_MISSING',
    ),
  );
  test('a delta that extends another list than the old one that is there', () => {
    const base = crl(root, { thisUpdate: later(-9), nextUpdate: later(-8) });
    const delta = crl(root, { extensions: [extension(OID.deltaCRLIndicator, integer(5), true)] });
    expect(verdict([asCrl(base), asCrl(delta)])).toBe('INDETERMINATE REVOCATION_STALE');
  });
});

describe('very many of them', () => {
  const all = Array.from({ length: 300 }, (_, i) => i);
  test('CRLs and authorities of one name: none counts, so that none is crowded out', () => {
    const doubles = all.map((i) => certify('L root', { ca: true, keyName: `L double ${i % 5}` }));
    const lists = all.map((i) => asCrl(crl(root, { signedBy: double, thisUpdate: later(-1 - i / 1000) })));
    expect(verdict([...lists, asCrl(crl(root))], doubles)).toBe('INDETERMINATE REVOCATION_UNSUPPORTED');
  });
  test('authorities that would each have to be asked about by all others', () => {
    const keys = all
      .slice(0, 30)
      .map((i) => certify('L root', { ca: true, keyName: `L key ${i % 5}`, issuer: root }));
    const lists = keys.map((signedBy, i) => asCrl(crl(root, { signedBy, thisUpdate: later(-1 - i / 1000) })));
    expect(verdict(lists, keys)).toContain('INDETERMINATE REVOCATION_');
  });
});
