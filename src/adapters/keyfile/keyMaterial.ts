import type { KeyObject } from 'node:crypto';

/** What a key file holds; nothing is judged yet. */
export interface KeyMaterial {
  readonly key: KeyObject;
  /** DER, in the order of the file. */
  readonly certificates: readonly Uint8Array[];
}
