import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { boundedMemo } from '../../../src/kernel/boundedMemo.ts';
import { sha256 } from '../../../src/kernel/digest.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { certificatesOfCms } from '../../../src/signing/cms/certificates.ts';
import { collectMaterial } from '../../../src/signing/collect.ts';
import type { IssuerSource } from '../../../src/signing/issuerSource.ts';
import type { RevocationSource } from '../../../src/signing/revocationSource.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { certify, crl, type Entity, NOW, ocsp, signerKey } from './pki.ts';

const root = certify('C root', { ca: true });
const ca = certify('C ca', { ca: true, issuer: root });
const leaf = certify('C leaf', { issuer: ca });
const trust = loadTrustStore([{ name: 'root', bytes: root.certificate.der }], { dev: false });
const ders = (...entities: readonly Entity[]) => entities.map(({ certificate }) => certificate.der);

/** Remembers who was asked about; answers with what it is given. */
function source(answers: Awaited<ReturnType<RevocationSource['evidenceFor']>> = []) {
  const asked: string[] = [];
  const names = new Map(
    [root, ca, leaf].map(({ certificate }) => [sha256(certificate.der), certificate.subject.commonName]),
  );
  return {
    asked,
    async evidenceFor(certificate: Uint8Array, issuer: Uint8Array) {
      asked.push(`${names.get(sha256(certificate)) ?? 'other'} of ${names.get(sha256(issuer))}`);
      return answers;
    },
  } satisfies RevocationSource & { asked: string[] };
}

describe('collecting', () => {
  test('asks about every certificate but the anchor, with its true issuer', async () => {
    const asking = source();
    const namesake = certify('C ca', { ca: true, keyName: 'C another key' });
    await collectMaterial(ders(leaf, ca, root, namesake, leaf), trust, asking);
    expect(asking.asked.toSorted()).toEqual(['C ca of C root', 'C leaf of C ca']);
  });
  test('asks nothing about certificates of strangers, who would choose where we ask', async () => {
    const asking = source();
    const strange = certify('C strange root', { ca: true, keyName: 'C strange' });
    const strangeLeaf = certify('C strange leaf', { issuer: strange });
    const underLeaf = certify('C under leaf', { issuer: leaf });
    await collectMaterial(ders(strangeLeaf, strange, underLeaf), trust, asking);
    expect(asking.asked).toEqual([]);
    await collectMaterial(ders(leaf, ca, underLeaf), trust, asking);
    expect(asking.asked.toSorted()).toEqual(['C ca of C root', 'C leaf of C ca']);
  });
  test('keeps each certificate and each answer once, and leaves out what is none', async () => {
    const answer = { kind: 'crl', der: crl(root), fetchedAt: NOW, source: null } as const;
    const material = await collectMaterial(
      [...ders(leaf, ca, leaf), Buffer.from('x')],
      trust,
      source([answer, answer]),
    );
    expect(material.certificates).toHaveLength(2);
    expect(material.revocations).toEqual([answer]);
  });
  test('asks about a responder that does not say nocheck', async () => {
    const responder = certify('C responder', { issuer: ca, purposes: [OID.ocspSigning] });
    const asking = source([
      { kind: 'ocsp', der: ocsp(leaf, ca, { responder }), fetchedAt: NOW, source: null },
    ]);
    await collectMaterial(ders(leaf, ca), trust, asking);
    expect(asking.asked).toContain('other of C ca');
  });
  test('the certificates of a signature, and none of what is no signature', async () => {
    const contentDigest = hash('sha256', 'x', 'buffer');
    const key = signerKey(leaf, ca, root);
    const cms = await buildDetachedCms({ contentDigest, digest: 'SHA-256', key, profile: 'pades' });
    expect(certificatesOfCms(cms).map((der) => sha256(der))).toEqual(
      [leaf, ca].map(({ certificate }) => certificate.fingerprint),
    );
    expect(certificatesOfCms(Buffer.from('x'))).toEqual([]);
  });
});

test('a bounded memo forgets what was used longest ago, and nothing that threw', () => {
  const memo = boundedMemo<string, number>(2);
  let made = 0;
  const get = (key: string) => memo.get(key, () => ++made);
  expect([get('a'), get('b'), get('a'), get('c'), get('a'), get('b')]).toEqual([1, 2, 1, 3, 1, 4]);
  const failing = () => {
    throw new RangeError('no');
  };
  expect(() => memo.get('d', failing)).toThrow('no');
  expect(memo.get('d', () => 9)).toBe(9);
});

describe('missing issuers', () => {
  const upper = certify('C upper', { ca: true, issuer: root });
  const lower = certify('C lower', { ca: true, issuer: upper });
  const end = certify('C end', { issuer: lower });
  const impostor = certify('C lower', { ca: true, keyName: 'C impostor' });
  const shelves = new Map([
    [sha256(end.certificate.der), ders(impostor, lower)],
    [sha256(lower.certificate.der), ders(upper)],
  ]);
  function library() {
    const asked: (string | undefined)[] = [];
    return {
      asked,
      async issuersOf(der: Uint8Array) {
        const found = shelves.get(sha256(der)) ?? [];
        asked.push(
          [end, lower, upper].find(({ certificate }) => sha256(certificate.der) === sha256(der))?.certificate
            .subject.commonName,
        );
        return [...found, Buffer.from('junk')];
      },
    } satisfies IssuerSource & { asked: unknown };
  }

  test('are fetched step by step until an anchor is reached; an impostor is not kept', async () => {
    const source1 = library();
    const { certificates } = await collectMaterial(ders(end), trust, source(), source1);
    expect(certificates.map((der) => sha256(der))).toEqual(ders(end, lower, upper).map((der) => sha256(der)));
    expect(source1.asked).toEqual(['C end', 'C lower']);
  });
  test('are not asked for when the chain is complete, nor when there is nobody to ask', async () => {
    const untouched = library();
    await collectMaterial(ders(end, lower, upper, root), trust, source(), untouched);
    expect(untouched.asked).toEqual([]);
    const { certificates } = await collectMaterial(ders(end), trust, source());
    expect(certificates).toHaveLength(1);
  });
  test('each certificate is asked about once, and not for ever', async () => {
    const strangers = Array.from({ length: 20 }, (_, i) =>
      certify(`C stranger ${i}`, { issuer: certify(`C nobody ${i}`, { ca: true }) }),
    );
    const asking = library();
    await collectMaterial(ders(...strangers), trust, source(), asking);
    expect(asking.asked).toHaveLength(8);
  });
});
