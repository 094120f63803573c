import type { SignaturePolicy } from '../policy/policy.ts';

/** When an answer was made and how long it counts. */
export interface Validity {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Certificates that expired before this time are no longer listed; undefined: forgotten when they expire. */
  readonly remembersFrom: Date | undefined;
}

export type Freshness = 'covers' | 'stale' | 'from-the-future';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Does an answer say something about `time`? It does when it was made at or after it (what was revoked until then is
 * in it), or before it and still counted then. Made after the certificate's end it no longer lists it, unless it says
 * that it remembers (ETSI EN 319 102-1 §5.2.5, RFC 6960 §4.4.4).
 * @param at the time of judging
 */
export function freshnessOf(
  answer: Validity,
  time: Date,
  certificate: { readonly notAfter: Date },
  at: Date,
  policy: SignaturePolicy,
): Freshness {
  const skewMs = policy.clockSkewSeconds * 1000;
  const made = answer.thisUpdate.getTime();
  if (made > at.getTime() + skewMs) return 'from-the-future';
  const remembered = answer.remembersFrom !== undefined && answer.remembersFrom <= certificate.notAfter;
  if (made > certificate.notAfter.getTime() && !remembered) return 'stale';
  if (made >= time.getTime()) return 'covers';
  return time.getTime() <= endOf(answer, policy) + skewMs ? 'covers' : 'stale';
}

function endOf({ thisUpdate, nextUpdate }: Validity, { revocation }: SignaturePolicy): number {
  const made = thisUpdate.getTime();
  const limit =
    revocation.maxAgeHours === null ? Number.POSITIVE_INFINITY : made + revocation.maxAgeHours * HOUR_MS;
  const announced = nextUpdate?.getTime() ?? made + revocation.maxAgeWithoutNextUpdateHours * HOUR_MS;
  return Math.min(announced, limit);
}
