import type { Purpose, SignaturePolicy, UsageRule } from '../policy/policy.ts';
import type { Reason } from '../report.ts';
import type { Certificate } from '../x509/certificate.ts';
import { reason } from './reasons.ts';

/** Why a certificate may not be used for this purpose (keyUsage, extendedKeyUsage); undefined when it may. */
export function usageProblem(
  certificate: Certificate,
  purpose: Purpose,
  policy: SignaturePolicy,
): Reason | undefined {
  if (purpose === 'any') return undefined;
  const rule = policy.usages[purpose];
  const fits = keyUsageFits(certificate, rule) && purposesFit(certificate, rule);
  return fits ? undefined : reason('CERT_USAGE_NOT_ALLOWED', `${certificate.subject.text}, ${purpose}`);
}

function keyUsageFits({ keyUsage }: Certificate, rule: UsageRule): boolean {
  if (keyUsage === undefined) return !rule.keyUsageRequired;
  return rule.keyUsages.some((usage) => keyUsage.has(usage));
}

function purposesFit({ extendedKeyUsage }: Certificate, { rule, purposes: allowed }: UsageRule): boolean {
  if (extendedKeyUsage === undefined) return rule === 'any-of';
  const { purposes, critical } = extendedKeyUsage;
  const fits = purposes.some((purpose) => allowed.includes(purpose));
  return rule === 'sole-critical' ? fits && critical && purposes.length === 1 : fits;
}
