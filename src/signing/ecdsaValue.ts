import { childrenOf, decodeDer } from './der/read.ts';
import { readIntegerBytes } from './der/values.ts';
import { integer, sequence } from './der/write.ts';
import type { KeyAlgorithm } from './signerKey.ts';

export type Curve = Extract<KeyAlgorithm, { kind: 'ecdsa' }>['curve'];

/** Octets of r and of s: the length of the curve's order. */
export const COORDINATE_BYTES: Readonly<Record<Curve, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/**
 * r and s side by side, each as long as the curve's order: XML-DSig 1.1 §6.4.3, PKCS #11 §6.3.1.
 * @param der `ECDSA-Sig-Value` (RFC 3279 §2.2.3)
 * @throws DER_INVALID
 */
export function ecdsaToFixedLength(der: Uint8Array, curve: Curve): Buffer {
  const length = COORDINATE_BYTES[curve];
  const value = Buffer.alloc(2 * length);
  for (const [index, node] of childrenOf(decodeDer(der)).entries()) {
    const bytes = readIntegerBytes(node);
    const unsigned = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    value.set(unsigned, (index + 1) * length - unsigned.length);
  }
  return value;
}

/** The other way: r and s of equal length → DER `ECDSA-Sig-Value`. */
export function ecdsaToDer(value: Uint8Array): Buffer {
  const half = value.length >> 1;
  return sequence(integer(value.subarray(0, half)), integer(value.subarray(half)));
}
