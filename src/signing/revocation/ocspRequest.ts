import { explicit, octetString, oid, sequence } from '../der/write.ts';
import type { Certificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';
import { certIdDer } from './certId.ts';

export interface OcspRequestOptions {
  /** Digest of the CertID. Default SHA-1: every responder knows it (RFC 5019 §2.1.1). */
  readonly digest?: 'SHA-1' | 'SHA-256';
  /** 1 to 32 unpredictable bytes (RFC 9654 §2.1); without it the responder may answer from its cache. */
  readonly nonce?: Uint8Array;
}

/** DER OCSPRequest for one certificate (RFC 6960 §4.1), unsigned. */
export function ocspRequest(
  certificate: Certificate,
  issuer: Certificate,
  options: OcspRequestOptions = {},
): Buffer {
  const request = sequence(certIdDer(certificate, issuer, options.digest));
  return sequence(sequence(sequence(request), ...nonceOf(options.nonce)));
}

function nonceOf(nonce: Uint8Array | undefined): readonly Buffer[] {
  if (nonce === undefined) return [];
  return [explicit(2, sequence(sequence(oid(OID.ocspNonce), octetString(octetString(nonce)))))];
}
