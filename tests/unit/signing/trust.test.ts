import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesOf, paths } from '../../../certs-dev/paths.ts';
import { encode, explicit, oid, sequence } from '../../../src/signing/der/write.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { DEV_ROOT_OID } from '../../../src/signing/trust/devRoot.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import { judgeCertificate } from '../../../src/signing/validation/chainJudgement.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { implicitPrimitive } from './derOnlyTestsWrite.ts';
import { certify, type Entity, extension, NOW, nameDer } from './pki.ts';

const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
const root = certify('T root', { ca: true });
const second = certify('T second', { ca: true });

describe('a trust store', () => {
  test('takes DER, and PEM with several certificates; the same one once', () => {
    const bytes = Buffer.from(
      `# anchors\n${pem(root.certificate.der)}${pem(second.certificate.der)}${pem(root.certificate.der)}`,
    );
    const store = loadTrustStore(
      [
        { name: 'a.pem', bytes },
        { name: 'b.der', bytes: root.certificate.der },
      ],
      { dev: false },
    );
    expect(store.anchors.map(({ name }) => name)).toEqual(['a.pem', 'a.pem']);
    expect(store.has(second.certificate.fingerprint)).toBe(true);
  });

  test.each<[string, Uint8Array]>([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['a certificate that is no CA’s', certify('T leaf').certificate.der],
    ['a damaged certificate', root.certificate.der.subarray(0, -1)],
    [
      'a CA with an unknown critical extension',
      certify('T odd', { ca: true, extensions: [extension('1.2.3', oid('1.2'), true)] }).certificate.der,
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => loadTrustStore([{ name: 'x', bytes }], { dev: true })).toThrow(
      expect.objectContaining({ code: 'TRUST_ANCHOR_INVALID' }),
    );
  });

  test.each(['root', 'odd/foreign-root'])('takes the development root %s only when told to', (id) => {
    const file = { name: id, bytes: readFileSync(filesOf(id).certificate) };
    expect(() => loadTrustStore([file], { dev: false })).toThrow(
      expect.objectContaining({ code: 'DEV_ROOT_REFUSED' }),
    );
    expect(loadTrustStore([file], { dev: true }).anchors).toHaveLength(1);
    expect(paths.root.certificate).toContain('root');
  });

  test('knows the mark as a certificate policy too', () => {
    const policies = extension(OID.certificatePolicies, sequence(sequence(oid(DEV_ROOT_OID))));
    const marked = certify('T marked', { ca: true, extensions: [policies] });
    expect(() => loadTrustStore([{ name: 'x', bytes: marked.certificate.der }], { dev: false })).toThrow();
  });
});

function judge(leaf: Entity, others: readonly Entity[], anchors: readonly Entity[] = [root]) {
  return judgeCertificate({
    certificate: leaf.certificate,
    purpose: 'document',
    candidates: others.map(({ certificate }) => certificate),
    material: { certificates: [], revocations: [] },
    trust: loadTrustStore(
      anchors.map(({ certificate }) => ({ name: 'anchor', bytes: certificate.der })),
      { dev: false },
    ),
    policy: { ...DEFAULT_POLICY, revocation: { ...DEFAULT_POLICY.revocation, required: false } },
    ...{ at: NOW, time: NOW, isProven: false },
  });
}

