import { childrenOf, decodeDer } from '../der/read.ts';
import { readIntegerBytes } from '../der/values.ts';
import type { KeyAlgorithm } from '../signerKey.ts';

const COORDINATE_BYTES: Readonly<Record<Extract<KeyAlgorithm, { kind: 'ecdsa' }>['curve'], number>> = {
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
};

/**
 * XML-DSig 1.1 §6.4.3 wants r and s side by side, each as long as the curve's order.
 * @param der `ECDSA-Sig-Value` (RFC 3279 §2.2.3)
 * @throws DER_INVALID
 */
export function ecdsaToFixedLength(der: Uint8Array, curve: keyof typeof COORDINATE_BYTES): Buffer {
  const length = COORDINATE_BYTES[curve];
  const value = Buffer.alloc(2 * length);
  for (const [index, node] of childrenOf(decodeDer(der)).entries()) {
    const bytes = readIntegerBytes(node);
    const unsigned = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    value.set(unsigned, (index + 1) * length - unsigned.length);
  }
  return value;
}
