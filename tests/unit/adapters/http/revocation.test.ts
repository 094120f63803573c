import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../../certs-dev/generate.ts';
import type { Server } from '../../../../certs-dev/httpServer.ts';
import { type CertificateFiles, odd, paths } from '../../../../certs-dev/paths.ts';
import { PORTS } from '../../../../certs-dev/pki.ts';
import { type PkiServers, startPki } from '../../../../certs-dev/servers.ts';
import { httpRevocation, type RevocationOptions } from '../../../../src/adapters/http/revocation.ts';
import { type Logger, silentLogger } from '../../../../src/kernel/logger.ts';
import type { RevocationEvidence } from '../../../../src/signing/revocationSource.ts';
import { type CrlFault, startHostileCrl } from '../../../peers/crl.ts';
import type { HttpFault } from '../../../peers/httpFaults.ts';
import { type OcspFault, startHostileOcsp } from '../../../peers/ocsp.ts';

let servers: PkiServers;
const hostile: Server[] = [];
let now = new Date();
const clock = { now: () => now };

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
});
afterEach(async () => {
  now = new Date();
  await Promise.all(hostile.splice(0).map((server) => server.close()));
});
afterAll(() => servers.close());

const source = (options: Partial<RevocationOptions> = {}) =>
  httpRevocation({ clock, overrides: servers.overrides, timeoutMs: 500, ...options });

async function ask(
  files: CertificateFiles,
  options: Partial<RevocationOptions> = {},
): Promise<readonly RevocationEvidence[]> {
  const issuer = await readFile(paths.issuingCa.certificateDer);
  return source(options).evidenceFor(await readFile(files.certificateDer), issuer);
}

const kinds = (evidence: readonly RevocationEvidence[]) => evidence.map(({ kind }) => kind);

async function withOcsp(fault: OcspFault): Promise<Record<string, string>> {
  const server = await startHostileOcsp(fault);
  hostile.push(server);
  return { ...servers.overrides, [`http://127.0.0.1:${PORTS.ocsp}`]: server.url };
}

async function withCrl(fault: CrlFault): Promise<Record<string, string>> {
  const server = await startHostileCrl(fault);
  hostile.push(server);
  return { ...servers.overrides, [`http://127.0.0.1:${PORTS.repository}`]: server.url };
}

describe('revocation data over HTTP', () => {
  it('comes from the OCSP responder and the CRL that the certificate names', async () => {
    const evidence = await ask(paths.taiChinh.person);
    expect(kinds(evidence)).toEqual(['ocsp', 'crl']);
    expect(evidence.map(({ source: from }) => from)).toEqual([
      'http://127.0.0.1:26960/',
      'http://127.0.0.1:25280/crl/issuing-ca.crl',
    ]);
    expect(evidence.map(({ fetchedAt }) => fetchedAt)).toEqual([now, now]);
  });

  it('comes from what is named, and is nothing when nothing is', async () => {
    expect(kinds(await ask(odd('ocsp-only')))).toEqual(['ocsp']);
    expect(kinds(await ask(odd('crl-only')))).toEqual(['crl']);
    expect(await ask(odd('no-revocation-source'))).toEqual([]);
  });

  it('is nothing for what is no certificate, or one that is refused', async () => {
    const issuer = await readFile(paths.issuingCa.certificateDer);
    expect(await source().evidenceFor(Buffer.from('hello'), issuer)).toEqual([]);
    expect(await source().evidenceFor(issuer, Buffer.from('hello'))).toEqual([]);
  });

  it('asks with a nonce and takes no answer to another one', async () => {
    const random = (length: number) => randomBytes(length);
    expect(kinds(await ask(odd('ocsp-only'), { random }))).toEqual(['ocsp']);
    expect(await ask(odd('ocsp-only'), { random, overrides: await withOcsp('wrong-nonce') })).toEqual([]);
    expect(kinds(await ask(odd('ocsp-only'), { random, overrides: await withOcsp('no-nonce') }))).toEqual([
      'ocsp',
    ]);
  });

  const faults: readonly HttpFault[] = [
    'slow',
    'other-content-type',
    'truncated',
    'empty',
    'too-large',
    'redirects',
    'server-error',
  ];
  for (const fault of faults) {
    it(`is what the other source gives when one is ${fault}, and the log says why`, async () => {
      const warnings: object[] = [];
      const logger: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
      const person = paths.taiChinh.person;
      expect(kinds(await ask(person, { logger, overrides: await withOcsp(fault) }))).toEqual(['crl']);
      expect(kinds(await ask(person, { logger, overrides: await withCrl(fault) }))).toEqual(['ocsp']);
      expect(warnings).toMatchObject([
        { url: 'http://127.0.0.1:26960/' },
        { url: 'http://127.0.0.1:25280/crl/issuing-ca.crl' },
      ]);
    });
  }

  it('is nothing when nobody is there', async () => {
    const overrides = {
      'http://127.0.0.1:26960/': 'http://127.0.0.1:1/',
      'http://127.0.0.1:25280': 'file:///',
    };
    expect(await ask(paths.taiChinh.person, { overrides })).toEqual([]);
  });
});

describe('a CRL', () => {
  it('is fetched once until its nextUpdate, also by those who ask at once', async () => {
    const certificate = await readFile(odd('crl-only').certificateDer);
    const issuer = await readFile(paths.issuingCa.certificateDer);
    const revocation = source({ crlCacheMs: 1e12 });
    const before = servers.crl.requests();
    const [first, second] = await Promise.all([
      revocation.evidenceFor(certificate, issuer),
      revocation.evidenceFor(certificate, issuer),
    ]);
    expect(first).toEqual(second);
    now = new Date(now.getTime() + 23 * 3_600_000);
    expect(await revocation.evidenceFor(certificate, issuer)).toEqual(first);
    expect(servers.crl.requests() - before).toBe(1);
    now = new Date(now.getTime() + 2 * 3_600_000);
    expect(await revocation.evidenceFor(certificate, issuer)).not.toEqual(first);
    expect(servers.crl.requests() - before).toBe(2);
  });

  it('is not kept longer than the given time', async () => {
    const certificate = await readFile(odd('crl-only').certificateDer);
    const issuer = await readFile(paths.issuingCa.certificateDer);
    const revocation = source({ crlCacheMs: 60_000 });
    const before = servers.crl.requests();
    await revocation.evidenceFor(certificate, issuer);
    now = new Date(now.getTime() + 61_000);
    await revocation.evidenceFor(certificate, issuer);
    expect(servers.crl.requests() - before).toBe(2);
  });

  it('that is stale or garbage is given once and not kept', async () => {
    for (const fault of ['stale', 'garbage'] as const) {
      const revocation = source({ overrides: await withCrl(fault) });
      const certificate = await readFile(odd('crl-only').certificateDer);
      const issuer = await readFile(paths.issuingCa.certificateDer);
      expect(kinds(await revocation.evidenceFor(certificate, issuer))).toEqual(['crl']);
      await revocation.evidenceFor(certificate, issuer);
      expect(hostile.at(-1)?.requests()).toBe(2);
    }
  });
});
