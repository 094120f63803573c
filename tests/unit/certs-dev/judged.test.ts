/** What README.md says of the odd certificates, held against the judgement, with revocation data over real HTTP. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainOf, type Entities, entityOf, issuerOf, loadEntities } from '../../../certs-dev/entity.ts';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { paths } from '../../../certs-dev/paths.ts';
import { PORTS } from '../../../certs-dev/pki.ts';
import { type PkiServers, startPki } from '../../../certs-dev/servers.ts';
import { httpRevocation } from '../../../src/adapters/http/revocation.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import type { Material } from '../../../src/signing/material.ts';
import { DEFAULT_POLICY, type Purpose } from '../../../src/signing/policy/policy.ts';
import type { RevocationSource } from '../../../src/signing/revocationSource.ts';
import { loadTrustStore, type TrustStore } from '../../../src/signing/trust/trustStore.ts';
import { judgeCertificate } from '../../../src/signing/validation/chainJudgement.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { CRL_FAULTS, startHostileCrl } from '../../peers/crl.ts';
import { OCSP_FAULTS, type OcspFault, startHostileOcsp } from '../../peers/ocsp.ts';

let servers: PkiServers;
let entities: Entities;
let trust: TrustStore;
let source: RevocationSource;

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
  entities = await loadEntities();
  trust = loadTrustStore([{ name: 'root', bytes: await readFile(paths.trustAnchor) }], { dev: true });
  source = httpRevocation({ clock: systemClock, overrides: servers.overrides });
});
afterAll(() => servers.close());

async function materialFor(id: string, from: RevocationSource): Promise<Material> {
  const chain = chainOf(entities, entityOf(entities, id));
  const evidence = await Promise.all(
    chain.map((entity) => from.evidenceFor(entity.certificate, issuerOf(entities, entity).certificate)),
  );
  return { certificates: chain.map(({ certificate }) => certificate), revocations: evidence.flat() };
}

/** @param provenAt ISO 8601 UTC: the time a timestamp would prove */
async function judged(id: string, purpose: Purpose, provenAt?: string, from = source): Promise<string> {
  const at = new Date();
  const judgement = judgeCertificate({
    ...{ certificate: parseCertificate(entityOf(entities, id).certificate), purpose, candidates: [] },
    ...{ material: await materialFor(id, from), trust, policy: DEFAULT_POLICY, at },
    ...{ time: provenAt === undefined ? at : new Date(provenAt), isProven: provenAt !== undefined },
  });
  return judgement.subIndication ?? judgement.indication;
}

describe('a certificate of the development PKI is judged as README.md says', () => {
  const rows: readonly [string, Purpose, string, string?][] = [
    ['H29.12/person', 'document', 'TOTAL-PASSED'],
    ['H29.12/seal', 'document', 'TOTAL-PASSED'],
    ['H29.13/person', 'document', 'TOTAL-PASSED'],
    ['H29.13/seal', 'document', 'TOTAL-PASSED'],
    ['H29.12/tls', 'tls-client', 'TOTAL-PASSED'],
    ['axis/tls', 'tls-server', 'TOTAL-PASSED'],
    ['axis/seal', 'document', 'TOTAL-PASSED'],
    ['tsa', 'timestamp', 'TOTAL-PASSED'],
    ['tsa-ec', 'timestamp', 'TOTAL-PASSED'],
    ['odd/ocsp-only', 'document', 'TOTAL-PASSED'],
    ['odd/crl-only', 'document', 'TOTAL-PASSED'],
    ['odd/unknown-not-critical', 'document', 'TOTAL-PASSED'],
    ['odd/foreign-person', 'document', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ['odd/foreign-seal', 'document', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ['odd/foreign-tls', 'tls-client', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ['odd/self-signed', 'document', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ['odd/forged-issuer', 'document', 'NO_CERTIFICATE_CHAIN_FOUND'],
    ['odd/below-ca-without-basic-constraints', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/below-ca-without-cert-sign', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/below-person', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/below-path-limit', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/outside-name-constraint', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/revoked-person', 'document', 'REVOKED'],
    ['odd/revoked-person', 'document', 'TOTAL-PASSED', '2025-06-01T00:00:00Z'],
    ['odd/revoked-seal', 'document', 'REVOKED'],
    ['odd/revoked-tls', 'tls-client', 'REVOKED'],
    ['odd/below-revoked-ca', 'document', 'REVOKED_CA_NO_POE'],
    ['odd/expired-person', 'document', 'OUT_OF_BOUNDS_NO_POE'],
    ['odd/expired-person', 'document', 'TOTAL-PASSED', '2023-06-01T00:00:00Z'],
    ['odd/not-yet-valid-person', 'document', 'NOT_YET_VALID'],
    ['odd/below-expired-ca', 'document', 'OUT_OF_BOUNDS_NO_POE'],
    ['odd/wrong-key-usage', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/wrong-extended-key-usage', 'document', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/weak-key', 'document', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
    ['odd/weak-digest', 'document', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
    ['odd/explicit-curve', 'document', 'CRYPTO_CONSTRAINTS_FAILURE'],
    ['odd/unknown-critical', 'document', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
    ['odd/negative-serial', 'document', 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
    ['odd/no-revocation-source', 'document', 'TRY_LATER'],
    ['odd/unknown-to-ocsp', 'document', 'TRY_LATER'],
    ['odd/tsa-eku-not-critical', 'timestamp', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/tsa-two-purposes', 'timestamp', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/tsa-without-eku', 'timestamp', 'CHAIN_CONSTRAINTS_FAILURE'],
    ['odd/tsa-expired', 'timestamp', 'OUT_OF_BOUNDS_NO_POE'],
    ['odd/tsa-revoked', 'timestamp', 'REVOKED'],
    ['odd/tsa-foreign', 'timestamp', 'NO_CERTIFICATE_CHAIN_FOUND'],
  ];
  for (const [id, purpose, expected, provenAt] of rows) {
    it(`${id} as ${purpose}${provenAt === undefined ? '' : ` proven at ${provenAt}`}: ${expected}`, async () => {
      expect(await judged(id, purpose, provenAt)).toBe(expected);
    });
  }
});

describe('a certificate is not called good because of a peer that', () => {
  const sourceOver = (port: number, url: string) =>
    httpRevocation({
      clock: systemClock,
      random: (length) => randomBytes(length),
      timeoutMs: 300,
      overrides: { ...servers.overrides, [`http://127.0.0.1:${port}`]: url },
    });

  /** Nothing is wrong with these: the answer stands, or stands beside others. */
  const harmlessOcsp: readonly OcspFault[] = ['no-nonce', 'two-answers'];
  for (const fault of OCSP_FAULTS) {
    const expected = harmlessOcsp.includes(fault) ? 'TOTAL-PASSED' : 'TRY_LATER';
    it(`answers OCSP: ${fault}, ${expected}`, async () => {
      const server = await startHostileOcsp(fault);
      const from = sourceOver(PORTS.ocsp, server.url);
      expect(await judged('odd/ocsp-only', 'document', undefined, from)).toBe(expected);
      await server.close();
    });
  }

  for (const fault of CRL_FAULTS) {
    it(`serves CRLs: ${fault}, TRY_LATER`, async () => {
      const server = await startHostileCrl(fault);
      const from = sourceOver(PORTS.repository, server.url);
      expect(await judged('odd/crl-only', 'document', undefined, from)).toBe('TRY_LATER');
      await server.close();
    });
  }
});
