/** OpenSSL reads our PKCS#12 files and signatures; we read its key files in every form it can make. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type CertificateFiles, filesOf, paths } from '../../certs-dev/paths.ts';
import { PKI } from '../../certs-dev/pki.ts';
import { openKeyfile } from '../../src/adapters/keyfile/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import type { SignerKey } from '../../src/signing/signerKey.ts';
import { requireTool, run } from './tool.ts';

const MESSAGE = Buffer.from('Nơi nhận: Như trên; Lưu: VT.');
let folder: string;

beforeAll(async () => {
  await ensurePki(new Date());
  folder = await mkdtemp(join(tmpdir(), 'interop-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: folder });

const KEYS: readonly [string, CertificateFiles][] = [
  ['RSA-2048', paths.taiChinh.person],
  ['RSA-3072', paths.taiChinh.seal],
  ['P-256', paths.noiVu.person],
];

/** The form, the options of `openssl pkcs12 -export`, the password. */
const PBES1 = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
const FORMS: readonly [string, readonly string[], string][] = [
  ['as OpenSSL 3 writes it', [], 'changeit'],
  ['-legacy (RC2-40, 3DES, SHA-1)', ['-legacy'], 'changeit'],
  ['3DES and SHA-1', PBES1, 'changeit'],
  ['AES-128, MAC SHA-384', ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-128-CBC', '-macalg', 'sha384'], 'a'],
  ['an empty password', [], ''],
  ['an empty password, -legacy', ['-legacy'], ''],
  ['no MAC, not encrypted', ['-nomac', '-certpbe', 'NONE', '-keypbe', 'NONE'], ''],
  ['no MAC', ['-nomac'], 'changeit'],
  ['MAC SHA-512, 100,000 iterations', ['-macalg', 'sha512', '-iter', '100000'], 'changeit'],
  ['a Vietnamese password', [], 'mật khẩu Đặc biệt'],
  ['a Vietnamese password, 3DES', PBES1, 'mật khẩu Đặc biệt'],
  ['a Vietnamese password, -legacy', ['-legacy'], 'mật khẩu Đặc biệt'],
  ['a password beyond the BMP', [], 'khóa🔑'],
];

async function expectOpensslVerifies(key: SignerKey, files: CertificateFiles): Promise<void> {
  await writeFile(join(folder, 'message'), MESSAGE);
  await writeFile(join(folder, 'signature'), await key.sign(MESSAGE, 'SHA-256'));
  const { publicKey } = new X509Certificate(await readFile(files.certificate));
  await writeFile(join(folder, 'public'), publicKey.export({ format: 'pem', type: 'spki' }));
  const { says } = await openssl(
    'dgst',
    '-sha256',
    '-verify',
    'public',
    '-signature',
    'signature',
    'message',
  );
  expect(says).toContain('Verified OK');
}

describe.skipIf(requireTool('openssl') === undefined)('PKCS#12 written by OpenSSL', () => {
  for (const [form, options, password] of FORMS) {
    for (const [name, files] of KEYS) {
      it(`${form}, ${name}: opens, leaf and chain are the same bytes, and signs`, async () => {
        const { code, says } = await openssl(
          ...['pkcs12', '-export', '-inkey', files.key, '-in', files.certificate],
          ...['-certfile', paths.issuingCa.certificate, '-name', 'Khóa thử', ...options],
          ...['-passout', `pass:${password}`, '-out', 'form.p12'],
        );
        expect([code, says]).toEqual([0, '']);
        const key = await openKeyfile('keyfile:form.p12', new Secret(password), folder);
        expect(key.certificateChain.map((der) => Buffer.from(der))).toEqual([
          await readFile(files.certificateDer),
          await readFile(paths.issuingCa.certificateDer),
        ]);
        await expectOpensslVerifies(key, files);
        if (password !== '') {
          const wrong = openKeyfile('keyfile:form.p12', new Secret(`${password}x`), folder);
          await expect(wrong).rejects.toMatchObject({ code: 'SIGNING_KEY_LOCKED' });
        }
      });
    }
  }
});

describe.skipIf(requireTool('openssl') === undefined)('PEM keys written by OpenSSL', () => {
  const password = 'mật khẩu';
  const commands: readonly [string, readonly string[]][] = [
    ['PKCS#8', ['pkcs8', '-topk8', '-nocrypt']],
    ['PKCS#8, AES-256', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-passout', `pass:${password}`]],
    ['PKCS#8, scrypt', ['pkcs8', '-topk8', '-scrypt', '-passout', `pass:${password}`]],
    ['PKCS#8, 3DES', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-passout', `pass:${password}`]],
    ['traditional', ['pkey', '-traditional']],
    ['traditional, AES-128', ['pkey', '-traditional', '-aes128', '-passout', `pass:${password}`]],
  ];
  for (const [form, command] of commands) {
    for (const [name, files] of KEYS) {
      it(`${form}, ${name}: opens and signs`, async () => {
        const { code, says } = await openssl(...command, '-in', files.key, '-out', 'form.pem');
        expect([code, says]).toEqual([0, '']);
        const uri = `keyfile:form.pem?cert=${files.chain}`;
        await expectOpensslVerifies(await openKeyfile(uri, new Secret(password), folder), files);
      });
    }
  }
});

describe.skipIf(requireTool('openssl') === undefined)('openssl pkcs12', () => {
  it('reads ours', async () => {
    for (const id of ['H29.12/person', 'H29.12/seal', 'H29.13/person', 'axis/tls', 'odd/weak-key']) {
      expect(PKI[id]).toBeDefined();
      const { pkcs12, pkcs12Password, certificate } = filesOf(id);
      const read = ['pkcs12', '-in', pkcs12, '-passin', `file:${pkcs12Password}`, '-nokeys', '-clcerts'];
      const { code, says } = await openssl(...read);
      expect(code).toBe(0);
      expect(says).toContain((await readFile(certificate, 'utf8')).trim());
      const keys = await openssl(
        'pkcs12',
        '-in',
        pkcs12,
        '-passin',
        `file:${pkcs12Password}`,
        '-nocerts',
        '-nodes',
      );
      expect(keys.says).toContain('BEGIN PRIVATE KEY');
    }
  });
});
