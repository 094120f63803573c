import type { RevocationEvidence } from './revocationSource.ts';

/** Everything a judgement may look at besides the document; collected first, so that judging does no I/O. */
export interface Material {
  /** DER certificates that may help to build a chain; not trusted for being here. */
  readonly certificates: readonly Uint8Array[];
  readonly revocations: readonly RevocationEvidence[];
}

export const NO_MATERIAL: Material = { certificates: [], revocations: [] };
