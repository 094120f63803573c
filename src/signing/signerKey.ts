export type DigestAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** What a key signs with; one key, one way. */
export type KeyAlgorithm =
  /** RSASSA-PKCS1-v1_5. */
  | { readonly kind: 'rsa'; readonly bits: number }
  /**
   * RSASSA-PSS: MGF1 with the same digest, salt as long as the digest (RFC 4055 §3.1).
   * `digest`: the only one that the key's own parameters allow; null when it may be any.
   */
  | { readonly kind: 'rsa-pss'; readonly bits: number; readonly digest: DigestAlgorithm | null }
  | { readonly kind: 'ecdsa'; readonly curve: 'P-256' | 'P-384' | 'P-521' }
  /** PureEdDSA: the bytes themselves are signed (RFC 8032 §5.1). */
  | { readonly kind: 'ed25519' };

/**
 * Port: a key that can sign, wherever it lives (`keyfile:`, `pkcs11:`, `csc:`).
 * The chain is given, not judged: whether it may sign is the policy's question.
 * Several `sign` may be under way at once; an adapter that can sign several in one exchange with its device or service
 * puts them together itself.
 */
export interface SignerKey {
  readonly algorithm: KeyAlgorithm;
  /** DER, leaf first; at least the leaf. */
  readonly certificateChain: readonly Uint8Array[];
  /**
   * Signs exactly these bytes: hashes them with `digest` and signs the hash; Ed25519 hashes them itself and takes no
   * notice of `digest`.
   * @returns RSA and Ed25519: the signature value; ECDSA: DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3)
   * @throws SIGNING_KEY_LOCKED, SIGNING_KEY_UNAVAILABLE, SIGNING_KEY_MISMATCH for a digest the key may not use; KEY_*
   */
  sign(toBeSigned: Uint8Array, digest: DigestAlgorithm): Promise<Uint8Array>;
  /** Forgets the key; idempotent. */
  close(): Promise<void>;
}
