import { boolean, integer, octetString, sequence } from '../der/write.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import { digestIdentifier } from '../x509/algorithms.ts';

/**
 * DER TimeStampReq (RFC 3161 §2.4.1), asking for the authority's certificate.
 * @param imprint the digest to be stamped, made with `digest`
 * @param nonce at least 8 unpredictable bytes
 */
export function timestampRequest(imprint: Uint8Array, digest: DigestAlgorithm, nonce: Uint8Array): Buffer {
  const messageImprint = sequence(digestIdentifier(digest), octetString(imprint));
  return sequence(integer(1), messageImprint, integer(nonce), boolean(true));
}
