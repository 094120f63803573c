/** Every form of PKCS#12 that OpenSSL writes, from files that lie in the repository. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openKeyfile } from '../../../../src/adapters/keyfile/signerKey.ts';
import { Secret } from '../../../../src/kernel/secret.ts';

const FOLDER = fileURLToPath(new URL('../../../fixtures/keys/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.p12'));
const MESSAGE = Buffer.from('Kính gửi');

function passwordOf(file: string): string {
  if (file.includes('vietnamese')) return 'mật khẩu';
  return /empty-password|no-mac-plain/.test(file) ? '' : 'changeit';
}

describe('PKCS#12', () => {
  it('is here in nine forms for three kinds of key', () => {
    expect(FILES).toHaveLength(27);
  });

  it.each(FILES)('%s opens, has its certificate byte for byte, and signs', async (file) => {
    const password = passwordOf(file);
    const key = await openKeyfile(
      `keyfile:${file}`,
      password === '' ? undefined : new Secret(password),
      FOLDER,
    );
    const certificate = new X509Certificate(readFileSync(`${FOLDER}${file.split('-')[0]}.crt`));
    const [leaf = new Uint8Array(), ...issuers] = key.certificateChain;
    expect(createHash('sha256').update(leaf).digest('hex')).toBe(
      certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    );
    expect(issuers).toEqual([]);
    expect(verify('sha256', MESSAGE, certificate.publicKey, await key.sign(MESSAGE, 'SHA-256'))).toBe(true);
  });

  it.each(FILES.filter((file) => passwordOf(file) !== ''))(
    '%s stays shut to another password',
    async (file) => {
      for (const wrong of [new Secret('sai'), undefined]) {
        await expect(openKeyfile(`keyfile:${file}`, wrong, FOLDER)).rejects.toMatchObject({
          code: 'SIGNING_KEY_LOCKED',
        });
      }
    },
  );
});
