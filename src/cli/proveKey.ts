import { randomBytes } from 'node:crypto';
import { CongvanError } from '../kernel/errors.ts';
import { digestForKey, signatureAlgorithmFor } from '../signing/keyAlgorithm.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import type { Certificate } from '../signing/x509/certificate.ts';
import { verifySignature } from '../signing/x509/verifySignature.ts';

/**
 * Signs random bytes the way the key signs documents and verifies them with the certificate's key.
 * @throws KEY_TEST_FAILED when they do not belong together; SIGNING_KEY_*, KEY_*
 */
export async function proveKey(key: SignerKey, certificate: Certificate, name: string): Promise<void> {
  const challenge = randomBytes(32);
  const digest = digestForKey(key.algorithm);
  const signature = await key.sign(challenge, digest);
  const algorithm = signatureAlgorithmFor(key.algorithm, digest);
  if (verifySignature(challenge, algorithm, certificate.keyObject, signature) === 'INTACT') return;
  throw new CongvanError('KEY_TEST_FAILED', { where: name });
}
