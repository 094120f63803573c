import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode, DocumentId, MessageId } from '../kernel/ids.ts';
import type { MessageKind } from './dispatch.ts';
import type { Priority } from './priority.ts';

/** What the seal of an envelope proves; read from the verified canonical bytes only. */
export interface SealedEnvelope {
  readonly messageId: MessageId;
  readonly kind: MessageKind;
  /** The agency whose seal key signed, and equal to the envelope's From. */
  readonly sender: AgencyCode;
  /** As the envelope writes them (To of a document, ResponseFor/OrganId of a status). */
  readonly recipients: readonly AgencyCode[];
  /** The document sent, or the one a status speaks of. */
  readonly documentId: DocumentId;
  readonly priority: Priority;
  /** The sealed manifest, in its order. */
  readonly parts: readonly { readonly contentId: string; readonly digest: Digest }[];
}

export type SealJudgement =
  | { readonly kind: 'verified'; readonly sealed: SealedEnvelope }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string };

/**
 * Port: verifies the seal of an envelope and says what it proves. Implemented above, where signing is known.
 * `verified` means: well-formed within limits, seal intact, chain and revocation good at this time, and the sealing key
 * is one of the sender's seal keys in the directory.
 */
export interface EnvelopeSeal {
  /**
   * @param envelope the sealed XML, exactly as received
   * @throws only what is temporary (revocation data not to be had, store busy); a bad envelope is a judgement
   */
  verify(envelope: Uint8Array): Promise<SealJudgement>;
}
