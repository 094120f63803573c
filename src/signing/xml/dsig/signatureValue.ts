import { type KeyObject, verify } from 'node:crypto';
import { DIGESTS, type SignatureAlgorithm } from '../../x509/algorithms.ts';
import { type SignatureCheck, verifySignature } from '../../x509/verifySignature.ts';

/**
 * Verifies a `SignatureValue`: as `verifySignature`, but ECDSA and DSA values are `r || s` of the field's width
 * (XML-DSig 1.1 §6.4.1, §6.4.3), never DER.
 */
export function verifyValue(
  octets: Uint8Array,
  algorithm: SignatureAlgorithm,
  key: KeyObject | undefined,
  value: Uint8Array,
): SignatureCheck {
  if (algorithm.kind !== 'ecdsa' && algorithm.kind !== 'dsa') {
    return verifySignature(octets, algorithm, key, value);
  }
  if (key === undefined) return 'UNSUPPORTED';
  if (key.asymmetricKeyType !== (algorithm.kind === 'dsa' ? 'dsa' : 'ec')) return 'BROKEN';
  const { node } = DIGESTS[algorithm.digest];
  try {
    return verify(node, octets, { key, dsaEncoding: 'ieee-p1363' }, value) ? 'INTACT' : 'BROKEN';
  } catch {
    return 'BROKEN';
  }
}
