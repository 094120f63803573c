import { createPrivateKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../../certs-dev/generate.ts';
import { type CertificateFiles, paths } from '../../../../certs-dev/paths.ts';
import { openKeyfile } from '../../../../src/adapters/keyfile/signerKey.ts';
import { isCongvanError } from '../../../../src/kernel/errors.ts';
import { Secret } from '../../../../src/kernel/secret.ts';

const MESSAGE = Buffer.from('Kính gửi: Sở Nội vụ');
let folder: string;

beforeAll(async () => {
  await ensurePki(new Date());
  folder = await mkdtemp(join(tmpdir(), 'keyfile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const passwordOf = async (files: CertificateFiles) =>
  new Secret(await readFile(files.pkcs12Password, 'utf8'));

async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function codeOf(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
    return 'opened';
  } catch (error) {
    return isCongvanError(error) ? error.code : String(error);
  }
}

describe('a key in a file signs', () => {
  const cases: readonly [string, CertificateFiles, object][] = [
    ['RSA-2048', paths.taiChinh.person, { kind: 'rsa', bits: 2048 }],
    ['RSA-3072', paths.taiChinh.seal, { kind: 'rsa', bits: 3072 }],
    ['P-256', paths.noiVu.person, { kind: 'ecdsa', curve: 'P-256' }],
  ];
  for (const [name, files, algorithm] of cases) {
    it(`${name} from PKCS#12, with the chain in it, leaf first`, async () => {
      const key = await openKeyfile(`keyfile:${files.pkcs12}`, await passwordOf(files));
      expect(key.algorithm).toEqual(algorithm);
      const ca = await readFile(paths.issuingCa.certificateDer);
      expect(key.certificateChain.map((der) => Buffer.from(der))).toEqual([
        await readFile(files.certificateDer),
        ca,
      ]);
      for (const digest of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
        const signature = await key.sign(MESSAGE, digest);
        const { publicKey } = new X509Certificate(await readFile(files.certificate));
        expect(verify(digest.replace('-', ''), MESSAGE, publicKey, signature)).toBe(true);
      }
    });

    it(`${name} from PEM, with the chain in another file`, async () => {
      const key = await openKeyfile(`keyfile:${files.key}?cert=${files.chain}`, undefined);
      expect(key.algorithm).toEqual(algorithm);
      expect(key.certificateChain).toHaveLength(2);
    });
  }

  it('from relative paths, DER certificates in any order', async () => {
    const { key, certificateDer } = paths.noiVu.seal;
    const ca = await readFile(paths.issuingCa.certificateDer);
    await fileWith('ca.cer', ca);
    await fileWith('khóa ký.pem', await readFile(key));
    const opened = await openKeyfile(
      `keyfile:khóa ký.pem?cert=ca.cer&cert=${certificateDer}`,
      undefined,
      folder,
    );
    expect(Buffer.from(opened.certificateChain[1] ?? [])).toEqual(ca);
  });

  it('from encrypted PKCS#8, PKCS#1 and SEC1 in PEM', async () => {
    const passphrase = 'mật khẩu';
    const rsa = createPrivateKey(await readFile(paths.noiVu.seal.key));
    const ec = createPrivateKey(await readFile(paths.noiVu.person.key));
    const forms = [
      [rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }), paths.noiVu.seal],
      [rsa.export({ format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase }), paths.noiVu.seal],
      [rsa.export({ format: 'pem', type: 'pkcs1' }), paths.noiVu.seal],
      [ec.export({ format: 'pem', type: 'sec1' }), paths.noiVu.person],
    ] as const;
    for (const [pem, { chain }] of forms) {
      const path = await fileWith('form.pem', pem);
      const key = await openKeyfile(`keyfile:${path}?cert=${chain}`, new Secret(passphrase));
      expect((await key.sign(MESSAGE, 'SHA-256')).length).toBeGreaterThan(60);
    }
  });

  it('from PKCS#12 in BER with indefinite lengths, as some browsers export it', async () => {
    const der = await readFile(paths.noiVu.seal.pkcs12);
    const path = await fileWith(
      'ber.p12',
      Buffer.concat([Buffer.from('3080', 'hex'), der.subarray(4), Buffer.alloc(2)]),
    );
    const key = await openKeyfile(`keyfile:${path}`, await passwordOf(paths.noiVu.seal));
    expect(key.certificateChain).toHaveLength(2);
  });
});

describe('a key file that does not open says why', () => {
  it('a wrong PIN, or none, is SIGNING_KEY_LOCKED', async () => {
    const { pkcs12 } = paths.taiChinh.person;
    expect(await codeOf(openKeyfile(`keyfile:${pkcs12}`, new Secret('sai')))).toBe('SIGNING_KEY_LOCKED');
    expect(await codeOf(openKeyfile(`keyfile:${pkcs12}`, undefined))).toBe('SIGNING_KEY_LOCKED');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({
      format: 'pem',
      type: 'pkcs8',
      cipher: 'aes-256-cbc',
      passphrase: 'đúng',
    });
    const path = await fileWith('encrypted.pem', pem);
    expect(await codeOf(openKeyfile(`keyfile:${path}`, new Secret('sai')))).toBe('SIGNING_KEY_LOCKED');
    expect(await codeOf(openKeyfile(`keyfile:${path}`, undefined))).toBe('SIGNING_KEY_LOCKED');
  });

  it('a missing key or certificate file is SIGNING_KEY_MISSING', async () => {
    expect(await codeOf(openKeyfile('keyfile:không-có.p12', undefined, folder))).toBe('SIGNING_KEY_MISSING');
    const { key } = paths.noiVu.person;
    expect(await codeOf(openKeyfile(`keyfile:${key}?cert=nowhere.pem`, undefined, folder))).toBe(
      'SIGNING_KEY_MISSING',
    );
  });

  it('a folder is FILE_UNREADABLE', async () => {
    expect(await codeOf(openKeyfile(`keyfile:${folder}`, undefined))).toBe('FILE_UNREADABLE');
  });

  it('a key without its certificate is SIGNING_KEY_MISMATCH', async () => {
    const { key } = paths.noiVu.person;
    const other = paths.taiChinh.person.chain;
    expect(await codeOf(openKeyfile(`keyfile:${key}?cert=${other}`, undefined))).toBe('SIGNING_KEY_MISMATCH');
    expect(await codeOf(openKeyfile(`keyfile:${key}`, undefined))).toBe('SIGNING_KEY_MISMATCH');
  });

  it('what is no key file is SIGNING_KEY_INVALID', async () => {
    const { privateKey } = generateKeyPairSync('x25519');
    const twice = (await readFile(paths.noiVu.person.key, 'utf8')).repeat(2);
    const damaged = (await readFile(paths.noiVu.person.key, 'utf8')).replace(
      /\n[A-Za-z0-9+/]{10}/,
      '\nAAAAAAAAAA',
    );
    const contents: readonly (string | Uint8Array)[] = [
      '',
      'hello',
      Buffer.from('30030201', 'hex'),
      Buffer.from('3003020103', 'hex'),
      (await readFile(paths.noiVu.person.pkcs12)).subarray(0, 500),
      await readFile(paths.noiVu.person.certificate),
      await readFile(paths.noiVu.person.certificateDer),
      privateKey.export({ format: 'pem', type: 'pkcs8' }),
      Buffer.alloc(2 << 20),
      twice,
      damaged,
    ];
    for (const content of contents) {
      const path = await fileWith('bad', content);
      expect(await codeOf(openKeyfile(`keyfile:${path}`, undefined))).toBe('SIGNING_KEY_INVALID');
    }
  });

  it('an address that is not understood is CONFIG_INVALID', async () => {
    for (const uri of [
      'pkcs12:a',
      'keyfile:',
      'keyfile:a?pin=1',
      'keyfile:a?cert',
      'keyfile:a?b?c',
      'keyfile:%',
    ]) {
      expect(await codeOf(openKeyfile(uri, undefined))).toBe('CONFIG_INVALID');
    }
  });

  it('and never shows the secret', async () => {
    const error = await openKeyfile(
      `keyfile:${paths.taiChinh.person.pkcs12}`,
      new Secret('bí mật 123'),
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    if (error instanceof Error)
      expect(`${error.message}${error.stack}${error.cause}`).not.toContain('bí mật');
  });
});
