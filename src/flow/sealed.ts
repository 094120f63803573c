import { CongvanError } from '../kernel/errors.ts';
import type { AgencyCode } from '../kernel/ids.ts';
import { isAgencyCode, isSameAgency } from '../registry/agencyCode.ts';
import type { SignatureReport, ValidationReport } from '../signing/report.ts';

/**
 * Valid seals of an agency in a judged document. Its signature on a copy it made counts as one: a copy is worth what
 * the original is (NĐ 30/2020 Đ26, Đ32.2d); that on an attachment does not make the document.
 */
export function sealsOf(report: ValidationReport, agency: AgencyCode): readonly SignatureReport[] {
  return report.signatures.filter(
    ({ role, signer, indication }) =>
      (role === 'agency' || role === 'copy') &&
      indication === 'TOTAL-PASSED' &&
      belongsTo(signer?.agency ?? null, agency),
  );
}

/** Does the code a certificate names mean this agency, in either grammar? */
export function belongsTo(named: string | null, agency: AgencyCode): boolean {
  return named !== null && isAgencyCode(named) && isSameAgency(named, agency);
}

/**
 * An official document is good as a whole and bears the agency's own valid seal (NĐ 30/2020 Đ5, Đ32).
 * @throws DOCUMENT_NOT_SEALED
 */
export function checkSealed(report: ValidationReport, agency: AgencyCode): void {
  if (report.indication === 'TOTAL-PASSED' && sealsOf(report, agency).length > 0) return;
  throw new CongvanError('DOCUMENT_NOT_SEALED', { where: report.file, detail: whyNotSealed(report, agency) });
}

/** A document timestamp is nobody's signature. */
export function isSigned(report: ValidationReport): boolean {
  return report.signatures.some(({ role }) => role !== 'timestamp');
}

/** One line that says what is missing or wrong. */
export function whyNotSealed(report: ValidationReport, agency: AgencyCode): string {
  if (!isSigned(report) && report.indication !== 'TOTAL-FAILED') return 'no signature';
  const reasons = [...report.reasons, ...report.signatures.flatMap(({ reasons: own }) => own)];
  if (report.indication !== 'TOTAL-PASSED') {
    return [report.indication, ...reasons.map(({ code }) => code)].join(' ');
  }
  return `no seal of ${agency}`;
}
