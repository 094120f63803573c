import type { Digest } from '../../kernel/digest.ts';

/** A part that travels beside a sealed envelope, bound by its digest. */
export interface SealedPart {
  /** Without `cid:`; letters, digits and `._@-`. */
  readonly contentId: string;
  readonly digest: Digest;
}
