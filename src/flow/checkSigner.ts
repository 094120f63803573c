import { CongvanError } from '../kernel/errors.ts';
import { digestForKey, signatureAlgorithmFor } from '../signing/keyAlgorithm.ts';
import { algorithmProblem } from '../signing/policy/algorithms.ts';
import { identityUnder, type SigningAct, signingRules } from '../signing/policy/signingPolicy.ts';
import type { SignatureLevel } from '../signing/report.ts';
import { refuseUnfitSigner, roleOfAct, ruleText } from '../signing/signerCertificate.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { judgeCertificate } from '../signing/validation/chainJudgement.ts';
import { type Certificate, parseCertificate } from '../signing/x509/certificate.ts';
import type { Signing } from './context.ts';
import { belongsTo } from './sealed.ts';
import { collected } from './verify.ts';

/**
 * May this key sign in this role now? Asked before the key is used: the right kind of certificate, by itself or by a
 * rule of the policy, of this agency, in force, with an algorithm and a level the policy allows, leading to a trust
 * anchor, not revoked (NĐ 30/2020 Đ32.2; NĐ 23/2025: validity is checked when signing).
 * @throws SIGNER_NOT_LISTED, SIGNER_RULE_CONTRADICTED, SIGNER_ROLE_NOT_GRANTED, SIGNER_ROLE_MISMATCH,
 *   SIGNER_AGENCY_MISMATCH, SIGNING_ALGORITHM_FORBIDDEN, SIGNER_CERTIFICATE_*, REVOCATION_UNAVAILABLE
 */
export async function checkSigner(context: Signing, key: SignerKey, role: SigningAct): Promise<void> {
  const [certificate, ...issuers] = key.certificateChain.map(parseCertificate);
  if (certificate === undefined) throw new CongvanError('SIGNER_CERTIFICATE_UNTRUSTED');
  refuseUnfitSigner(certificate, role, context.clock.now(), context.policy);
  checkAgency(context, certificate, role);
  checkAlgorithm(context, certificate, key);
  await checkChain(context, certificate, issuers);
}

function checkAgency(context: Signing, certificate: Certificate, role: SigningAct): void {
  if (roleOfAct(role) !== 'agency' || context.agencyCode === null) return;
  const named = identityUnder(certificate, context.policy).agency;
  if (belongsTo(named, context.agencyCode)) return;
  const detail = `${named ?? 'no agency'}, not ${context.agencyCode}`;
  throw new CongvanError('SIGNER_AGENCY_MISMATCH', { where: certificate.subject.text, detail });
}

/** What the verifier would hold against the signature itself, asked of today. */
function checkAlgorithm({ policy, clock }: Signing, { subject, spki }: Certificate, key: SignerKey): void {
  const { algorithm } = key;
  const made = signatureAlgorithmFor(algorithm, digestForKey(algorithm));
  const problem = algorithmProblem(policy, made, spki.description, clock.now());
  if (problem === undefined) return;
  const rule = problem.reason.code === 'KEY_TOO_WEAK' ? 'keys' : 'digests, signatures';
  throw new CongvanError('SIGNING_ALGORITHM_FORBIDDEN', {
    where: subject.text,
    detail: `${problem.reason.text}; rule ${rule} of policy ${policy.name} ${policy.version}`,
  });
}

/** @throws SIGNING_LEVEL_TOO_LOW */
export function checkLevel(
  { policy }: Pick<Signing, 'policy'>,
  act: SigningAct,
  level: SignatureLevel,
): void {
  const rules = signingRules(policy);
  const least = rules.levels[act];
  if (least === undefined || LEVELS.indexOf(level) >= LEVELS.indexOf(least)) return;
  const rule = ruleText(rules, `signing.levels.${act}`);
  throw new CongvanError('SIGNING_LEVEL_TOO_LOW', { detail: `${level}, not ${least}; ${rule}` });
}

const LEVELS: readonly SignatureLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

async function checkChain(
  context: Signing,
  certificate: Certificate,
  issuers: readonly Certificate[],
): Promise<void> {
  const { trust, policy, clock } = context;
  const material = await collected(
    context,
    [certificate, ...issuers].map(({ der }) => der),
  );
  const at = clock.now();
  const { indication, subIndication, reasons } = judgeCertificate({
    ...{ certificate, material, trust, policy, at },
    purpose: 'document',
    candidates: issuers,
    time: at,
    isProven: false,
  });
  if (indication === 'TOTAL-PASSED') return;
  const detail = reasons.map(({ code }) => code).join(' ');
  throw new CongvanError(codeFor(subIndication), { where: certificate.subject.text, detail });
}

function codeFor(subIndication: string | null) {
  if (subIndication === 'TRY_LATER') return 'REVOCATION_UNAVAILABLE';
  return subIndication?.startsWith('REVOKED') ? 'SIGNER_CERTIFICATE_REVOKED' : 'SIGNER_CERTIFICATE_UNTRUSTED';
}
