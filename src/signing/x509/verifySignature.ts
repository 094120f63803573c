import { constants, type KeyObject, verify } from 'node:crypto';
import { DIGESTS, type SignatureAlgorithm, signatureAlgorithmOf } from './algorithms.ts';
import type { Certificate, SignedBytes } from './certificate.ts';

export type SignatureCheck = 'INTACT' | 'BROKEN' | 'UNSUPPORTED';

/**
 * Verifies a signature over `bytes` with node:crypto; the key must be of the algorithm's kind. Whether algorithm and
 * key are strong enough is the policy's question.
 * @param signature RSA: the value; ECDSA and DSA: DER `SEQUENCE { r, s }`
 */
export function verifySignature(
  bytes: Uint8Array,
  algorithm: SignatureAlgorithm,
  key: KeyObject | undefined,
  signature: Uint8Array,
): SignatureCheck {
  if (algorithm.kind === 'unknown' || key === undefined) return 'UNSUPPORTED';
  if (!KEY_TYPES[algorithm.kind].includes(key.asymmetricKeyType ?? '')) return 'BROKEN';
  const digest = 'digest' in algorithm ? DIGESTS[algorithm.digest].node : null;
  try {
    return verify(digest, bytes, { key, ...paddingOf(algorithm) }, signature) ? 'INTACT' : 'BROKEN';
  } catch {
    return 'BROKEN';
  }
}

const KEY_TYPES: Readonly<Record<Exclude<SignatureAlgorithm['kind'], 'unknown'>, readonly string[]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  dsa: ['dsa'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
};

function paddingOf(algorithm: SignatureAlgorithm): {
  readonly padding?: number;
  readonly saltLength?: number;
} {
  if (algorithm.kind === 'rsa-pkcs1') return { padding: constants.RSA_PKCS1_PADDING };
  if (algorithm.kind !== 'rsa-pss') return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength };
}

const known = new WeakMap<SignedBytes, WeakMap<Certificate, SignatureCheck>>();

/** Did the key of `issuer` sign these bytes? Remembered per pair of parsed values: the answer cannot change. */
export function verifyIssued(signed: SignedBytes, issuer: Certificate): SignatureCheck {
  let ofSigned = known.get(signed);
  if (ofSigned === undefined) {
    ofSigned = new WeakMap();
    known.set(signed, ofSigned);
  }
  const before = ofSigned.get(issuer);
  if (before !== undefined) return before;
  const algorithm = signatureAlgorithmOf(signed.signatureAlgorithm);
  const check = verifySignature(signed.tbs, algorithm, issuer.keyObject, signed.signature);
  ofSigned.set(issuer, check);
  return check;
}
