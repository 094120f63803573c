import type { Reason, SubIndication } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { algorithmName, type DigestName, type SignatureAlgorithm } from '../x509/algorithms.ts';
import { keyName, type PublicKeyDescription } from '../x509/publicKey.ts';
import type { SignaturePolicy, Until } from './policy.ts';

export interface AlgorithmProblem {
  /** `…_NO_POE`: it was allowed once, but nothing proves the signature to be that old. */
  readonly subIndication: Extract<
    SubIndication,
    'CRYPTO_CONSTRAINTS_FAILURE' | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  >;
  readonly reason: Reason;
}

/**
 * Why the policy does not allow a signature of this kind, by this key, at this time; undefined when it does.
 * @param at the time at which the signature is proven to have existed
 */
export function algorithmProblem(
  policy: SignaturePolicy,
  algorithm: SignatureAlgorithm,
  key: PublicKeyDescription,
  at: Date,
): AlgorithmProblem | undefined {
  const kind = algorithm.kind === 'unknown' ? undefined : policy.signatures[algorithm.kind];
  const digest = 'digest' in algorithm ? policy.digests[algorithm.digest] : null;
  return (
    problem([kind, digest], at, reason('ALGORITHM_NOT_ALLOWED', algorithmName(algorithm))) ??
    keyProblem(policy, key, at)
  );
}

export function digestProblem(
  policy: SignaturePolicy,
  digest: DigestName,
  at: Date,
): AlgorithmProblem | undefined {
  return problem([policy.digests[digest]], at, reason('ALGORITHM_NOT_ALLOWED', digest));
}

export function keyProblem(
  policy: SignaturePolicy,
  key: PublicKeyDescription,
  at: Date,
): AlgorithmProblem | undefined {
  return problem([keyEnd(policy, key)], at, reason('KEY_TOO_WEAK', keyName(key)));
}

/** @param ends of everything that is used; undefined for what was never allowed */
function problem(ends: readonly (Until | undefined)[], at: Date, why: Reason): AlgorithmProblem | undefined {
  if (ends.includes(undefined)) return { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE', reason: why };
  const isOver = ends.some((until) => typeof until === 'string' && at.getTime() >= Date.parse(until));
  return isOver ? { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason: why } : undefined;
}

/** Until when the policy takes such a key; undefined: never. */
function keyEnd({ keys }: SignaturePolicy, key: PublicKeyDescription): Until | undefined {
  switch (key.kind) {
    case 'rsa':
      if (key.exponent < BigInt(keys.minRsaExponent)) return undefined;
      return latest(keys.rsa.filter(({ minBits }) => key.bits >= minBits).map(({ until }) => until));
    case 'dsa':
      return latest(
        keys.dsa.filter(({ minBits }) => (key.bits ?? minBits) >= minBits).map(({ until }) => until),
      );
    case 'ec':
      return Object.hasOwn(keys.ec, key.curve) ? keys.ec[key.curve] : undefined;
    case 'ed25519':
    case 'ed448':
      return null;
    case 'unknown':
      return undefined;
    default:
      return key satisfies never;
  }
}

function latest(ends: readonly Until[]): Until | undefined {
  return ends.includes(null) ? null : ends.toSorted().at(-1);
}
