import type { Secret } from '../../kernel/secret.ts';
import type { Material } from '../material.ts';
import type { SignaturePolicy } from '../policy/policy.ts';
import type { TrustStore } from '../trust/trustStore.ts';
import type { Proofs } from './proofs.ts';

/** What every judgement is made from; nothing else is looked at, so the same input always gives the same answer. */
export interface JudgingContext {
  /** Certificates and revocation answers that were collected or came with the document; none is trusted. */
  readonly material: Material;
  readonly trust: TrustStore;
  readonly policy: SignaturePolicy;
  /** Opens PDFs that are encrypted; no part of the judgement. */
  readonly password?: Secret;
  /** The time of judging, UTC: nothing from after it counts. */
  readonly at: Date;
  /** What accepted timestamps prove to have existed, and since when; absent: nothing. */
  readonly proofs?: Proofs;
}
