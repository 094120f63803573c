/** What an OCSP responder or a CRL said, as bytes: DER `OCSPResponse` or DER `CertificateList`, unverified. */
export interface RevocationEvidence {
  readonly kind: 'ocsp' | 'crl';
  readonly der: Uint8Array;
  /** When we got it, UTC. Proves nothing to others. */
  readonly fetchedAt: Date;
  /** Where from; null when it was found inside the document. */
  readonly source: string | null;
}

/** Port: fetches revocation data. Bytes only, no judgement; the judgement is `validation/`. */
export interface RevocationSource {
  /**
   * @param certificate DER of the certificate in question
   * @param issuer DER of its issuer
   * @returns every answer that could be had; empty when no source is named or none answers. Never throws for a peer.
   */
  evidenceFor(certificate: Uint8Array, issuer: Uint8Array): Promise<readonly RevocationEvidence[]>;
}