describe('paths', () => {
  test('crossed authorities: the path that leads to an anchor is found', () => {
    const inner = certify('T inner', { ca: true, issuer: second });
    const crossed = certify('T inner', { ca: true, issuer: root });
    const leaf = certify('T crossed leaf', { issuer: inner });
    const strangers = Array.from({ length: 20 }, (_, i) =>
      certify(`T stranger ${i}`, { ca: true, issuer: second }),
    );
    expect(judge(leaf, [inner, ...strangers, crossed])).toMatchObject({
      indication: 'TOTAL-PASSED',
      chain: { certificates: { length: 3 } },
    });
    expect(judge(leaf, [inner])).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  test('a good path counts even when another one fails', () => {
    const bad = certify('T twin', { ca: true, issuer: root, usage: [6] });
    const good = certify('T twin', { ca: true, issuer: root });
    const leaf = certify('T twin leaf', { issuer: good });
    expect(judge(leaf, [bad, good]).indication).toBe('TOTAL-PASSED');
    expect(judge(leaf, [bad])).toMatchObject({
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      chain: { status: 'INVALID' },
    });
  });

  test('authorities that issue each other end', () => {
    const a1 = certify('T a', { ca: true, keyName: 'T a' });
    const b = certify('T b', { ca: true, issuer: a1 });
    const a2 = certify('T a', { ca: true, issuer: b });
    const more = Array.from({ length: 30 }, () => certify('T a', { ca: true, issuer: b }));
    const leaf = certify('T ring leaf', { issuer: b });
    expect(judge(leaf, [a1, b, a2, ...more]).subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
  });

  test('the same name with another key is not the issuer', () => {
    const real = certify('T same name', { ca: true, issuer: root, keyName: 'T key 1' });
    const fake = certify('T same name', { ca: true, issuer: root, keyName: 'T key 2' });
    const leaf = certify('T same leaf', { issuer: real });
    expect(judge(leaf, [fake]).subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    expect(judge(leaf, [fake, real]).indication).toBe('TOTAL-PASSED');
  });

  test('limits written in the anchor hold', () => {
    const narrow = certify('T narrow', { ca: true, pathLength: 0 });
    const middle = certify('T middle', { ca: true, issuer: narrow });
    expect(judge(certify('T direct', { issuer: narrow }), [], [narrow]).indication).toBe('TOTAL-PASSED');
    expect(judge(certify('T deep', { issuer: middle }), [middle], [narrow])).toMatchObject({
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    });
  });
});

describe('name constraints', () => {
  const dns = (text: string) => implicitPrimitive(2, Buffer.from(text));
  const mail = (text: string) => implicitPrimitive(1, Buffer.from(text));
  const ip = (...octets: readonly number[]) => implicitPrimitive(7, Buffer.from(octets));
  const web = (text: string) => implicitPrimitive(6, Buffer.from(text));
  const other = encode(0x88, Buffer.of(0x2a));
  const directory = (name: string) => explicit(4, nameDer(name).subarray(0));

  function within(kind: 'permitted' | 'excluded', base: Uint8Array, name: Uint8Array): boolean {
    const subtrees = encode(kind === 'permitted' ? 0xa0 : 0xa1, sequence(base));
    const constraints = extension(OID.nameConstraints, sequence(subtrees), true);
    const ca = certify('T constrained', { ca: true, issuer: root, extensions: [constraints] });
    const leaf = certify('T named', {
      issuer: ca,
      extensions: [extension(OID.subjectAltName, sequence(name))],
    });
    return judge(leaf, [ca]).indication === 'TOTAL-PASSED';
  }

  test.each<[Uint8Array, Uint8Array, boolean]>([
    [dns('gov.vn'), dns('www.gov.vn'), true],
    [dns('gov.vn'), dns('gov.vn'), true],
    [dns('gov.vn'), dns('evilgov.vn'), false],
    [mail('gov.vn'), mail('a@gov.vn'), true],
    [mail('gov.vn'), mail('a@x.gov.vn'), false],
    [mail('.gov.vn'), mail('a@x.gov.vn'), true],
    [mail('a@gov.vn'), mail('b@gov.vn'), false],
    [web('.gov.vn'), web('http://x.gov.vn/a'), true],
    [web('gov.vn'), web('http://gov.vn.evil/'), false],
    [ip(10, 0, 0, 0, 255, 0, 0, 0), ip(10, 1, 2, 3), true],
    [ip(10, 0, 0, 0, 255, 0, 0, 0), ip(11, 1, 2, 3), false],
    [directory('someone'), directory('someone'), false],
  ])('%#: permitted and excluded are opposites', (base, name, inside) => {
    expect(within('permitted', base, name)).toBe(inside);
    if (base[0] !== 0xa4) expect(within('excluded', base, name)).toBe(!inside);
  });

  test('what cannot be decided is outside, either way', () => {
    for (const [base, name] of [
      [web('gov.vn'), web('http://10.0.0.1/')],
      [web('gov.vn'), web('mailto:a')],
      [mail('gov.vn'), mail('no-at-sign')],
      [ip(10, 0, 0, 0), ip(10, 0, 0, 0)],
      [other, other],
    ] as const) {
      expect(within('permitted', base, name)).toBe(false);
      expect(within('excluded', base, name)).toBe(false);
    }
  });
});
