import { describe, expect, test } from 'vitest';
import { generalizedTime } from '../../../src/signing/der/time.ts';
import { explicit, integer, oid, sequence } from '../../../src/signing/der/write.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../src/signing/policy/policy.ts';
import { parseCrl } from '../../../src/signing/revocation/crl.ts';
import { CRL_REASON } from '../../../src/signing/revocation/crlEntries.ts';
import { parseOcspResponse } from '../../../src/signing/revocation/ocsp.ts';
import type { RevocationEvidence } from '../../../src/signing/revocationSource.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import {
  type CertificateJudgement,
  judgeCertificate,
} from '../../../src/signing/validation/chainJudgement.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { implicitPrimitive } from './derOnlyTestsWrite.ts';
import { certify, crl, DAY, type Entity, extension, later, NOW, ocsp } from './pki.ts';

const root = certify('R root', { ca: true });
const leaf = certify('R leaf', { issuer: root });
const trust = loadTrustStore([{ name: 'root', bytes: root.certificate.der }], { dev: false });

interface Setting {
  readonly subject?: Entity;
  readonly others?: readonly Entity[];
  /** Proven time; without it, the time of judging. */
  readonly time?: Date;
  readonly policy?: SignaturePolicy;
}

const asCrl = (der: Uint8Array): RevocationEvidence => ({ kind: 'crl', der, fetchedAt: NOW, source: null });
const asOcsp = (der: Uint8Array): RevocationEvidence => ({ kind: 'ocsp', der, fetchedAt: NOW, source: null });

function judge(revocations: readonly RevocationEvidence[], setting: Setting = {}): CertificateJudgement {
  const { subject = leaf, others = [], time = NOW, policy = DEFAULT_POLICY } = setting;
  return judgeCertificate({
    certificate: subject.certificate,
    purpose: 'document',
    candidates: [],
    material: { certificates: others.map(({ certificate }) => certificate.der), revocations },
    ...{ trust, policy, at: NOW, time, isProven: time < NOW },
  });
}

const GOOD = { indication: 'TOTAL-PASSED', subIndication: null, revocation: { status: 'GOOD' } };
const REVOKED = { indication: 'TOTAL-FAILED', subIndication: 'REVOKED', revocation: { status: 'REVOKED' } };
const LATER = { indication: 'INDETERMINATE', subIndication: 'TRY_LATER', revocation: { status: 'UNKNOWN' } };
const codes = ({ reasons }: CertificateJudgement) => reasons.map(({ code }) => code);

