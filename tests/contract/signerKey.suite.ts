import { constants, verify, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { isCongvanError } from '../../src/kernel/errors.ts';
import type { DigestAlgorithm, SignerKey } from '../../src/signing/signerKey.ts';

/** What `withWrongSecret` should use: looked for in what is thrown. */
export const WRONG_SECRET = '8642-nhầm';

const MESSAGE = Buffer.from('Kính gửi: Sở Nội vụ');
const DIGESTS = ['SHA-256', 'SHA-384', 'SHA-512'] as const;

export interface Refusals {
  /** Opens the key without its PIN or passphrase. */
  readonly withoutSecret?: () => Promise<SignerKey>;
  readonly withWrongSecret?: () => Promise<SignerKey>;
}

/** As a verifier sees it, in the words of node:crypto alone. */
function isValidValue(key: SignerKey, digest: DigestAlgorithm, message: Buffer, value: Uint8Array): boolean {
  const { publicKey } = new X509Certificate(key.certificateChain[0] ?? Buffer.alloc(0));
  const { kind } = key.algorithm;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const name = kind === 'ed25519' ? null : digest.replace('-', '');
  return verify(name, message, kind === 'rsa-pss' ? { key: publicKey, ...pss } : publicKey, value);
}

/** The digests that a key's own parameters leave. */
function digestsOf({ algorithm }: SignerKey): readonly DigestAlgorithm[] {
  return algorithm.kind === 'rsa-pss' && algorithm.digest !== null ? [algorithm.digest] : DIGESTS;
}

const usual = (key: SignerKey): DigestAlgorithm => digestsOf(key)[0] ?? 'SHA-256';

/** What every SignerKey must do. @param open opens the same key each time, and has the suite close it */
export function signerKeySuite(
  name: string,
  opening: () => Promise<SignerKey>,
  refusals: Refusals = {},
): void {
  describe(`the signer key of ${name}`, () => {
    const opened: SignerKey[] = [];
    const open = async () => {
      const key = await opening();
      opened.push(key);
      return key;
    };
    afterEach(async () => {
      for (const key of opened.splice(0)) await key.close();
    });

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
      const { asymmetricKeyDetails: details, asymmetricKeyType: type } = publicKey;
      if ('bits' in algorithm) expect(details?.modulusLength).toBe(algorithm.bits);
      else expect(type).toBe(algorithm.kind === 'ecdsa' ? 'ec' : 'ed25519');
    });

    it('signs exactly the bytes, with each digest', async () => {
      const key = await open();
      for (const digest of digestsOf(key)) {
        const value = await key.sign(MESSAGE, digest);
        expect(isValidValue(key, digest, MESSAGE, value)).toBe(true);
        expect(isValidValue(key, digest, Buffer.concat([MESSAGE, Buffer.of(0)]), value)).toBe(false);
      }
      const empty = Buffer.alloc(0);
      expect(isValidValue(key, usual(key), empty, await key.sign(empty, usual(key)))).toBe(true);
    });

    it('signs for many at once', async () => {
      const key = await open();
      const messages = Array.from({ length: 40 }, (_, place) => Buffer.from(`công văn ${place}`));
      const digest = usual(key);
      const values = await Promise.all(messages.map((message) => key.sign(message, digest)));
      messages.forEach((message, place) => {
        expect(isValidValue(key, digest, message, values[place] ?? Buffer.alloc(0))).toBe(true);
      });
    });

    it('is closed as often as you like, and signs no more', async () => {
      const key = await open();
      const digest = usual(key);
      await key.close();
      await key.close();
      const error: unknown = await key.sign(MESSAGE, digest).catch((thrown: unknown) => thrown);
      expect(['SIGNING_KEY_UNAVAILABLE', 'SIGNING_KEY_LOCKED']).toContain(
        isCongvanError(error) && error.code,
      );
    });

    it('can be opened again while it is open, and after it was closed', async () => {
      const [first, second] = [await open(), await open()];
      await first.close();
      const digest = usual(second);
      expect(isValidValue(second, digest, MESSAGE, await second.sign(MESSAGE, digest))).toBe(true);
      await second.close();
      const third = await open();
      expect(isValidValue(third, digest, MESSAGE, await third.sign(MESSAGE, digest))).toBe(true);
    });

    for (const [how, refused] of [
      ['without its secret', refusals.withoutSecret],
      ['with a wrong one', refusals.withWrongSecret],
    ] as const) {
      if (refused === undefined) continue;
      it(`is SIGNING_KEY_LOCKED ${how}, and the secret is not told`, async () => {
        const error: unknown = await refused().catch((thrown: unknown) => thrown);
        expect(isCongvanError(error) && error.code).toBe('SIGNING_KEY_LOCKED');
        expect(inspect(error, { depth: 10 })).not.toContain(WRONG_SECRET);
      });
    }
  });
}
