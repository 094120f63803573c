/** OpenSSL judges our OCSP responder and requests, and is the responder for our client. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import type { Server } from '../../certs-dev/httpServer.ts';
import { type CertificateFiles, odd, paths } from '../../certs-dev/paths.ts';
import { PORTS } from '../../certs-dev/pki.ts';
import { startOcsp } from '../../certs-dev/servers.ts';
import { httpRevocation } from '../../src/adapters/http/revocation.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { parseOcspResponse } from '../../src/signing/revocation/ocsp.ts';
import { ocspRequest } from '../../src/signing/revocation/ocspRequest.ts';
import { parseCertificate } from '../../src/signing/x509/certificate.ts';
import { startHostileOcsp } from '../peers/ocsp.ts';
import { requireTool, run } from './tool.ts';

let folder: string;
let responder: Server;

beforeAll(async () => {
  await ensurePki(new Date());
  folder = await mkdtemp(join(tmpdir(), 'interop-ocsp-'));
  responder = await startOcsp({ port: 0 });
});
afterAll(async () => {
  await responder.close();
  await rm(folder, { recursive: true, force: true });
});

async function opensslAsks(files: CertificateFiles, url: string, ...options: readonly string[]) {
  const { says } = await run('openssl', [
    ...['ocsp', ...options, '-issuer', paths.issuingCa.certificate, '-cert', files.certificate],
    ...['-url', url, '-CAfile', paths.trustAnchor, '-verify_other', paths.issuingCa.certificate],
  ]);
  return says;
}

describe.skipIf(requireTool('openssl') === undefined)('openssl ocsp as client', () => {
  const statuses: readonly [CertificateFiles, RegExp][] = [
    [paths.taiChinh.person, /cert\.pem: good/],
    [paths.noiVu.seal, /cert\.pem: good/],
    [odd('revoked-person'), /cert\.pem: revoked[\s\S]+Reason: keyCompromise[\s\S]+Jan 15 03:00:00 2026 GMT/],
    [odd('unknown-to-ocsp'), /cert\.pem: unknown/],
  ];
  for (const [files, status] of statuses) {
    it(`gets a verified answer about ${files.id}: ${status}`, async () => {
      for (const options of [[], ['-sha256'], ['-no_nonce']]) {
        const says = await opensslAsks(files, responder.url, ...options);
        expect(says).toContain('Response verify OK');
        expect(says).toMatch(status);
        expect(says).not.toContain('WARNING');
      }
    });
  }

  it('refuses what our hostile responders answer', async () => {
    const faults = [
      ['wrong-nonce', /Nonce Verify error/],
      ['stale', /WARNING: Status times invalid/],
      ['other-certificate', /No Status found/],
      ['signer-without-eku', /Response Verify Failure/],
      ['signer-foreign', /Response Verify Failure/],
      ['signer-expired', /Response Verify Failure/],
      ['signer-a-person', /Response Verify Failure/],
      ['broken-signature', /Response Verify Failure/],
      ['try-later', /Responder Error: trylater/],
    ] as const;
    for (const [fault, why] of faults) {
      const hostile = await startHostileOcsp(fault);
      expect([fault, await opensslAsks(odd('revoked-person'), hostile.url)]).toEqual([
        fault,
        expect.stringMatching(why),
      ]);
      await hostile.close();
    }
  });

  it('reads our requests', async () => {
    const certificate = parseCertificate(await readFile(paths.noiVu.person.certificateDer));
    const issuer = parseCertificate(await readFile(paths.issuingCa.certificateDer));
    const path = join(folder, 'request');
    await writeFile(path, ocspRequest(certificate, issuer, { nonce: Buffer.alloc(32, 0xab) }));
    const { says } = await run('openssl', ['ocsp', '-reqin', path, '-req_text']);
    expect(says).toContain(`Serial Number: ${certificate.serialHex.toUpperCase()}`);
    expect(says).toMatch(/OCSP Nonce:\s+0420(AB){32}/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** A line of the database of `openssl ca`: status, expiry, revocation, serial number, file, subject. */
function indexLine(status: 'V' | 'R', serialHex: string): string {
  const revocation = status === 'R' ? '260115030000Z,keyCompromise' : '';
  return [status, '440101000000Z', revocation, serialHex.toUpperCase(), 'unknown', '/CN=x'].join('\t');
}

describe.skipIf(requireTool('openssl') === undefined)('openssl ocsp as responder', () => {
  it('is understood by our client', async () => {
    const [good, revoked] = [paths.noiVu.person, odd('revoked-person')];
    const ders = await Promise.all([good, revoked].map(({ certificateDer }) => readFile(certificateDer)));
    const lines = ders.map((der, place) =>
      indexLine(place === 0 ? 'V' : 'R', parseCertificate(der).serialHex),
    );
    await writeFile(join(folder, 'index.txt'), `${lines.join('\n')}\n`);
    const port = await freePort();
    const process = spawn(
      'openssl',
      [
        ...['ocsp', '-index', 'index.txt', '-port', String(port), '-ndays', '1'],
        ...['-CA', paths.issuingCa.certificate, '-rsigner', paths.ocsp.certificate, '-rkey', paths.ocsp.key],
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    try {
      const revocation = httpRevocation({
        clock: systemClock,
        overrides: { [`http://127.0.0.1:${PORTS.ocsp}`]: `http://127.0.0.1:${port}` },
      });
      const issuer = await readFile(paths.issuingCa.certificateDer);
      const statusOf = async (der: Buffer) => {
        const evidence = await revocation.evidenceFor(der, issuer);
        const ocsp = evidence.find(({ kind }) => kind === 'ocsp');
        if (ocsp === undefined) return 'no answer';
        const response = parseOcspResponse(ocsp.der);
        return response.kind === 'answer' ? response.answer.responses[0]?.status.kind : response.status;
      };
      const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = ders;
      let status = await statusOf(first);
      for (let tries = 0; status === 'no answer' && tries < 50; tries += 1) {
        await sleep(100);
        status = await statusOf(first);
      }
      expect(status).toBe('good');
      expect(await statusOf(second)).toBe('revoked');
      expect(await statusOf(await readFile(paths.taiChinh.person.certificateDer))).toBe('unknown');
    } finally {
      process.kill();
      await once(process, 'exit');
    }
  });
});
