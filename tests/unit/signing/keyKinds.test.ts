import { hash, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../certs-dev/paths.ts';
import { openKeyfile } from '../../../src/adapters/keyfile/signerKey.ts';
import { receiptSigner } from '../../../src/flow/receipts.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { isCongvanError } from '../../../src/kernel/errors.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { parseCms } from '../../../src/signing/cms/parse.ts';
import { verifyCmsSignature } from '../../../src/signing/cms/verify.ts';
import { ecdsaToDer, ecdsaToFixedLength } from '../../../src/signing/ecdsaValue.ts';
import { digestForKey, keyAlgorithmOf } from '../../../src/signing/keyAlgorithm.ts';
import { completedChain } from '../../../src/signing/keyChain.ts';
import type { DigestAlgorithm, SignerKey } from '../../../src/signing/signerKey.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';

import { sealEnvelope } from '../../../src/signing/xml/seal.ts';
import { ENVELOPE } from './xml/sample.ts';

const CONTENT = Buffer.from('Công văn số 12/CV-STC');

async function opened(id: string, options: { pss?: boolean } = {}): Promise<SignerKey> {
  const files = filesOf(id);
  const secret = new Secret(await readFile(files.pkcs12Password, 'utf8'));
  return openKeyfile(`keyfile:${files.pkcs12}`, secret, '/', options);
}

async function cmsWith(key: SignerKey, digest: DigestAlgorithm): Promise<Uint8Array> {
  const contentDigest = hash(digest.replace('-', '').toLowerCase(), CONTENT, 'buffer');
  return buildDetachedCms({ contentDigest, digest, key, profile: 'pades' });
}

function judged(cms: Uint8Array, content = CONTENT) {
  return verifyCmsSignature(parseCms(cms), {
    candidates: [],
    contentDigest: (name) => hash(name.replace('-', '').toLowerCase(), content, 'buffer'),
    signingCertificateRequired: true,
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return isCongvanError(error) ? `${error.code} ${error.detail ?? ''}`.trim() : String(error);
}

const ROWS = [
  ['H29.12/person', {}, { kind: 'rsa', bits: 2048 }, 'SHA-256', { kind: 'rsa-pkcs1', digest: 'SHA-256' }],
  ['keys/rsa-4096', {}, { kind: 'rsa', bits: 4096 }, 'SHA-256', { kind: 'rsa-pkcs1', digest: 'SHA-256' }],
  [
    ...(['H29.12/seal', { pss: true }, { kind: 'rsa-pss', bits: 3072, digest: null }, 'SHA-256'] as const),
    { kind: 'rsa-pss', digest: 'SHA-256', saltLength: 32 },
  ],
  [
    ...(['keys/rsa-pss', {}, { kind: 'rsa-pss', bits: 2048, digest: null }, 'SHA-256'] as const),
    { kind: 'rsa-pss', digest: 'SHA-256', saltLength: 32 },
  ],
  [
    ...(['keys/rsa-pss-sha384', {}, { kind: 'rsa-pss', bits: 2048, digest: 'SHA-384' }, 'SHA-384'] as const),
    { kind: 'rsa-pss', digest: 'SHA-384', saltLength: 48 },
  ],
  ['H29.13/person', {}, { kind: 'ecdsa', curve: 'P-256' }, 'SHA-256', { kind: 'ecdsa', digest: 'SHA-256' }],
  ['keys/p-384', {}, { kind: 'ecdsa', curve: 'P-384' }, 'SHA-384', { kind: 'ecdsa', digest: 'SHA-384' }],
  ['keys/p-521', {}, { kind: 'ecdsa', curve: 'P-521' }, 'SHA-512', { kind: 'ecdsa', digest: 'SHA-512' }],
  ['keys/ed25519', {}, { kind: 'ed25519' }, 'SHA-512', { kind: 'ed25519' }],
] as const;

describe('a CMS signature by each kind of key', () => {
  it.each(ROWS)('%s %j: own algorithm and digest, intact, and broken for other content', async (...row) => {
    const [id, options, algorithm, digest, signature] = row;
    const key = await opened(id, options);
    expect(key.algorithm).toEqual(algorithm);
    expect(digestForKey(key.algorithm)).toBe(digest);
    const cms = await cmsWith(key, digest);
    const check = judged(cms);
    expect([check.cryptography, check.reasons, check.algorithm]).toEqual(['INTACT', [], signature]);
    expect(judged(cms, Buffer.from('khác')).failure).toBe('HASH_FAILURE');
  });
});

describe('a digest that a key may not use is refused before it signs', () => {
  it('Ed25519 with anything but SHA-512 (RFC 8419)', async () => {
    const key = await opened('keys/ed25519');
    expect(await codeOf(cmsWith(key, 'SHA-256'))).toBe(
      'SIGNING_KEY_MISMATCH Ed25519 goes with SHA-512, not SHA-256',
    );
  });

  it('an RSASSA-PSS key bound to another one', async () => {
    const key = await opened('keys/rsa-pss-sha384');
    const detail = 'the key may sign with SHA-384 only, not SHA-256';
    expect(await codeOf(cmsWith(key, 'SHA-256'))).toBe(`SIGNING_KEY_MISMATCH ${detail}`);
    expect(await codeOf(key.sign(CONTENT, 'SHA-256'))).toBe(`SIGNING_KEY_MISMATCH ${detail}`);
  });

  it('pss = true asked of a key that is not RSA', async () => {
    expect(await codeOf(opened('keys/p-384', { pss: true }))).toBe(
      'SIGNING_KEY_MISMATCH pss = true, but it is no RSA key',
    );
  });

  it('a key said to be of another kind than its certificate', async () => {
    const ed25519 = await opened('keys/ed25519');
    const rsa = await opened('H29.12/person');
    const pss = await opened('keys/rsa-pss');
    const mixed: readonly SignerKey[] = [
      { ...ed25519, algorithm: rsa.algorithm },
      { ...rsa, algorithm: { kind: 'ed25519' } },
      { ...pss, algorithm: rsa.algorithm },
      { ...rsa, algorithm: { kind: 'ecdsa', curve: 'P-521' } },
    ];
    for (const key of mixed) expect(await codeOf(cmsWith(key, 'SHA-512'))).toBe('SIGNING_KEY_MISMATCH');
  });
});

describe('what uses a key', () => {
  it('signs receipts with the digest of the key', async () => {
    for (const [id, , , digest] of ROWS) {
      const { sign: signed } = receiptSigner(await opened(id), fixedClock(new Date('2026-11-21T03:00:00Z')));
      const check = judged(await signed(CONTENT));
      expect([id, check.cryptography, check.digest]).toEqual([id, 'INTACT', digest]);
    }
  });

  it('seals no envelope with RSASSA-PSS or Ed25519', async () => {
    for (const id of ['keys/rsa-pss', 'keys/ed25519']) {
      const sealing = sealEnvelope(ENVELOPE, {
        parts: [],
        key: await opened(id),
        signingTime: new Date(0),
        id: 'A',
      });
      expect(await codeOf(sealing)).toMatch(/^SEAL_REFUSED envelopes are sealed with RSA/);
    }
  });
});

describe('the chain of a key', () => {
  it('is completed with the intermediates that the key came without, and with nothing else', async () => {
    const der = (id: string) => readFile(filesOf(id).certificateDer);
    const [leaf, issuer, root] = [await der('H29.12/person'), await der('issuing-ca'), await der('root')];
    const known = [await der('odd/foreign-root'), root, issuer, issuer, await der('H29.13/person')];
    const completed = completedChain([leaf], known, 'khóa').map((one) => Buffer.from(one));
    expect(completed).toEqual([leaf, issuer, root]);
    expect(completedChain([leaf, issuer, root], known, 'khóa')).toHaveLength(3);
    expect(completedChain([leaf], [], 'khóa')).toHaveLength(1);
  });
});

describe('keyAlgorithmOf', () => {
  it('refuses a key that signs nothing here', async () => {
    const der = await readFile(filesOf('odd/explicit-curve').certificateDer);
    const { spki } = parseCertificate(der);
    expect(() => keyAlgorithmOf(spki, 'odd')).toThrowError(/not a signer key that can be used: odd/);
  });
});

describe('ECDSA values', () => {
  it.each(['P-256', 'P-384', 'P-521'] as const)(
    '%s: DER and fixed length are the same numbers',
    async (curve) => {
      const id = curve === 'P-256' ? 'H29.13/person' : `keys/${curve.toLowerCase()}`;
      const key = await readFile(filesOf(id).key);
      for (let round = 0; round < 20; round++) {
        const der = sign('sha256', Buffer.from([round]), key);
        expect(ecdsaToDer(ecdsaToFixedLength(der, curve))).toEqual(der);
      }
    },
  );
});
