/** OpenSSL reads what we sign, and we read what OpenSSL signs. */
import { execFileSync } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { signatureTimestamps } from '../../src/signing/cms/certificates.ts';
import { parseCms, parseSignedData } from '../../src/signing/cms/parse.ts';
import { verifyCmsSignature } from '../../src/signing/cms/verify.ts';
import { verifyDetached } from '../../src/signing/cms/verifyDetached.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { certIdDer } from '../../src/signing/revocation/certId.ts';
import { ocspRequest } from '../../src/signing/revocation/ocspRequest.ts';
import { timestampRequest } from '../../src/signing/tsp/request.ts';
import { requestTimestamp } from '../../src/signing/tsp/timestamp.ts';
import { parseCertificate } from '../../src/signing/x509/certificate.ts';
import { devCertificate, devRevocation, devSignerKey, devTrust, devTsa } from '../unit/signing/devPki.ts';
import { NOW } from '../unit/signing/pki.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-cms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CONTENT = Buffer.from('Công văn số 12/CV-STC\n');
const file = (name: string) => join(folder, name);
function written(name: string, bytes: Uint8Array): string {
  writeFileSync(file(name), bytes);
  return file(name);
}
const content = written('content', CONTENT);
const openssl = (...args: readonly string[]) =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
const at = String(Math.floor(NOW.getTime() / 1000));

describe('openssl cms -verify -cades', () => {
  const signers = ['H29.12/person', 'H29.12/seal', 'H29.13/person', 'H29.13/seal'];
  const rows = signers.flatMap((signer) =>
    (['SHA-256', 'SHA-384', 'SHA-512'] as const).map((digest) => [signer, digest] as const),
  );

  test.each(rows)('accepts %s with %s', async (signer, digest) => {
    const tsa = await devTsa(NOW);
    const cms = await buildDetachedCms({
      contentDigest: hash(digest.replace('-', '').toLowerCase(), CONTENT, 'buffer'),
      ...{ digest, key: devSignerKey(signer), profile: 'cades', signingTime: NOW },
      timestamp: (imprint) => requestTimestamp(imprint, digest, [tsa], randomBytes),
    });
    const signature = written('signature.der', cms);
    const verifying = [
      ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', signature, '-content', content],
      ...['-CAfile', paths.root.certificate, '-attime', at, '-purpose', 'any', '-out', file('out')],
    ];
    expect(() => openssl(...verifying)).not.toThrow();
    expect(readFileSync(file('out'))).toEqual(CONTENT);
    expect(() => openssl(...verifying.map((arg) => (arg === content ? signature : arg)))).toThrow();

    const [token] = signatureTimestamps(parseCms(cms));
    const stamped = written('stamped', parseCms(cms).signerInfo.signature);
    const judged = openssl(
      ...[
        'ts',
        '-verify',
        '-token_in',
        '-in',
        written('token.der', token ?? Buffer.alloc(0)),
        '-data',
        stamped,
      ],
      ...['-CAfile', paths.root.certificate, '-untrusted', paths.issuingCa.certificate, '-attime', at],
    );
    expect(judged).toContain('OK');
  });
});

describe('what openssl signs', () => {
  const signWith = (signer: string, ...options: readonly string[]) => {
    const { certificate, key } = filesOf(signer);
    openssl(
      ...['cms', '-sign', '-binary', '-in', content, '-outform', 'DER', '-out', file('theirs.der')],
      ...['-signer', certificate, '-inkey', key, '-certfile', paths.issuingCa.certificate, ...options],
    );
    return readFileSync(file('theirs.der'));
  };

  test.each([
    ['H29.12/person', ['-cades', '-md', 'sha256']],
    ['H29.12/seal', ['-cades', '-md', 'sha512']],
    ['H29.13/person', ['-cades', '-md', 'sha384']],
    ['H29.12/person', ['-cades', '-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss']],
  ] as const)('%s %j passes', async (signer, options) => {
    const cms = signWith(signer, ...options);
    const trust = devTrust();
    const material = await collectMaterial(parseCms(cms).certificates, trust, await devRevocation(NOW));
    const report = verifyDetached(CONTENT, cms, { material, trust, policy: DEFAULT_POLICY, at: NOW });
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-B', cryptography: 'INTACT' });
    const other = verifyDetached(Buffer.from('x'), cms, { material, trust, policy: DEFAULT_POLICY, at: NOW });
    expect(other).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
  });

  test('by key identifier and without signing-certificate, as adbe.pkcs7.detached allows', () => {
    const cms = parseCms(signWith('H29.12/person', '-md', 'sha256', '-keyid'));
    const check = verifyCmsSignature(cms, {
      candidates: [],
      contentDigest: () => hash('sha256', CONTENT, 'buffer'),
      signingCertificateRequired: false,
    });
    expect(check).toMatchObject({ cryptography: 'INTACT', failure: null });
  });

  test('streamed, in BER, with its content inside', () => {
    const cms = parseSignedData(signWith('H29.12/person', '-cades', '-md', 'sha256', '-stream', '-nodetach'));
    expect(cms.isDer).toBe(false);
    expect(cms.content).toEqual(CONTENT);
    const check = verifyCmsSignature(cms, {
      candidates: [],
      contentDigest: () => hash('sha256', CONTENT, 'buffer'),
      signingCertificateRequired: true,
    });
    expect(check).toMatchObject({ cryptography: 'INTACT', failure: null });
  });
});

describe('requests', () => {
  const leaf = parseCertificate(devCertificate('H29.12/person'));
  const issuer = parseCertificate(devCertificate('issuing-ca'));

  test('openssl reads our OCSP request', () => {
    for (const digest of ['SHA-1', 'SHA-256'] as const) {
      const request = written('request.der', ocspRequest(leaf, issuer, { digest, nonce: randomBytes(16) }));
      const text = openssl('ocsp', '-reqin', request, '-req_text');
      expect(text.replaceAll(/[\s:]/g, '').toLowerCase()).toContain(
        `serialnumber${leaf.serialHex.replace(/^00/, '')}`,
      );
      expect(text).toContain('Nonce');
    }
    expect(certIdDer(leaf, issuer).length).toBeGreaterThan(50);
  });

  test('our CertID is the one openssl makes', () => {
    openssl(
      ...['ocsp', '-issuer', paths.issuingCa.certificate, '-cert', filesOf('H29.12/person').certificate],
      ...['-no_nonce', '-reqout', file('theirs.req')],
    );
    expect(readFileSync(file('theirs.req'))).toEqual(ocspRequest(leaf, issuer));
  });

  test('openssl reads our timestamp request', () => {
    const request = timestampRequest(hash('sha256', CONTENT, 'buffer'), 'SHA-256', randomBytes(16));
    const text = openssl('ts', '-query', '-in', written('request.tsq', request), '-text');
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain('Certificate required: yes');
  });
});
