/** Port: fetches certificates of issuers that a document did not bring. Bytes only: nothing fetched is trusted. */
export interface IssuerSource {
  /**
   * @param certificate DER of the certificate whose issuer is missing
   * @returns DER of what lies at the addresses the certificate names (caIssuers, RFC 5280 §4.2.2.1), unverified; empty
   *   when it names none or none answers. Never throws for a peer.
   */
  issuersOf(certificate: Uint8Array): Promise<readonly Uint8Array[]>;
}

export const NO_ISSUERS: IssuerSource = { issuersOf: async () => [] };