describe('CRL', () => {
  const revoked = (at: Date, reason?: number) => ({
    entity: leaf,
    at,
    ...(reason === undefined ? {} : { reason }),
  });

  test.each<[string, readonly RevocationEvidence[], object]>([
    ['a fresh one without the certificate', [asCrl(crl(root))], GOOD],
    ['one with it', [asCrl(crl(root, { revoked: [revoked(later(-3))] }))], REVOKED],
    [
      'one with another certificate',
      [asCrl(crl(root, { revoked: [{ entity: root, at: later(-3) }] }))],
      GOOD,
    ],
    ['none', [], LATER],
    [
      'one whose nextUpdate has passed',
      [asCrl(crl(root, { thisUpdate: later(-9), nextUpdate: later(-2) }))],
      LATER,
    ],
    ['one from tomorrow', [asCrl(crl(root, { thisUpdate: later(1) }))], LATER],
    [
      'one without nextUpdate, of this morning',
      [asCrl(crl(root, { thisUpdate: later(-0.5), nextUpdate: null }))],
      GOOD,
    ],
    [
      'one without nextUpdate, of last week',
      [asCrl(crl(root, { thisUpdate: later(-7), nextUpdate: null }))],
      LATER,
    ],
    ['one signed by another key', [asCrl(crl(root, { signedBy: leaf }))], LATER],
    ['one of another issuer', [asCrl(crl(certify('R other', { ca: true })))], LATER],
    [
      'one with an unknown critical extension',
      [asCrl(crl(root, { extensions: [extension('1.2.3', integer(1), true)] }))],
      LATER,
    ],
    [
      'one with an unknown critical entry extension',
      [
        asCrl(
          crl(root, {
            revoked: [{ entity: root, at: NOW }],
            entryExtensions: [extension('1.2.3', integer(1), true)],
          }),
        ),
      ],
      LATER,
    ],
    [
      'a delta without its base',
      [asCrl(crl(root, { extensions: [extension(OID.deltaCRLIndicator, integer(1), true)] }))],
      LATER,
    ],
    ['junk', [asCrl(Buffer.from('x'))], LATER],
    [
      'an old one with it, a new one without',
      [asCrl(crl(root, { thisUpdate: later(-5), revoked: [revoked(later(-6))] })), asCrl(crl(root))],
      REVOKED,
    ],
    ['on hold', [asCrl(crl(root, { revoked: [revoked(later(-3), CRL_REASON.certificateHold)] }))], REVOKED],
    [
      'a hold that a newer one has lifted',
      [
        asCrl(
          crl(root, { thisUpdate: later(-5), revoked: [revoked(later(-6), CRL_REASON.certificateHold)] }),
        ),
        asCrl(crl(root)),
      ],
      GOOD,
    ],
  ])('%s', (_, evidence, outcome) => expect(judge(evidence)).toMatchObject(outcome));

  test('what a CRL lists counts from the invalidity date on, if that is earlier', () => {
    const entryExtensions = [extension(OID.invalidityDate, generalizedTime(later(-50)))];
    const evidence = [asCrl(crl(root, { revoked: [revoked(later(-3))], entryExtensions }))];
    expect(judge(evidence, { time: later(-40) })).toMatchObject({ subIndication: 'REVOKED' });
    expect(judge(evidence, { time: later(-60) })).toMatchObject({ indication: 'TOTAL-PASSED' });
  });

  test('revoked after the proven time: good for the earlier signature, and told', () => {
    const judged = judge([asCrl(crl(root, { revoked: [revoked(later(-3))] }))], { time: later(-4) });
    expect(judged).toMatchObject({ indication: 'TOTAL-PASSED', revoked: { at: later(-3) } });
    expect(codes(judged)).toEqual(['CERT_REVOKED_LATER']);
  });

  test('a delta CRL alone, and a CRL for some reasons only, are named', () => {
    const delta = asCrl(crl(root, { extensions: [extension(OID.deltaCRLIndicator, integer(1), true)] }));
    expect(codes(judge([delta]))).toEqual(['REVOCATION_DELTA_ALONE']);
    const onlySome = extension(
      OID.issuingDistributionPoint,
      sequence(implicitPrimitive(3, Buffer.of(6, 0x40))),
      true,
    );
    const partial = judge([asCrl(crl(root, { extensions: [onlySome] }))]);
    expect(partial).toMatchObject(LATER);
    expect(codes(partial)).toEqual(['REVOCATION_SOME_REASONS']);
  });

  test('CRLs for single reasons count when together they cover all', () => {
    const point = (...mask: readonly number[]) =>
      extension(OID.issuingDistributionPoint, sequence(implicitPrimitive(3, Buffer.from(mask))), true);
    const one = asCrl(crl(root, { extensions: [point(6, 0x40)] }));
    const others = asCrl(crl(root, { extensions: [point(7, 0x3f, 0x80)] }));
    expect(judge([one, others])).toMatchObject(GOOD);
  });

  test('an issuer without cRLSign signs no CRLs', () => {
    const ca = certify('R no crl sign', { ca: true, issuer: root, usage: [5] });
    const subject = certify('R below', { issuer: ca });
    const judged = judge([asCrl(crl(ca)), asCrl(crl(root))], { subject, others: [ca] });
    expect(judged).toMatchObject(LATER);
    expect(codes(judged)).toContain('REVOCATION_NOT_AUTHENTIC');
  });

  test('an expired certificate is forgotten by newer CRLs, unless they say otherwise', () => {
    const subject = certify('R expired', { issuer: root, to: later(-10) });
    const proven = { subject, time: later(-20) };
    expect(judge([asCrl(crl(root))], proven)).toMatchObject(LATER);
    const remembering = [extension(OID.expiredCertsOnCRL, generalizedTime(later(-400)))];
    expect(judge([asCrl(crl(root, { extensions: remembering }))], proven)).toMatchObject(GOOD);
    const then = asCrl(crl(root, { thisUpdate: later(-15), nextUpdate: later(-8) }));
    expect(judge([then], proven)).toMatchObject(GOOD);
  });

  test.each<[string, Uint8Array]>([
    ['not DER', Buffer.from('x')],
    ['a certificate', leaf.certificate.der],
    ['cut off', crl(root).subarray(0, -1)],
  ])('%s is no CRL', (_, der) => {
    expect(() => parseCrl(der)).toThrow(expect.objectContaining({ code: 'CRL_INVALID' }));
  });
});

