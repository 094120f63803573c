import { DEFAULT_POLICY, type KeyRule, type SignaturePolicy, type Until, type UsageRule } from './policy.ts';
import { DEFAULT_SIGNING, type SigningAct, signingRules } from './signingPolicy.ts';

/**
 * In what a policy is laxer than the program's own, as dotted keys of a policy file (`revocation.required`, `digests.SHA-1`). A laxer
 * policy may be used, but every report made by it says so. Stricter is nobody's harm and not told.
 */
export function weakerThanDefault(policy: SignaturePolicy): readonly string[] {
  if (policy === DEFAULT_POLICY) return [];
  const floor = DEFAULT_POLICY;
  return [
    ...laterEnds('digests', policy.digests, floor.digests),
    ...laterEnds('signatures', policy.signatures, floor.signatures),
    ...laterEnds('keys.ec', policy.keys.ec, floor.keys.ec),
    ...laxerKeys('keys.rsa', policy.keys.rsa, floor.keys.rsa),
    ...laxerKeys('keys.dsa', policy.keys.dsa, floor.keys.dsa),
    ...usageKeys(policy, floor),
    ...switches(policy, floor),
    ...signingKeys(policy),
  ];
}

type Ends = Readonly<Record<string, Until | undefined>>;

function laterEnds(section: string, ends: Ends, floor: Ends): readonly string[] {
  return Object.entries(ends)
    .filter(([name, until]) => isLater(until, Object.hasOwn(floor, name) ? floor[name] : undefined))
    .map(([name]) => `${section}.${name}`);
}

/** undefined: never allowed. */
function isLater(until: Until | undefined, floor: Until | undefined): boolean {
  if (until === undefined || floor === null) return false;
  if (floor === undefined || until === null) return true;
  return Date.parse(until) > Date.parse(floor);
}

/** A rule is laxer when the floor would not take a key of its least size as long. */
function laxerKeys(section: string, rules: readonly KeyRule[], floor: readonly KeyRule[]): readonly string[] {
  const isLaxer = ({ minBits, until }: KeyRule) =>
    floor.every((rule) => minBits < rule.minBits || isLater(until, rule.until));
  return rules.some(isLaxer) ? [section] : [];
}

const STRICTNESS: Readonly<Record<UsageRule['rule'], number>> = {
  'any-of': 0,
  required: 1,
  'sole-critical': 2,
};

function usageKeys(policy: SignaturePolicy, floor: SignaturePolicy): readonly string[] {
  const purposes = ['document', 'timestamp', 'ocsp', 'tls-client', 'tls-server'] as const;
  return purposes
    .filter((purpose) => isLaxerUsage(policy.usages[purpose], floor.usages[purpose]))
    .map((purpose) => `usages.${purpose}`);
}

function isLaxerUsage(usage: UsageRule, floor: UsageRule): boolean {
  return (
    STRICTNESS[usage.rule] < STRICTNESS[floor.rule] ||
    (floor.keyUsageRequired && !usage.keyUsageRequired) ||
    usage.keyUsages.some((one) => !floor.keyUsages.includes(one)) ||
    usage.purposes.some((one) => !floor.purposes.includes(one))
  );
}

function switches(policy: SignaturePolicy, floor: SignaturePolicy): readonly string[] {
  const { revocation, timestamps, path, keys } = policy;
  const laxer: Readonly<Record<string, boolean>> = {
    'keys.min_rsa_exponent': keys.minRsaExponent < floor.keys.minRsaExponent,
    'path.max_length': path.maxLength > floor.path.maxLength,
    'path.positive_serials': !path.positiveSerials,
    'revocation.required': !revocation.required,
    'revocation.max_age_without_next_update_hours':
      revocation.maxAgeWithoutNextUpdateHours > floor.revocation.maxAgeWithoutNextUpdateHours,
    'revocation.check_responders': !revocation.checkResponders,
    'timestamps.accept_expired_authority': timestamps.acceptExpiredAuthority,
    clock_skew_seconds: policy.clockSkewSeconds > floor.clockSkewSeconds,
  };
  return Object.keys(laxer).filter((key) => laxer[key] === true);
}

/** A rule gives a role to a certificate that claims none; an order that asks for less lets more be signed. */
function signingKeys(policy: SignaturePolicy): readonly string[] {
  const { signers, order } = signingRules(policy);
  const acts = Object.keys(DEFAULT_SIGNING.order) as SigningAct[];
  const freer = acts.filter((act) =>
    DEFAULT_SIGNING.order[act]?.some((role) => order[act]?.includes(role) !== true),
  );
  return [...(signers.length > 0 ? ['signing.signers'] : []), ...freer.map((act) => `signing.order.${act}`)];
}
