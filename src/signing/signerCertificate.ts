import { CongvanError } from '../kernel/errors.ts';
import { vietnamIso } from '../kernel/vietnamTime.ts';
import type { SignaturePolicy } from './policy/policy.ts';
import {
  contradiction,
  identityUnder,
  type SigningAct,
  type SigningRules,
  signerRuleFor,
  signingRules,
} from './policy/signingPolicy.ts';
import type { Certificate } from './x509/certificate.ts';

/**
 * What certificate and policy say of a signer: it may do this act, and the certificate is in force. Asked before a key
 * is used; whether it is trusted and not revoked is another question. A refusal by the policy names rule and place.
 * @throws SIGNER_NOT_LISTED, SIGNER_RULE_CONTRADICTED, SIGNER_ROLE_NOT_GRANTED, SIGNER_ROLE_MISMATCH,
 *   SIGNER_CERTIFICATE_EXPIRED, SIGNER_CERTIFICATE_NOT_YET_VALID
 */
export function refuseUnfitSigner(
  certificate: Certificate,
  act: SigningAct,
  now: Date,
  policy: Pick<SignaturePolicy, 'signing'>,
): void {
  const where = certificate.subject.text;
  refuseByRule(certificate, act, policy);
  const { role } = identityUnder(certificate, policy);
  if (role !== roleOfAct(act)) {
    throw new CongvanError('SIGNER_ROLE_MISMATCH', { where, detail: `${role}, not ${act}` });
  }
  const { notBefore, notAfter } = certificate;
  if (now > notAfter) {
    throw new CongvanError('SIGNER_CERTIFICATE_EXPIRED', { where, detail: vietnamIso(notAfter) });
  }
  if (now < notBefore) {
    throw new CongvanError('SIGNER_CERTIFICATE_NOT_YET_VALID', { where, detail: vietnamIso(notBefore) });
  }
}

/** Whose key does it: all acts but a person's are the agency's (NĐ 30/2020 Đ32.2). */
export function roleOfAct(act: SigningAct): 'person' | 'agency' {
  return act === 'person' ? 'person' : 'agency';
}

function refuseByRule(
  certificate: Certificate,
  act: SigningAct,
  policy: Pick<SignaturePolicy, 'signing'>,
): void {
  const rules = signingRules(policy);
  const where = certificate.subject.text;
  const found = signerRuleFor(certificate, policy);
  if (found === undefined) {
    if (!rules.onlyListed) return;
    throw new CongvanError('SIGNER_NOT_LISTED', { where, detail: ruleText(rules, 'signing.only_listed') });
  }
  const named = ruleText(rules, found.key, found.rule.id);
  const other = contradiction(certificate, found.rule);
  if (other !== null)
    throw new CongvanError('SIGNER_RULE_CONTRADICTED', { where, detail: `${other}; ${named}` });
  if (found.rule.roles.includes(act)) return;
  const detail = `${found.rule.roles.join(', ')}, not ${act}; ${named}`;
  throw new CongvanError('SIGNER_ROLE_NOT_GRANTED', { where, detail });
}

/** `rule signing.signers.0 (giam-doc), policy.toml, line 41`: how refusals name a rule. */
export function ruleText({ places }: SigningRules, key: string, id?: string): string {
  const place = Object.hasOwn(places, key) ? places[key] : undefined;
  return [`rule ${key}${id === undefined ? '' : ` (${id})`}`, ...(place === undefined ? [] : [place])].join(
    ', ',
  );
}