describe('OCSP', () => {
  const responder = (name: string, options: object = {}) =>
    certify(name, {
      issuer: root,
      purposes: [OID.ocspSigning],
      extensions: [extension(OID.ocspNoCheck, Buffer.of(5, 0))],
      ...options,
    });
  const delegate = responder('R responder');

  test.each<[string, () => Uint8Array, object]>([
    ['good, by the issuer', () => ocsp(leaf, root), GOOD],
    ['good, by its delegate', () => ocsp(leaf, root, { responder: delegate }), GOOD],
    ['revoked', () => ocsp(leaf, root, { status: { revokedAt: later(-2) } }), REVOKED],
    ['unknown', () => ocsp(leaf, root, { status: 'unknown' }), LATER],
    ['about another certificate', () => ocsp(leaf, root, { serialOf: delegate }), LATER],
    ['stale', () => ocsp(leaf, root, { thisUpdate: later(-9), nextUpdate: later(-8) }), LATER],
    ['from tomorrow', () => ocsp(leaf, root, { thisUpdate: later(1), nextUpdate: later(2) }), LATER],
    ['nextUpdate before thisUpdate', () => ocsp(leaf, root, { nextUpdate: later(-2) }), LATER],
    [
      'by a delegate of another',
      () =>
        ocsp(leaf, root, { responder: responder('R foreign', { issuer: certify('R other', { ca: true }) }) }),
      LATER,
    ],
    [
      'by a certificate without the purpose',
      () => ocsp(leaf, root, { responder: responder('R no purpose', { purposes: [OID.clientAuth] }) }),
      LATER,
    ],
    [
      'by a delegate that had expired',
      () => ocsp(leaf, root, { responder: responder('R expired responder', { to: later(-10) }) }),
      LATER,
    ],
    [
      'by a delegate that must be asked about itself',
      () => ocsp(leaf, root, { responder: responder('R to be asked', { extensions: [] }) }),
      LATER,
    ],
    [
      'by a delegate with an unknown critical extension',
      () =>
        ocsp(leaf, root, {
          responder: responder('R strange', { extensions: [extension('1.2.3', integer(1), true)] }),
        }),
      LATER,
    ],
    [
      'with an unknown critical extension',
      () => ocsp(leaf, root, { extensions: [extension('1.2.3', integer(1), true)] }),
      LATER,
    ],
    ['not DER', () => Buffer.from('x'), LATER],
    ['tryLater', () => sequence(Buffer.of(0x0a, 1, 3)), LATER],
  ])('%s', (_, der, outcome) => expect(judge([asOcsp(der())])).toMatchObject(outcome));

  test('a delegate without nocheck counts when it is known to be good', () => {
    const asked = responder('R asked', { extensions: [] });
    const answer = asOcsp(ocsp(leaf, root, { responder: asked }));
    expect(judge([answer, asCrl(crl(root))])).toMatchObject(GOOD);
    const gone = crl(root, { revoked: [{ entity: asked, at: later(-9) }] });
    // The CRL speaks of the leaf as well; without the answer it is good by that alone.
    expect(judge([answer, asCrl(gone)])).toMatchObject({ ...GOOD, revocation: { source: 'crl' } });
  });
  test('a certificate that the responder does not know is not made good by a CRL', () => {
    const judged = judge([asOcsp(ocsp(leaf, root, { status: 'unknown' })), asCrl(crl(root))]);
    expect(judged).toMatchObject(LATER);
    expect(codes(judged)).toContain('REVOCATION_UNKNOWN');
  });
  test('revoked by one of two answers is revoked', () => {
    const revoked = asOcsp(ocsp(leaf, root, { status: { revokedAt: later(-2) } }));
    expect(judge([asCrl(crl(root)), revoked])).toMatchObject(REVOKED);
    expect(judge([revoked, asCrl(crl(root))])).toMatchObject(REVOKED);
  });
  test('malformed answers are refused by the parser', () => {
    expect(() => parseOcspResponse(Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'OCSP_INVALID' }),
    );
    const strange = sequence(Buffer.of(0x0a, 1, 0), explicit(0, sequence(oid('1.2.3'), Buffer.of(4, 0))));
    expect(parseOcspResponse(strange)).toMatchObject({ kind: 'refused' });
  });
});

describe('policy', () => {
  const strict = (revocation: object): SignaturePolicy => ({
    ...DEFAULT_POLICY,
    revocation: { ...DEFAULT_POLICY.revocation, ...revocation },
  });
  test('an age limit is stricter than nextUpdate', () => {
    const evidence = [asCrl(crl(root, { thisUpdate: later(-3) }))];
    expect(judge(evidence)).toMatchObject(GOOD);
    expect(judge(evidence, { policy: strict({ maxAgeHours: 24 }) })).toMatchObject(LATER);
  });
  test('revocation that is not required is not checked', () => {
    expect(judge([], { policy: strict({ required: false }) })).toMatchObject({
      indication: 'TOTAL-PASSED',
      revocation: { status: 'NOT-CHECKED' },
    });
  });
  test('clocks may differ by the skew', () => {
    const soon = new Date(NOW.getTime() + 60_000);
    expect(judge([asOcsp(ocsp(leaf, root, { thisUpdate: soon, nextUpdate: later(1) }))])).toMatchObject(GOOD);
    expect(DAY).toBe(86_400_000);
  });
});
