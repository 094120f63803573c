export type DigestAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';

export type KeyAlgorithm =
  | { readonly kind: 'rsa'; readonly bits: number }
  | { readonly kind: 'ecdsa'; readonly curve: 'P-256' | 'P-384' | 'P-521' };

/**
 * Port: a key that can sign, wherever it lives (`keyfile:`, later `pkcs11:`, `csc:`).
 * The chain is given, not judged: whether it may sign is the policy's question.
 */
export interface SignerKey {
  readonly algorithm: KeyAlgorithm;
  /** DER, leaf first; at least the leaf. */
  readonly certificateChain: readonly Uint8Array[];
  /**
   * Signs exactly these bytes: hashes them with `digest` and signs the hash.
   * @returns RSA: PKCS#1 v1.5 signature value; ECDSA: DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3)
   * @throws SIGNING_KEY_LOCKED, SIGNING_KEY_UNAVAILABLE
   */
  sign(toBeSigned: Uint8Array, digest: DigestAlgorithm): Promise<Uint8Array>;
  /** Forgets the key; idempotent. */
  close(): Promise<void>;
}
