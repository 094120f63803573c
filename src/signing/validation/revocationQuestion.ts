import type { Path } from '../trust/paths.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { JudgingContext } from './context.ts';
import type { RevocationJudgement } from './revocationFinding.ts';

/** Was this certificate, issued by that one, revoked at that time? */
export interface RevocationQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly time: Date;
  /**
   * Until when the issuer's key could be relied on: its certificate's end, or its revocation. What it signed counts
   * only if it is proven to be that old. Absent: no end (an anchor).
   */
  readonly issuerUntil?: Date;
  /** The path the certificate stands in: who signs its CRLs must lead to the same anchor. */
  readonly path: Path;
  readonly context: JudgingContext;
  /** Fingerprints of the certificates whose status is being asked already: an answer must not vouch for itself. */
  readonly asking: ReadonlySet<string>;
  /** Questions that may still be asked for the sake of the first one. */
  readonly allowance: { left: number };
}

export type StatusJudge = (question: RevocationQuestion) => RevocationJudgement;
