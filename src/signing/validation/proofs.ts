import { type Digest, sha256 } from '../../kernel/digest.ts';
import type { Certificate } from '../x509/certificate.ts';

/**
 * Proofs of existence (ETSI EN 319 102-1 §5.6.2.3): SHA-256 of certificates, revocation answers and timestamp tokens,
 * each with the earliest time (UTC) at which an accepted timestamp shows that it existed. What is not here is only
 * known to exist now.
 */
export type Proofs = ReadonlyMap<Digest, Date>;

export const NO_PROOFS: Proofs = new Map();

/** What a judgement may know of existence. */
export interface ProvenContext {
  readonly at: Date;
  readonly proofs?: Proofs;
}

/** `proofs` and these objects, which exist since `time` at the latest. */
export function withProven(proofs: Proofs, objects: readonly Uint8Array[], time: Date): Proofs {
  const all = new Map(proofs);
  for (const object of objects) {
    const digest = sha256(object);
    const known = all.get(digest);
    if (known === undefined || time < known) all.set(digest, time);
  }
  return all;
}

/** A CRL is asked about once for each certificate it may list. */
const digests = new WeakMap<Uint8Array, Digest>();

function digestOf(der: Uint8Array): Digest {
  const known = digests.get(der) ?? sha256(der);
  digests.set(der, known);
  return known;
}

/** Since when the bytes are known to exist; the time of judging when nothing proves more. */
export function existsSince(der: Uint8Array, { proofs, at }: ProvenContext): Date {
  if (proofs === undefined || proofs.size === 0) return at;
  return earlier(proofs.get(digestOf(der)), at);
}

export function certificateExistsSince({ fingerprint }: Certificate, { proofs, at }: ProvenContext): Date {
  return earlier(proofs?.get(fingerprint), at);
}

/** The earlier of two times; a missing one does not count. */
export function earlier(one: Date | undefined, other: Date): Date {
  return one !== undefined && one < other ? one : other;
}
