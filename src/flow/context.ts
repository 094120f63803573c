/** What the stories need from outside. Each story takes only the parts it uses; `wire.ts` puts them together. */
import type { BlobStore } from '../archive/store.ts';
import type { Directory } from '../exchange/directory.ts';
import type { EnvelopeSeal } from '../exchange/seal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Digest } from '../kernel/digest.ts';
import type { AgencyCode } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { IssuerSource } from '../signing/issuerSource.ts';
import type { SignaturePolicy } from '../signing/policy/policy.ts';
import type { RevocationSource } from '../signing/revocationSource.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import type { TimestampAuthority } from '../signing/timestampAuthority.ts';
import type { TrustStore } from '../signing/trust/trustStore.ts';
import type { Store } from './store.ts';

/** The agency this installation speaks for. */
export interface OwnAgency {
  readonly code: AgencyCode;
  readonly code102: AgencyCode | null;
  readonly name: string;
  readonly parent: string | null;
  /** Place name before the date of a document. */
  readonly place: string;
  readonly email: string | null;
}

/** What a judgement needs: anchors, rules, and where to ask for revocation data. */
export interface Judging {
  readonly clock: Clock;
  readonly trust: TrustStore;
  readonly policy: SignaturePolicy;
  /** SHA-256 of the file the policy came from; absent for the program's own. */
  readonly policyFile?: Digest | null;
  readonly revocation: RevocationSource;
  /** What is at hand without asking anybody: lists on the disk. */
  readonly keptRevocation: RevocationSource;
  /** DER certificates that help to build chains; not trusted for being here. */
  readonly intermediates: readonly Uint8Array[];
  /** Opens PDFs that are encrypted. */
  readonly password?: Secret;
  /** Asked for issuers that a file did not bring; absent where nobody is to be asked. */
  readonly issuers?: IssuerSource;
}

/** What lifts a file to a level and renews its protection; no key. */
export interface Protecting extends Judging {
  /** Like `revocation`, but asks anew each time: what goes into a file shall be younger than its timestamp. */
  readonly currentRevocation: RevocationSource;
  readonly random: Random;
  /** Asked in this order. */
  readonly authorities: readonly TimestampAuthority[];
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Everything `flow/sign` needs but the key. */
export interface Signing extends Protecting {
  /** The agency the seal must belong to; null where no agency is configured. */
  readonly agencyCode: AgencyCode | null;
}

/** Reads text for searching out of a file; never trusted, and never the reason why a record is not kept. */
export interface TextReader {
  /** @returns null when there is no text to be had in time */
  read(
    name: string,
    bytes: Uint8Array,
  ): Promise<{ readonly text: string; readonly extractor: string } | null>;
}

export interface Keeping {
  readonly agency: OwnAgency;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly text: TextReader;
  /** Who acts, for the audit trail: a user of the machine or `daemon`. */
  readonly actor: string;
}

export interface Sending extends Keeping, Judging {
  readonly directory: Directory;
  /** Seals envelopes: the agency's key. */
  readonly sealKey: SignerKey;
  /** How long a dispatch is tried before it is given up, days. */
  readonly expiryDays: number;
}

export interface Ingesting extends Sending {
  readonly log: Logger;
  readonly seal: EnvelopeSeal;
}
