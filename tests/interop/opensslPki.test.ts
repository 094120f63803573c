/** OpenSSL judges the certificates and CRLs of the development PKI. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import type { OddName } from '../../certs-dev/odd.ts';
import { type CertificateFiles, crlOf, filesOf, odd, paths } from '../../certs-dev/paths.ts';
import { issuerIds, specOf } from '../../certs-dev/pki.ts';
import { requireTool, run } from './tool.ts';

beforeAll(async () => {
  await ensurePki(new Date());
});

const verify = (files: CertificateFiles, ...options: readonly string[]) =>
  run('openssl', [
    'verify',
    ...['-x509_strict', '-CAfile', paths.trustAnchor, '-untrusted', files.chain],
    ...[...options, files.certificate],
  ]);

describe.skipIf(requireTool('openssl') === undefined)('openssl verify', () => {
  const sound: readonly [CertificateFiles, readonly string[]][] = [
    [paths.issuingCa, ['-purpose', 'crlsign']],
    [paths.tsa, ['-purpose', 'timestampsign']],
    [paths.tsaEc, ['-purpose', 'timestampsign']],
    [paths.ocsp, ['-purpose', 'ocsphelper']],
    [paths.axis.seal, ['-purpose', 'smimesign']],
    [paths.axis.tls, ['-purpose', 'sslserver', '-verify_hostname', 'localhost']],
    [paths.axis.tls, ['-purpose', 'sslserver', '-verify_ip', '127.0.0.1']],
    ...[paths.taiChinh, paths.noiVu].flatMap(({ person, seal, tls }): [CertificateFiles, string[]][] => [
      [person, ['-purpose', 'smimesign']],
      [seal, ['-purpose', 'smimesign']],
      [tls, ['-purpose', 'sslclient']],
    ]),
    [odd('unknown-not-critical'), []],
    [odd('ocsp-only'), []],
    [odd('crl-only'), []],
  ];
  for (const [files, options] of sound) {
    it(`accepts ${files.id} ${options.join(' ')}`, async () => {
      expect((await verify(files, ...options)).says).toBe(`${files.certificate}: OK\n`);
    });
  }

  const refused: readonly [OddName, readonly string[], RegExp][] = [
    ['expired-person', [], /certificate has expired/],
    ['below-expired-ca', [], /error 10 at 1 depth lookup: certificate has expired/],
    ['not-yet-valid-person', [], /not yet valid/],
    ['wrong-key-usage', ['-purpose', 'smimesign'], /unsupported certificate purpose|unsuitable/],
    ['wrong-extended-key-usage', ['-purpose', 'smimesign'], /unsupported certificate purpose|unsuitable/],
    ['weak-key', ['-auth_level', '2'], /key too (weak|small)/],
    ['weak-digest', ['-auth_level', '2'], /(digest algorithm|MD) too weak/],
    ['explicit-curve', [], /explicit ECC parameters/],
    ['unknown-critical', [], /unhandled critical extension/],
    ['foreign-person', [], /unable to get local issuer certificate/],
    ['foreign-seal', [], /unable to get local issuer certificate/],
    ['foreign-tls', [], /unable to get local issuer certificate/],
    ['tsa-foreign', [], /unable to get local issuer certificate/],
    ['self-signed', [], /self.signed certificate/],
    ['forged-issuer', [], /unable to get local issuer certificate|signature failure/],
    ['below-ca-without-basic-constraints', [], /at 1 depth lookup/],
    ['below-ca-without-cert-sign', [], /certificate signing/],
    ['below-person', [], /certificate signing|invalid CA/],
    ['below-path-limit', [], /path length constraint exceeded/],
    ['outside-name-constraint', [], /permitted subtree violation/],
    ['tsa-eku-not-critical', ['-purpose', 'timestampsign'], /unsupported certificate purpose|unsuitable/],
    ['tsa-two-purposes', ['-purpose', 'timestampsign'], /unsupported certificate purpose|unsuitable/],
    ['tsa-without-eku', ['-purpose', 'timestampsign'], /unsupported certificate purpose|unsuitable/],
    ['tsa-expired', [], /certificate has expired/],
  ];
  for (const [name, options, why] of refused) {
    it(`refuses ${name}`, async () => {
      const { code, says } = await verify(odd(name), ...options);
      expect(says).toMatch(why);
      expect(code).not.toBe(0);
    });
  }

  it('finds the revoked ones in our CRLs', async () => {
    const crls = issuerIds().flatMap((id) => ['-CRLfile', crlOf(id)]);
    const check = ['-crl_check_all', ...crls];
    for (const files of [odd('revoked-person'), odd('revoked-seal'), odd('tsa-revoked')]) {
      expect((await verify(files, ...check)).says).toMatch(/at 0 depth lookup: certificate revoked/);
    }
    expect((await verify(odd('below-revoked-ca'), ...check)).says).toMatch(
      /at 1 depth .*: certificate revoked/,
    );
    expect((await verify(paths.taiChinh.person, ...check)).says).toContain(': OK');
  });

  it('reads names as UTF-8', async () => {
    const args = ['x509', '-in', paths.taiChinh.person.certificate, '-noout', '-subject', '-nameopt', 'utf8'];
    expect((await run('openssl', args)).says).toContain('Nguyễn Thị Hồng Đào');
  });
});

describe.skipIf(requireTool('openssl') === undefined)('openssl crl', () => {
  it('verifies every CRL with its issuer', async () => {
    for (const id of issuerIds()) {
      const { certificate } = filesOf(id);
      const args = [
        'crl',
        '-inform',
        'DER',
        '-in',
        crlOf(id),
        '-noout',
        '-CAfile',
        certificate,
        '-nextupdate',
      ];
      expect([id, (await run('openssl', args)).says]).toEqual([id, expect.stringContaining('verify OK')]);
    }
  });

  it('reads serial numbers, dates and reasons', async () => {
    const { says } = await run('openssl', [
      ...['crl', '-inform', 'DER', '-in', crlOf('issuing-ca'), '-noout', '-text'],
    ]);
    const { serialNumber } = new X509Certificate(await readFile(odd('revoked-person').certificate));
    expect(specOf('odd/revoked-person').revoked?.at).toBe('2026-01-15T03:00:00Z');
    expect(says).toMatch(
      new RegExp(
        `Serial Number: ${serialNumber}\\s+Revocation Date: Jan 15 03:00:00 2026 GMT[\\s\\S]+?Key Compromise`,
      ),
    );
  });
});
