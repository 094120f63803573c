import { createPublicKey, type KeyObject, sign, type X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import { decodeDer } from '../../signing/der/read.ts';
import { checkDigest, keyAlgorithmOf, nodeSigning } from '../../signing/keyAlgorithm.ts';
import { keyChain } from '../../signing/keyChain.ts';
import type { KeyAlgorithm, SignerKey } from '../../signing/signerKey.ts';
import { certificatesIn } from '../../signing/trust/pem.ts';
import { readPublicKeyInfo } from '../../signing/x509/publicKey.ts';
import { parseKeyfileUri } from './keyfileUri.ts';
import type { KeyMaterial } from './keyMaterial.ts';
import { isPem, readPem } from './pem.ts';
import { readPkcs12 } from './pkcs12.ts';

const MAX_FILE_BYTES = 1 << 20;

/** Runs on the thread pool: an RSA signature takes a millisecond, and the daemon has other work. */
const signInBackground = promisify(sign);

/**
 * Opens a key that lies in a file: PKCS#12, or PEM with a PKCS#8 (plain or encrypted), PKCS#1 or SEC1 key. It is read
 * once and kept in memory until `close`. RSA, also bound to RSASSA-PSS, the curves P-256, P-384 and P-521, Ed25519.
 * @param uri `keyfile:PATH[?cert=PATH…]`, see `parseKeyfileUri`
 * @param secret PIN or passphrase; undefined when the file needs none
 * @param folder what relative paths start from
 * @param options `pss`: an RSA key signs RSASSA-PSS
 * @throws CONFIG_INVALID for the URI; SIGNING_KEY_MISSING when a file is not there; SIGNING_KEY_LOCKED when the secret
 *   is missing or wrong; SIGNING_KEY_INVALID for what is no such file; SIGNING_KEY_MISMATCH when no certificate
 *   belongs to the key
 */
export async function openKeyfile(
  uri: string,
  secret: Secret | undefined,
  folder: string = process.cwd(),
  options: { readonly pss?: boolean } = {},
): Promise<SignerKey> {
  const location = parseKeyfileUri(uri, folder);
  const material = readMaterial(await contentOf(location.key), secret, location.key);
  const more = await Promise.all(
    location.certificates.map(async (path) => certificatesIn(path, await contentOf(path))),
  );
  const algorithm = algorithmOf(material.key, location.key, options);
  const certificates = [...material.certificates, ...more.flat()];
  const isOwn = (certificate: X509Certificate) => certificate.checkPrivateKey(material.key);
  const chain = keyChain(certificates, isOwn, location.key);
  return keyInMemory(material.key, algorithm, chain, uri);
}

function readMaterial(bytes: Buffer, secret: Secret | undefined, where: string): KeyMaterial {
  return isPem(bytes) ? readPem(bytes.toString('utf8'), secret, where) : readPkcs12(bytes, secret, where);
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new CongvanError('SIGNING_KEY_MISSING', { where: path, cause });
    }
    throw new CongvanError('FILE_UNREADABLE', { where: path, cause });
  }
  throw new CongvanError('SIGNING_KEY_INVALID', { where: path, detail: `more than ${MAX_FILE_BYTES} bytes` });
}

function algorithmOf(key: KeyObject, where: string, options: { readonly pss?: boolean }): KeyAlgorithm {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return keyAlgorithmOf(readPublicKeyInfo(decodeDer(spki)), where, options);
}

function keyInMemory(
  key: KeyObject,
  algorithm: KeyAlgorithm,
  chain: readonly Uint8Array[],
  uri: string,
): SignerKey {
  let open: KeyObject | undefined = key;
  return {
    algorithm,
    certificateChain: chain,
    async sign(toBeSigned, digest) {
      if (open === undefined) {
        throw new CongvanError('SIGNING_KEY_UNAVAILABLE', { where: uri, detail: 'it has been closed' });
      }
      checkDigest(algorithm, digest, uri);
      const how = nodeSigning(algorithm, digest);
      return signInBackground(how.digest, toBeSigned, { key: open, ...how.options });
    },
    async close() {
      open = undefined;
    },
  };
}
