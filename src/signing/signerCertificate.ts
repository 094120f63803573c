import { CongvanError } from '../kernel/errors.ts';
import { vietnamIso } from '../kernel/vietnamTime.ts';
import type { Role } from './report.ts';
import type { Certificate } from './x509/certificate.ts';
import { roleOf } from './x509/role.ts';

/**
 * What a certificate says of itself: it is for this role, and in force. Asked before a key is used; whether it is
 * trusted and not revoked is another question.
 * @throws SIGNER_ROLE_MISMATCH, SIGNER_CERTIFICATE_EXPIRED, SIGNER_CERTIFICATE_NOT_YET_VALID
 */
export function refuseUnfitSigner(certificate: Certificate, role: Role, now: Date): void {
  const where = certificate.subject.text;
  const actual = roleOf(certificate);
  if (actual !== role) {
    throw new CongvanError('SIGNER_ROLE_MISMATCH', { where, detail: `${actual}, not ${role}` });
  }
  const { notBefore, notAfter } = certificate;
  if (now > notAfter) {
    throw new CongvanError('SIGNER_CERTIFICATE_EXPIRED', { where, detail: vietnamIso(notAfter) });
  }
  if (now < notBefore) {
    throw new CongvanError('SIGNER_CERTIFICATE_NOT_YET_VALID', { where, detail: vietnamIso(notBefore) });
  }
}
