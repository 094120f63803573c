import { CongvanError } from '../kernel/errors.ts';
import type { SigningRole } from '../signing/pdf/signRequest.ts';
import { refuseUnfitSigner } from '../signing/signerCertificate.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { judgeCertificate } from '../signing/validation/chainJudgement.ts';
import { type Certificate, parseCertificate } from '../signing/x509/certificate.ts';
import { agencyOf } from '../signing/x509/role.ts';
import type { Signing } from './context.ts';
import { belongsTo } from './sealed.ts';
import { collected } from './verify.ts';

/**
 * May this key sign in this role now? Asked before the key is used: the right kind of certificate, of this agency,
 * in force, leading to a trust anchor, not revoked (NĐ 30/2020 Đ32.2; NĐ 23/2025: validity is checked when signing).
 * @throws SIGNER_ROLE_MISMATCH, SIGNER_AGENCY_MISMATCH, SIGNER_CERTIFICATE_*, REVOCATION_UNAVAILABLE
 */
export async function checkSigner(context: Signing, key: SignerKey, role: SigningRole): Promise<void> {
  const [certificate, ...issuers] = key.certificateChain.map(parseCertificate);
  if (certificate === undefined) throw new CongvanError('SIGNER_CERTIFICATE_UNTRUSTED');
  refuseUnfitSigner(certificate, role, context.clock.now());
  checkAgency(context, certificate, role);
  await checkChain(context, certificate, issuers);
}

function checkAgency(context: Signing, certificate: Certificate, role: SigningRole): void {
  if (role !== 'agency' || context.agencyCode === null) return;
  const named = agencyOf(certificate);
  if (belongsTo(named, context.agencyCode)) return;
  const detail = `${named ?? 'no agency'}, not ${context.agencyCode}`;
  throw new CongvanError('SIGNER_AGENCY_MISMATCH', { where: certificate.subject.text, detail });
}

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
