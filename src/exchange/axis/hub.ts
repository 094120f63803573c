/** What every operation of the axis works with, and its limits. */
import type { Clock } from '../../kernel/clock.ts';
import type { Digest } from '../../kernel/digest.ts';
import type { MessageId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { AgencyEntry, Directory } from '../directory.ts';
import type { Payloads } from '../payloads.ts';
import type { ReceiptSigner, ReceiptVerifier, SignatureVerdict } from '../receipt.ts';
import type { EnvelopeSeal } from '../seal.ts';
import type { Arrivals } from './arrivals.ts';
import type { AxisStore } from './store.ts';

export interface HubLimits {
  readonly maxEnvelopeBytes: number;
  readonly maxPartBytes: number;
  /** Envelope and parts together. */
  readonly maxMessageBytes: number;
  readonly maxParts: number;
  readonly maxRecipients: number;
  /** Deliveries and receipts per pull. */
  readonly maxPull: number;
  /** How long a message handed out may go unacknowledged before it is handed out again. */
  readonly leaseMs: number;
  /** How long a message may lie undelivered before the sender gets E0. */
  readonly lifeMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: HubLimits = {
  maxEnvelopeBytes: 10 * MIB,
  maxPartBytes: 4096 * MIB,
  maxMessageBytes: 8192 * MIB,
  maxParts: 1000,
  maxRecipients: 1000,
  maxPull: 64,
  leaseMs: 60_000,
  lifeMs: 30 * 24 * 60 * 60_000,
};

export interface HubDeps {
  readonly store: AxisStore;
  readonly payloads: Payloads;
  readonly staging: PartStaging;
  readonly directory: Directory;
  readonly seal: EnvelopeSeal;
  /** The axis's own key. */
  readonly signer: ReceiptSigner;
  /** Left out, the directory alone decides: a key is withdrawn by taking it out of the directory. */
  readonly callerCertificates?: CallerCertificates;
  /** Judges receipts of agencies. */
  readonly verifier: ReceiptVerifier;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly arrivals: Arrivals;
  readonly limits: HubLimits;
}

/**
 * Port: judges the TLS client certificate of a caller: chain, time, usage, revocation. The handshake has proven that the
 * caller holds its key. A bad certificate is a verdict; throws only what is temporary.
 */
export interface CallerCertificates {
  /** @param certificate DER */
  judge(certificate: Uint8Array): Promise<SignatureVerdict>;
}

/** The agency behind the connection, proven by its TLS key. */
export type Caller = AgencyEntry;

/**
 * Port: unfinished uploads. Nothing in it is promised: after a power cut it may hold rubbish, which the digest finds out.
 * One upload per key at a time.
 */
export interface PartStaging {
  /** Bytes kept so far; 0 when there is none. */
  sizeOf(key: StagingKey): Promise<number>;
  /** Appends at the end; keeps what arrived when the source breaks off. @throws DISK_FULL, PART_TOO_LONG */
  append(key: StagingKey, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number>;
  open(key: StagingKey): Promise<AsyncIterable<Uint8Array>>;
  remove(key: StagingKey): Promise<void>;
}

export interface StagingKey {
  readonly owner: string;
  readonly messageId: MessageId;
  readonly digest: Digest;
}
