import type { Cryptography, Reason, SubIndication } from '../report.ts';
import { type ReasonCode, reason } from '../validation/reasons.ts';

/** One thing to be said of a signature; it fails because of it unless `failure` is null. */
export interface Finding {
  readonly failure: SubIndication | null;
  readonly reason: Reason;
}

export function found(
  failure: SubIndication | null,
  code: ReasonCode,
  particulars?: string,
): readonly Finding[] {
  return [{ failure, reason: reason(code, particulars) }];
}

/** After these nothing is proven about the content; other failures leave an intact signature that is not accepted. */
const BREAKING: ReadonlySet<string> = new Set<ReasonCode>([
  'CMS_SIGNED_ATTRIBUTES_MISSING',
  'CMS_CONTENT_TYPE_WRONG',
  'CMS_MESSAGE_DIGEST_MISSING',
  'CMS_DIGEST_ALGORITHMS_DISAGREE',
  'CMS_ALGORITHM_PROTECTION_BROKEN',
  'CMS_DIGEST_MISMATCH',
  'CMS_SIGNATURE_BROKEN',
]);
const UNCHECKED: ReadonlySet<string> = new Set<ReasonCode>([
  'CMS_ALGORITHM_UNSUPPORTED',
  'CMS_SIGNER_NOT_FOUND',
]);

export function cryptographyOf(findings: readonly Finding[]): Cryptography {
  const codes = findings.map(({ reason: { code } }) => code);
  if (codes.some((code) => BREAKING.has(code))) return 'BROKEN';
  return codes.some((code) => UNCHECKED.has(code)) ? 'UNSUPPORTED' : 'INTACT';
}

/** What shows the signature to be bad comes before what only leaves it open. */
export const FATAL: readonly (SubIndication | null)[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
];

/** What failed; the gravest of several. */
export function worstOf(findings: readonly Finding[]): SubIndication | null {
  const failures = findings.flatMap(({ failure }) => failure ?? []);
  return failures.find((failure) => FATAL.includes(failure)) ?? failures[0] ?? null;
}
