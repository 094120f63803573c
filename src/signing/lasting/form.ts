import type { OlderRevocation } from '../pdf/levels/addMaterial.ts';
import type { SignatureReport } from '../report.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import type { JudgingContext } from '../validation/context.ts';

/** Gets a timestamp: a DER TimeStampToken for an imprint made with `digest`. */
export type AskForTimestamp = (imprint: Uint8Array, digest: DigestAlgorithm) => Promise<Uint8Array>;

export interface WithMaterial {
  /** The very bytes that were given when the file has all that is needed. */
  readonly bytes: Uint8Array;
  readonly older: readonly OlderRevocation[];
}

/**
 * How a file that is no PDF gets what lasts, step by step and without any key. What its signatures sign stays byte for
 * byte. `reports` are about these very bytes, in the order of the verifier, and every one of them passed.
 */
export interface LevelForm {
  /** A signature timestamp in each signature that has no proven time (B-T). */
  readonly timed: (
    bytes: Uint8Array,
    reports: readonly SignatureReport[],
    ask: AskForTimestamp,
  ) => Promise<Uint8Array>;
  /**
   * Certificates and revocation answers about every signer and timestamp authority, as far as they are missing (B-LT).
   * @param context its material is what was collected after the signatures were timestamped
   * @throws REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE
   */
  readonly lasting: (
    bytes: Uint8Array,
    reports: readonly SignatureReport[],
    context: JudgingContext,
  ) => WithMaterial;
  /** An archive timestamp over everything that is there (B-LTA). */
  readonly archived: (bytes: Uint8Array, ask: AskForTimestamp) => Promise<Uint8Array>;
}
