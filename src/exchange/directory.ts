import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode } from '../kernel/ids.ts';

/** One agency in the address book. Keys are SHA-256 of the DER SubjectPublicKeyInfo; two slots allow a roll-over. */
export interface AgencyEntry {
  readonly code: AgencyCode;
  /** The same agency in the older grammar (QCVN 102:2016), if it has one. */
  readonly code102?: AgencyCode;
  readonly name: string;
  /** False: closed or not connected; nothing is delivered to it and nothing accepted from it. */
  readonly active: boolean;
  /** Keys of the TLS client certificates that speak for it. */
  readonly tlsKeys: readonly Digest[];
  /** Keys that may seal envelopes and sign receipts for it. */
  readonly sealKeys: readonly Digest[];
}

/** Port: the address book. An agency that is not in it is `undefined`, not an error. */
export interface Directory {
  /** By either of its codes. */
  find(code: AgencyCode): Promise<AgencyEntry | undefined>;
  /** Who may speak with this TLS key. */
  findByTlsKey(key: Digest): Promise<AgencyEntry | undefined>;
  list(): Promise<readonly AgencyEntry[]>;
}
