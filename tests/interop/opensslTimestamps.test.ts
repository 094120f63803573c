/** OpenSSL judges our timestamp authority and client, and is the authority for our client. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import type { Server } from '../../certs-dev/httpServer.ts';
import { type CertificateFiles, odd, paths } from '../../certs-dev/paths.ts';
import { startTsa, timestampAnswerer } from '../../certs-dev/servers.ts';
import { httpTimestampAuthority } from '../../src/adapters/http/tsa.ts';
import type { TimestampAuthority } from '../../src/signing/timestampAuthority.ts';
import { requestTimestamp } from '../../src/signing/tsp/timestamp.ts';
import { startHostileTsa } from '../peers/tsa.ts';
import { type Ran, requireTool, run } from './tool.ts';

const CONTENT = Buffer.from('Số: 12/QĐ-STC, ngày 21 tháng 11 năm 2026');
const DIGESTS = [
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const;
const anchors = ['-CAfile', paths.trustAnchor, '-untrusted', paths.issuingCa.certificate];
let folder: string;

beforeAll(async () => {
  await ensurePki(new Date());
  folder = await mkdtemp(join(tmpdir(), 'interop-ts-'));
  await writeFile(join(folder, 'content'), CONTENT);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const openssl = (...args: readonly string[]): Promise<Ran> => run('openssl', args, { cwd: folder });

async function queryOf(digest: string): Promise<Buffer> {
  const { code } = await openssl(...['ts', '-query', '-data', 'content', `-${digest}`, '-cert', '-out', 'q']);
  expect(code).toBe(0);
  return readFile(join(folder, 'q'));
}

describe.skipIf(requireTool('openssl') === undefined)('openssl ts -verify', () => {
  for (const signer of ['tsa', 'tsa-ec']) {
    for (const [, digest] of DIGESTS) {
      it(`accepts what ${signer} answers to a query of its own over ${digest}`, async () => {
        const answer = (await timestampAnswerer({ signer }))(await queryOf(digest));
        await writeFile(join(folder, 'r'), answer);
        const { says } = await openssl('ts', '-verify', '-queryfile', 'q', '-in', 'r', ...anchors);
        expect(says).toContain('Verification: OK');
      });
    }
  }

  it('accepts the tokens that our client fetches', async () => {
    for (const signer of ['tsa', 'tsa-ec']) {
      const server = await startTsa({ port: 0, signer });
      for (const [digest, name] of DIGESTS) {
        const imprint = createHash(name).update(CONTENT).digest();
        const token = await requestTimestamp(
          imprint,
          digest,
          [httpTimestampAuthority(server.url)],
          randomBytes,
        );
        await writeFile(join(folder, 't'), token);
        const { says } = await openssl(
          'ts',
          '-verify',
          '-data',
          'content',
          '-in',
          't',
          '-token_in',
          ...anchors,
        );
        expect(says).toContain('Verification: OK');
      }
      await server.close();
    }
  });

  it('refuses what our hostile authorities answer', async () => {
    const faults = ['wrong-nonce', 'wrong-imprint', 'broken-signature', 'signer-foreign'] as const;
    for (const fault of faults) {
      const hostile: Server = await startHostileTsa(fault);
      await writeFile(
        join(folder, 'r'),
        await httpTimestampAuthority(hostile.url).answer(await queryOf('sha256')),
      );
      const { says } = await openssl('ts', '-verify', '-queryfile', 'q', '-in', 'r', ...anchors);
      expect([fault, says]).toEqual([fault, expect.stringContaining('Verification: FAILED')]);
      await hostile.close();
    }
  });
});

const CONFIG = `
[tsa]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
tsa_name = yes
accuracy = secs:1, millisecs:500
`;

describe.skipIf(requireTool('openssl') === undefined)('openssl ts -reply', () => {
  /** An authority whose answers OpenSSL makes. */
  const authorityOf = (files: CertificateFiles): TimestampAuthority => ({
    name: 'openssl',
    async answer(request) {
      await writeFile(join(folder, 'query'), request);
      await writeFile(join(folder, 'tsa.cnf'), CONFIG);
      const { code, says } = await openssl(
        ...['ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa', '-queryfile', 'query', '-out', 'reply'],
        ...['-signer', files.certificate, '-inkey', files.key, '-chain', files.chain],
      );
      expect([code, says]).toEqual([0, expect.anything()]);
      return readFile(join(folder, 'reply'));
    },
  });

  it('gives tokens that our client takes', async () => {
    for (const files of [paths.tsa, paths.tsaEc]) {
      for (const [digest, name] of DIGESTS) {
        const imprint = createHash(name).update(CONTENT).digest();
        const token = await requestTimestamp(imprint, digest, [authorityOf(files)], randomBytes);
        expect(token.length).toBeGreaterThan(1000);
      }
    }
  });

  it('will not sign with a certificate that may not', async () => {
    const imprint = createHash('sha256').update(CONTENT).digest();
    const asking = requestTimestamp(imprint, 'SHA-256', [authorityOf(odd('tsa-without-eku'))], randomBytes);
    await expect(asking).rejects.toThrow();
  });
});
