import { randomBytes, verify } from 'node:crypto';
import { CongvanError } from '../kernel/errors.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import type { Certificate } from '../signing/x509/certificate.ts';

/**
 * Signs random bytes and verifies them with the certificate's key.
 * @throws KEY_TEST_FAILED when they do not belong together; SIGNING_KEY_*
 */
export async function proveKey(key: SignerKey, certificate: Certificate, name: string): Promise<void> {
  const challenge = randomBytes(32);
  const signature = await key.sign(challenge, 'SHA-256');
  if (!verify('sha256', challenge, certificate.publicKey, signature)) {
    throw new CongvanError('KEY_TEST_FAILED', { where: name });
  }
}
