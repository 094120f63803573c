import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCongvanError } from '../../src/kernel/errors.ts';
import type { SignerKey } from '../../src/signing/signerKey.ts';

const MESSAGE = Buffer.from('Kính gửi: Sở Nội vụ');
const DIGESTS = ['SHA-256', 'SHA-384', 'SHA-512'] as const;

/** What every SignerKey must do. @param open opens the same key each time */
export function signerKeySuite(name: string, open: () => Promise<SignerKey>): void {
  describe(`the signer key of ${name}`, () => {
    const isValid = (
      key: SignerKey,
      digest: (typeof DIGESTS)[number],
      message: Buffer,
      value: Uint8Array,
    ) => {
      const { publicKey } = new X509Certificate(key.certificateChain[0] ?? Buffer.alloc(0));
      return verify(digest.replace('-', ''), message, publicKey, value);
    };

    it('has a chain, leaf first, each issued by the next', async () => {
      const chain = (await open()).certificateChain.map((der) => new X509Certificate(der));
      expect(chain.length).toBeGreaterThan(0);
      chain.slice(1).forEach((issuer, place) => {
        expect(chain[place]?.verify(issuer.publicKey)).toBe(true);
      });
    });

    it('tells its algorithm as the leaf does', async () => {
      const { algorithm, certificateChain } = await open();
      const { publicKey } = new X509Certificate(certificateChain[0] ?? Buffer.alloc(0));
      if (algorithm.kind === 'rsa') {
        expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(algorithm.bits);
      } else expect(publicKey.asymmetricKeyType).toBe('ec');
    });

    it('signs exactly the bytes, with each digest', async () => {
      const key = await open();
      for (const digest of DIGESTS) {
        const value = await key.sign(MESSAGE, digest);
        expect(isValid(key, digest, MESSAGE, value)).toBe(true);
        expect(isValid(key, digest, Buffer.concat([MESSAGE, Buffer.of(0)]), value)).toBe(false);
      }
      const empty = Buffer.alloc(0);
      expect(isValid(key, 'SHA-256', empty, await key.sign(empty, 'SHA-256'))).toBe(true);
    });

    it('signs for many at once', async () => {
      const key = await open();
      const messages = Array.from({ length: 40 }, (_, place) => Buffer.from(`công văn ${place}`));
      const values = await Promise.all(messages.map((message) => key.sign(message, 'SHA-256')));
      messages.forEach((message, place) => {
        expect(isValid(key, 'SHA-256', message, values[place] ?? Buffer.alloc(0))).toBe(true);
      });
    });

    it('is closed as often as you like, and signs no more', async () => {
      const key = await open();
      await key.close();
      await key.close();
      const error: unknown = await key.sign(MESSAGE, 'SHA-256').catch((thrown: unknown) => thrown);
      expect(['SIGNING_KEY_UNAVAILABLE', 'SIGNING_KEY_LOCKED']).toContain(
        isCongvanError(error) && error.code,
      );
    });
  });
}
