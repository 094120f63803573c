import { isCongvanError } from '../../kernel/errors.ts';
import { rawOf } from '../der/read.ts';
import { OID } from '../x509/oids.ts';
import { type CmsSignedData, parseSignedData } from './parse.ts';

/** DER of the timestamp tokens over the signature value (signature-time-stamp, RFC 3161 Appendix A). */
export function signatureTimestamps(cms: CmsSignedData): readonly Uint8Array[] {
  return (cms.signerInfo.unsigned.get(OID.signatureTimeStampToken) ?? []).map((node) => rawOf(node));
}

/**
 * DER of every certificate in a CMS signature and in its timestamps, for collecting material before judging; empty when
 * it cannot be parsed. Nothing is verified.
 */
export function certificatesOfCms(der: Uint8Array): readonly Uint8Array[] {
  try {
    const cms = parseSignedData(der);
    return [...cms.certificates, ...signatureTimestamps(cms).flatMap((token) => certificatesOfCms(token))];
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return [];
  }
}
