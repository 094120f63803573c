import type { Role } from '../report.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './oids.ts';

/**
 * Whose certificate this is: a person's (QcType esign), an agency's seal (eseal) (EN 319 412-5 §4.2.3), a timestamp
 * authority's. Says nothing of whether the certificate is trusted.
 */
export function roleOf(certificate: Certificate): Role {
  const isPerson = certificate.qcTypes.includes(OID.qcTypeEsign);
  const isAgency = certificate.qcTypes.includes(OID.qcTypeEseal);
  if (isPerson !== isAgency) return isPerson ? 'person' : 'agency';
  if (certificate.extendedKeyUsage?.purposes.includes(OID.timeStamping)) return 'timestamp';
  return 'unknown';
}

const AGENCY = /^GOVVN-(.+)$/;

/** The agency code in the subject's organizationIdentifier (`GOVVN-<code>`, EN 319 412-1 §5.1.4), not yet parsed. */
export function agencyOf(certificate: Certificate): string | null {
  return AGENCY.exec(certificate.subject.organizationIdentifier ?? '')?.[1] ?? null;
}
