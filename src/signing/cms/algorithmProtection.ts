import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf } from '../der/fields.ts';
import { contentOf, type Der, rawOf, TAG } from '../der/read.ts';
import { sameBytes } from '../der/values.ts';
import { OID } from '../x509/oids.ts';
import type { SignerInfo } from './signerInfo.ts';

/** True when there is no cmsAlgorithmProtection attribute, or it repeats the algorithms that are used (RFC 6211 §2). */
export function algorithmProtectionHolds(signer: SignerInfo): boolean {
  const values = signer.signed?.attributes.get(OID.cmsAlgorithmProtection);
  if (values === undefined) return true;
  const [value, another] = values;
  if (value === undefined || another !== undefined) return false;
  try {
    return repeats(value, signer);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return false;
  }
}

function repeats(value: Der, signer: SignerInfo): boolean {
  const fields = fieldsOf(value, 'CMSAlgorithmProtection');
  const digest = fields.next(TAG.sequence, 'digestAlgorithm');
  const signature = fields.next(0xa1, 'signatureAlgorithm');
  fields.end();
  return (
    sameBytes(rawOf(digest), signer.digestAlgorithmDer) &&
    sameBytes(contentOf(signature), contentOfSequence(signer.signatureAlgorithmDer))
  );
}

/** The content octets of a short AlgorithmIdentifier: what stays the same under an IMPLICIT tag. */
function contentOfSequence(der: Uint8Array): Uint8Array {
  return der.subarray((der[1] ?? 0) < 0x80 ? 2 : 2 + ((der[1] ?? 0) & 0x7f));
}
