import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { derNull, integer, octetString, oid, sequence } from '../../../certs-dev/der.ts';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { filesOf, paths } from '../../../certs-dev/paths.ts';
import { ocspAnswerer, repositoryAnswerer, timestampAnswerer } from '../../../certs-dev/servers.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { parseCrl } from '../../../src/signing/revocation/crl.ts';
import { parseOcspResponse } from '../../../src/signing/revocation/ocsp.ts';
import { ocspRequest } from '../../../src/signing/revocation/ocspRequest.ts';
import { timestampRequest } from '../../../src/signing/tsp/request.ts';
import { parseTimestampResponse } from '../../../src/signing/tsp/response.ts';
import { parseTimestampToken } from '../../../src/signing/tsp/token.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';

beforeAll(async () => {
  await ensurePki(new Date());
});

const NONCE = Buffer.alloc(16, 0x51);
const BEFORE = fixedClock('2025-06-01T00:00:00Z');
const AFTER = fixedClock('2026-06-01T00:00:00Z');

describe('the timestamp authority', () => {
  it('stamps the imprint it was given, at its own time, and echoes the nonce', async () => {
    const imprint = hash('sha384', 'x', 'buffer');
    const answer = (await timestampAnswerer({ clock: BEFORE }))(timestampRequest(imprint, 'SHA-384', NONCE));
    const response = parseTimestampResponse(answer);
    if (response.kind === 'refused') throw new Error(response.says);
    const { info } = parseTimestampToken(response.token);
    expect(info.digest).toBe('SHA-384');
    expect(Buffer.from(info.imprint)).toEqual(imprint);
    expect(Buffer.from(info.nonce ?? [])).toEqual(NONCE);
    expect(info.genTime).toEqual(BEFORE.now());
  });

  const sha256 = oid('2.16.840.1.101.3.4.2.1');
  const imprint = (digest: Buffer, length: number) =>
    sequence(sequence(digest, derNull()), octetString(Buffer.alloc(length)));
  const refused: readonly [string, Buffer, string][] = [
    ['an unknown version', sequence(integer(2), imprint(sha256, 32)), 'badRequest'],
    ['SHA-1', sequence(integer(1), imprint(oid('1.3.14.3.2.26'), 20)), 'badAlg'],
    ['an imprint of the wrong length', sequence(integer(1), imprint(sha256, 20)), 'badDataFormat'],
    ['another policy', sequence(integer(1), imprint(sha256, 32), oid('1.2.3')), 'unacceptedPolicy'],
    ['nonsense', Buffer.from('hello'), 'badDataFormat'],
  ];
  for (const [what, request, reason] of refused) {
    it(`refuses ${what} as ${reason}`, async () => {
      const response = parseTimestampResponse((await timestampAnswerer())(request));
      expect(response).toMatchObject({ kind: 'refused', says: expect.stringContaining(reason) });
    });
  }
});

describe('the OCSP responder', () => {
  async function statusOf(id: string, clock = AFTER): Promise<string> {
    const certificate = parseCertificate(await readFile(filesOf(id).certificateDer));
    const issuer = parseCertificate(await readFile(paths.issuingCa.certificateDer));
    const answerer = await ocspAnswerer({ clock });
    const response = parseOcspResponse(answerer(ocspRequest(certificate, issuer, { nonce: NONCE })));
    if (response.kind === 'refused') return response.status;
    expect(Buffer.from(response.answer.nonce ?? []).toString('hex')).toContain(NONCE.toString('hex'));
    return response.answer.responses[0]?.status.kind ?? 'none';
  }

  it('knows what is good, revoked and unknown', async () => {
    expect(await statusOf('H29.12/person')).toBe('good');
    expect(await statusOf('odd/revoked-person')).toBe('revoked');
    expect(await statusOf('odd/unknown-to-ocsp')).toBe('unknown');
  });

  it('knew no revocation before it happened', async () => {
    expect(await statusOf('odd/revoked-person', BEFORE)).toBe('good');
  });

  it('answers for its own CA only', async () => {
    const ca = parseCertificate(await readFile(paths.issuingCa.certificateDer));
    const root = parseCertificate(await readFile(paths.root.certificateDer));
    const response = parseOcspResponse((await ocspAnswerer())(ocspRequest(ca, root)));
    expect(response).toEqual({ kind: 'refused', status: 'unauthorized' });
  });
});

describe('the repository', () => {
  it('has a CRL of the moment', async () => {
    const revoked = parseCertificate(await readFile(filesOf('odd/ca-revoked').certificateDer));
    const at = async (clock: typeof BEFORE) =>
      parseCrl((await repositoryAnswerer({ clock }))('/crl/root.crl').body);
    expect((await at(AFTER)).thisUpdate).toEqual(AFTER.now());
    expect((await at(AFTER)).entries.find(revoked)).toBeDefined();
    expect((await at(BEFORE)).entries.find(revoked)).toBeUndefined();
  });

  it('has CA certificates, and nothing else', async () => {
    const answer = await repositoryAnswerer();
    expect(answer('/ca/issuing-ca.cer').body).toEqual(await readFile(paths.issuingCa.certificateDer));
    expect(answer('/ca/../root/key.pem').status).toBe(404);
  });
});
