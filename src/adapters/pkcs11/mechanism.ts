import { hash } from 'node:crypto';
import { NULL, octetString, oid, sequence } from '../../signing/der/write.ts';
import { COORDINATE_BYTES, ecdsaToDer } from '../../signing/ecdsaValue.ts';
import type { DigestAlgorithm, KeyAlgorithm } from '../../signing/signerKey.ts';
import { DIGESTS } from '../../signing/x509/algorithms.ts';
import { CK, MECHANISM, type Mechanism } from './cryptoki.ts';

/** One signature as the token makes it. */
export interface TokenSigning {
  readonly mechanism: Mechanism;
  /** What C_Sign is given: never the document, so that large ones stay here. */
  readonly input: Buffer;
  readonly signatureBytes: number;
  /** What the token gives → what `SignerKey` gives. */
  readonly finished: (value: Buffer) => Buffer;
}

const PSS_DIGESTS: Readonly<Record<DigestAlgorithm, { readonly hashAlg: number; readonly mgf: number }>> = {
  'SHA-256': { hashAlg: 0x250, mgf: 2 },
  'SHA-384': { hashAlg: 0x260, mgf: 3 },
  'SHA-512': { hashAlg: 0x270, mgf: 4 },
};

const asItIs = (value: Buffer): Buffer => value;
const ED25519_BYTES = 64;

/** PKCS #11 v3.1 §6.1.6 (RSA PKCS #1), §6.1.10 (PSS), §6.3.12 (ECDSA without hashing), §6.3.15 (EdDSA). */
export function tokenSigning(
  algorithm: KeyAlgorithm,
  digest: DigestAlgorithm,
  toBeSigned: Uint8Array,
): TokenSigning {
  const hashed = () => hash(DIGESTS[digest].node, toBeSigned, 'buffer');
  switch (algorithm.kind) {
    case 'rsa':
      return {
        mechanism: { mechanism: MECHANISM.RSA_PKCS },
        input: digestInfo(digest, hashed()),
        signatureBytes: Math.ceil(algorithm.bits / 8),
        finished: asItIs,
      };
    case 'rsa-pss':
      return {
        mechanism: pssMechanism(digest),
        input: hashed(),
        signatureBytes: Math.ceil(algorithm.bits / 8),
        finished: asItIs,
      };
    case 'ecdsa':
      return {
        mechanism: { mechanism: MECHANISM.ECDSA },
        // Leftmost octets (FIPS 186-5 §6.4.1); tokens differ in whether they cut the digest themselves.
        input: hashed().subarray(0, COORDINATE_BYTES[algorithm.curve]),
        signatureBytes: 2 * COORDINATE_BYTES[algorithm.curve],
        finished: ecdsaToDer,
      };
    case 'ed25519':
      return {
        mechanism: { mechanism: MECHANISM.EDDSA },
        // Part of a longer buffer, because tokens refuse the null pointer that an empty buffer is.
        input: Buffer.concat([toBeSigned, Buffer.of(0)]).subarray(0, toBeSigned.length),
        signatureBytes: ED25519_BYTES,
        finished: asItIs,
      };
    default:
      return algorithm satisfies never;
  }
}

function pssMechanism(digest: DigestAlgorithm): Mechanism {
  const parameter = { type: CK.PARAMS_RSA_PSS, ...PSS_DIGESTS[digest], saltLen: DIGESTS[digest].bytes };
  return { mechanism: MECHANISM.RSA_PKCS_PSS, parameter };
}

/** RFC 8017 §9.2: the AlgorithmIdentifier has NULL parameters. */
function digestInfo(digest: DigestAlgorithm, hashed: Buffer): Buffer {
  return sequence(sequence(oid(DIGESTS[digest].oid), NULL), octetString(hashed));
}
