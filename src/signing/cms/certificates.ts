import { isCongvanError } from '../../kernel/errors.ts';
import { itemsOf } from '../der/fields.ts';
import { type Der, rawOf } from '../der/read.ts';
import { OID } from '../x509/oids.ts';
import { type CmsSignedData, parseSignedData } from './parse.ts';

/** DER of the timestamp tokens over the signature value (signature-time-stamp, RFC 3161 Appendix A). */
export function signatureTimestamps(cms: CmsSignedData): readonly Uint8Array[] {
  return unsignedValues(cms, OID.signatureTimeStampToken);
}

/** DER of the archive-time-stamp-v3 tokens (EN 319 122-1 §5.5.3). */
export function archiveTimestamps(cms: CmsSignedData): readonly Uint8Array[] {
  return unsignedValues(cms, OID.archiveTimeStampV3);
}

function unsignedValues({ signerInfo }: CmsSignedData, type: string): readonly Uint8Array[] {
  return (signerInfo.unsigned.get(type) ?? []).map((node) => rawOf(node));
}

/** DER of the certificates inside: SignedData.certificates and certificate-values (EN 319 122-1 annex A.1.1.2). */
export function certificatesInside(cms: CmsSignedData): readonly Uint8Array[] {
  const values = cms.signerInfo.unsigned.get(OID.certificateValues) ?? [];
  return values.length === 0 ? cms.certificates : [...cms.certificates, ...values.flatMap(listed)];
}

function listed(node: Der): readonly Uint8Array[] {
  try {
    return itemsOf(node, 'CertificateValues').map((item) => rawOf(item));
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return [];
  }
}

/** How deep timestamps within timestamps are looked into. */
const DEPTH = 3;

/**
 * DER of every certificate in a CMS signature and in its timestamps, for collecting material before judging; empty when
 * it cannot be parsed. Nothing is verified.
 */
export function certificatesOfCms(der: Uint8Array, depth: number = DEPTH): readonly Uint8Array[] {
  const cms = parsedOrNothing(der);
  if (cms === undefined || depth === 0) return [];
  const tokens = [...signatureTimestamps(cms), ...archiveTimestamps(cms)];
  return [...certificatesInside(cms), ...tokens.flatMap((token) => certificatesOfCms(token, depth - 1))];
}

function parsedOrNothing(der: Uint8Array): CmsSignedData | undefined {
  try {
    return parseSignedData(der);
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return undefined;
  }
}
