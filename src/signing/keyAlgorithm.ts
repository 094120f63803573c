import { constants } from 'node:crypto';
import { CongvanError } from '../kernel/errors.ts';
import type { DigestAlgorithm, KeyAlgorithm } from './signerKey.ts';
import { DIGESTS, type SignatureAlgorithm, signatureAlgorithmOf } from './x509/algorithms.ts';
import { keyName, type SubjectPublicKeyInfo } from './x509/publicKey.ts';

const CURVES = ['P-256', 'P-384', 'P-521'] as const;
const SIGNING_DIGESTS = ['SHA-256', 'SHA-384', 'SHA-512'] as const;

/**
 * How a key signs, by the public key in its certificate.
 * @param spki of the leaf
 * @param options `pss`: an RSA key that may sign either way is to use RSASSA-PSS
 * @throws SIGNING_KEY_INVALID for a kind of key that signs nothing here, SIGNING_KEY_MISMATCH when `pss` is asked of a
 *   key that is not RSA
 */
export function keyAlgorithmOf(
  spki: SubjectPublicKeyInfo,
  where: string,
  options: { readonly pss?: boolean } = {},
): KeyAlgorithm {
  const { description } = spki;
  if (options.pss === true && description.kind !== 'rsa') {
    throw new CongvanError('SIGNING_KEY_MISMATCH', { where, detail: 'pss = true, but it is no RSA key' });
  }
  if (description.kind === 'ed25519') return { kind: 'ed25519' };
  if (description.kind === 'rsa') {
    const { bits, pssOnly } = description;
    if (pssOnly) return { kind: 'rsa-pss', bits, digest: onlyDigest(spki, where) };
    return options.pss === true ? { kind: 'rsa-pss', bits, digest: null } : { kind: 'rsa', bits };
  }
  const curve = CURVES.find((name) => description.kind === 'ec' && description.curve === name);
  if (curve !== undefined) return { kind: 'ecdsa', curve };
  throw new CongvanError('SIGNING_KEY_INVALID', { where, detail: `a key of type ${keyName(description)}` });
}

/** The parameters of an id-RSASSA-PSS key bind its signatures (RFC 4055 §1.2): digest, and least salt length. */
function onlyDigest(spki: SubjectPublicKeyInfo, where: string): DigestAlgorithm | null {
  if (spki.algorithm.parameters === undefined) return null;
  const bound = signatureAlgorithmOf(spki.algorithm);
  const digest = SIGNING_DIGESTS.find((name) => bound.kind === 'rsa-pss' && bound.digest === name);
  if (digest !== undefined && bound.kind === 'rsa-pss' && bound.saltLength <= DIGESTS[digest].bytes)
    return digest;
  throw new CongvanError('SIGNING_KEY_INVALID', {
    where,
    detail: 'RSASSA-PSS parameters that are not used here',
  });
}

/** The digest of the key's own strength (ETSI TS 119 312 §5.2); for Ed25519 what RFC 8419 §3.1 asks. */
export function digestForKey(algorithm: KeyAlgorithm): DigestAlgorithm {
  switch (algorithm.kind) {
    case 'rsa':
      return 'SHA-256';
    case 'rsa-pss':
      return algorithm.digest ?? 'SHA-256';
    case 'ecdsa':
      return DIGEST_OF_CURVE[algorithm.curve];
    case 'ed25519':
      return 'SHA-512';
    default:
      return algorithm satisfies never;
  }
}

const DIGEST_OF_CURVE = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' } as const;

/** What a signature of this key with this digest is, for verifying it. */
export function signatureAlgorithmFor(algorithm: KeyAlgorithm, digest: DigestAlgorithm): SignatureAlgorithm {
  switch (algorithm.kind) {
    case 'rsa':
      return { kind: 'rsa-pkcs1', digest };
    case 'rsa-pss':
      return { kind: 'rsa-pss', digest, saltLength: DIGESTS[digest].bytes };
    case 'ecdsa':
      return { kind: 'ecdsa', digest };
    case 'ed25519':
      return { kind: 'ed25519' };
    default:
      return algorithm satisfies never;
  }
}

/** How `node:crypto` signs so: its name of the digest (null for Ed25519) and the options beside the key. */
export function nodeSigning(
  algorithm: KeyAlgorithm,
  digest: DigestAlgorithm,
): { readonly digest: string | null; readonly options: { padding?: number; saltLength?: number } } {
  const name = algorithm.kind === 'ed25519' ? null : DIGESTS[digest].node;
  if (algorithm.kind !== 'rsa-pss') return { digest: name, options: {} };
  const saltLength = DIGESTS[digest].bytes;
  return { digest: name, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } };
}

/** @throws SIGNING_KEY_MISMATCH when the key's own parameters name another digest */
export function checkDigest(algorithm: KeyAlgorithm, digest: DigestAlgorithm, where: string): void {
  if (algorithm.kind !== 'rsa-pss' || algorithm.digest === null || algorithm.digest === digest) return;
  throw new CongvanError('SIGNING_KEY_MISMATCH', {
    where,
    detail: `the key may sign with ${algorithm.digest} only, not ${digest}`,
  });
}
