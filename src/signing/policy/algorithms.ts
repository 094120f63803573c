import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { algorithmName, type DigestName, type SignatureAlgorithm } from '../x509/algorithms.ts';
import { keyName, type PublicKeyDescription } from '../x509/publicKey.ts';
import type { SignaturePolicy, Until } from './policy.ts';

/**
 * Why the policy does not allow this signature at this time, or undefined.
 * @param at the time at which the signature is proven to have existed
 */
export function algorithmProblem(
  policy: SignaturePolicy,
  algorithm: SignatureAlgorithm,
  key: PublicKeyDescription,
  at: Date,
): Reason | undefined {
  const refused = reason('ALGORITHM_NOT_ALLOWED', algorithmName(algorithm));
  if (algorithm.kind === 'unknown') return refused;
  if (!isOpen(policy.signatures[algorithm.kind], at)) return refused;
  if ('digest' in algorithm && !isOpen(policy.digests[algorithm.digest], at)) return refused;
  return keyProblem(policy, key, at);
}

export function digestProblem(policy: SignaturePolicy, digest: DigestName, at: Date): Reason | undefined {
  return isOpen(policy.digests[digest], at) ? undefined : reason('ALGORITHM_NOT_ALLOWED', digest);
}

export function keyProblem(policy: SignaturePolicy, key: PublicKeyDescription, at: Date): Reason | undefined {
  return isKeyOpen(policy, key, at) ? undefined : reason('KEY_TOO_WEAK', keyName(key));
}

function isKeyOpen({ keys }: SignaturePolicy, key: PublicKeyDescription, at: Date): boolean {
  switch (key.kind) {
    case 'rsa':
      return (
        key.exponent >= BigInt(keys.minRsaExponent) &&
        keys.rsa.some(({ minBits, until }) => key.bits >= minBits && isOpen(until, at))
      );
    case 'dsa':
      return keys.dsa.some(({ minBits, until }) => (key.bits ?? minBits) >= minBits && isOpen(until, at));
    case 'ec':
      return isOpen(Object.hasOwn(keys.ec, key.curve) ? keys.ec[key.curve] : undefined, at);
    case 'ed25519':
    case 'ed448':
      return true;
    case 'unknown':
      return false;
    default:
      return key satisfies never;
  }
}

function isOpen(until: Until | undefined, at: Date): boolean {
  return until !== undefined && (until === null || at.getTime() < Date.parse(until));
}
