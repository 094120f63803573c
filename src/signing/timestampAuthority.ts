/**
 * Port: a timestamp authority (RFC 3161 §3.4, HTTP). Carries bytes and judges nothing: `timestamp.ts` builds the
 * request with a fresh nonce and checks imprint, nonce, status and token before anything is used.
 */
export interface TimestampAuthority {
  /** For messages: its URL without credentials. */
  readonly name: string;
  /**
   * @param request DER `TimeStampReq`
   * @returns DER `TimeStampResp`, unverified
   * @throws TIMESTAMP_UNAVAILABLE (temporary) when it cannot be reached in time or answers with something else
   */
  answer(request: Uint8Array): Promise<Uint8Array>;
}
