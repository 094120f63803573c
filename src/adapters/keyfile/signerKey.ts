import { type KeyObject, sign } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../../signing/signerKey.ts';
import { certificatesIn } from '../../signing/trust/pem.ts';
import { certificateChain } from './certificateChain.ts';
import { parseKeyfileUri } from './keyfileUri.ts';
import type { KeyMaterial } from './keyMaterial.ts';
import { isPem, readPem } from './pem.ts';
import { readPkcs12 } from './pkcs12.ts';

const MAX_FILE_BYTES = 1 << 20;

const CURVES: ReadonlyMap<string | undefined, 'P-256' | 'P-384' | 'P-521'> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);
const DIGESTS: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Runs on the thread pool: an RSA signature takes a millisecond, and the daemon has other work. */
const signInBackground = promisify(sign);

/**
 * Opens a key that lies in a file: PKCS#12, or PEM with a PKCS#8 (plain or encrypted), PKCS#1 or SEC1 key. It is read
 * once and kept in memory until `close`. RSA and the curves P-256, P-384, P-521.
 * @param uri `keyfile:PATH[?cert=PATH…]`, see `parseKeyfileUri`
 * @param secret PIN or passphrase; undefined when the file needs none
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID for the URI; SIGNING_KEY_MISSING when a file is not there; SIGNING_KEY_LOCKED when the secret
 *   is missing or wrong; SIGNING_KEY_INVALID for what is no such file; SIGNING_KEY_MISMATCH when no certificate
 *   belongs to the key
 */
export async function openKeyfile(
  uri: string,
  secret: Secret | undefined,
  folder: string = process.cwd(),
): Promise<SignerKey> {
  const location = parseKeyfileUri(uri, folder);
  const material = readMaterial(await contentOf(location.key), secret, location.key);
  const more = await Promise.all(
    location.certificates.map(async (path) => certificatesIn(path, await contentOf(path))),
  );
  const algorithm = algorithmOf(material.key, location.key);
  const certificates = [...material.certificates, ...more.flat()];
  return keyInMemory(
    material.key,
    algorithm,
    certificateChain(material.key, certificates, location.key),
    uri,
  );
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

function algorithmOf(key: KeyObject, where: string): KeyAlgorithm {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') return { kind: 'rsa', bits: details?.modulusLength ?? 0 };
  const curve = CURVES.get(details?.namedCurve);
  if (key.asymmetricKeyType === 'ec' && curve !== undefined) return { kind: 'ecdsa', curve };
  const detail = `a key of type ${key.asymmetricKeyType} ${details?.namedCurve ?? ''}`.trim();
  throw new CongvanError('SIGNING_KEY_INVALID', { where, detail });
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
      return signInBackground(DIGESTS[digest], toBeSigned, open);
    },
    async close() {
      open = undefined;
    },
  };
}
