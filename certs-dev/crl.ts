import type { KeyObject } from 'node:crypto';
import { authorityKeyIdentifier, extension, nameDer, signatureAlgorithm, signed } from './certificate.ts';
import type { Name, Revocation } from './certificateSpec.ts';
import { contextual, enumerated, integer, sequence, time } from './der.ts';

/** CRLReason, RFC 5280 §5.3.1. */
export const REASONS: Readonly<Record<Revocation['reason'], number>> = {
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  cessationOfOperation: 5,
};

export interface CrlEntry {
  /** As in the certificate. */
  readonly serial: bigint;
  readonly revoked: Revocation;
}

export interface CrlOptions {
  readonly issuer: Name;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly entries: readonly CrlEntry[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** A complete CRL, version 2 (RFC 5280 §5.1), DER. Entries revoked after `thisUpdate` are not in it yet. */
export function crlDer(options: CrlOptions): Buffer {
  const entries = options.entries
    .filter(({ revoked }) => new Date(revoked.at) <= options.thisUpdate)
    .map(({ serial, revoked }) => {
      const reason = extension('2.5.29.21', false, enumerated(REASONS[revoked.reason]));
      return sequence(integer(serial), time(new Date(revoked.at)), sequence(reason));
    });
  const number = Math.floor(options.thisUpdate.getTime() / 1000);
  const tbs = sequence(
    integer(1),
    signatureAlgorithm(options.privateKey, 'SHA-256'),
    nameDer(options.issuer),
    time(options.thisUpdate),
    time(options.nextUpdate),
    // revokedCertificates must be absent, not empty (§5.1.2.6).
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    contextual(
      0,
      sequence(authorityKeyIdentifier(options.publicKey), extension('2.5.29.20', false, integer(number))),
    ),
  );
  return signed(tbs, options.privateKey, 'SHA-256');
}
