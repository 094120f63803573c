import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, rawOf, TAG } from '../der/read.ts';
import { readGeneralizedTime, readTime } from '../der/time.ts';
import { hexOf, readSmallInteger } from '../der/values.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  type ExtensionSet,
  extensionValue,
  NO_EXTENSIONS,
  readExtensions,
  unknownCriticalOf,
} from '../x509/extensions.ts';
import { readGeneralNames } from '../x509/generalName.ts';
import { type Name, sameName } from '../x509/name.ts';
import { OID } from '../x509/oids.ts';

/** CRLReason (RFC 5280 §5.3.1). */
export const CRL_REASON = {
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
} as const;

export interface CrlEntry {
  readonly revokedAt: Date;
  readonly reason: number | undefined;
  /** Since when the key is known or suspected to be bad (RFC 5280 §5.3.2). */
  readonly invalidityDate: Date | undefined;
  /** Whose certificate it is; the CRL's issuer unless the CRL is indirect. */
  readonly issuer: Name;
}

export interface CrlEntries {
  find(certificate: Certificate): CrlEntry | undefined;
  /** An entry has a critical extension nobody here knows: then the whole CRL must not be used (RFC 5280 §5.3). */
  readonly hasUnknownCritical: boolean;
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.cRLReason, OID.invalidityDate, OID.certificateIssuer]);

export function crlEntries(revoked: Der | undefined, crlIssuer: Name, isIndirect: boolean): CrlEntries {
  const bySerial = new Map<string, readonly CrlEntry[]>();
  let hasUnknownCritical = false;
  let issuer = crlIssuer;
  for (const item of revoked === undefined ? [] : itemsOf(revoked, 'revokedCertificates')) {
    const fields = fieldsOf(item, 'revokedCertificate');
    const serial = hexOf(rawOf(fields.next(TAG.integer, 'userCertificate')));
    const revokedAt = readTime(fields.any('revocationDate'));
    const tagged = fields.optional(TAG.sequence);
    fields.end();
    const extensions = tagged === undefined ? NO_EXTENSIONS : readExtensions(tagged);
    hasUnknownCritical ||= unknownCriticalOf(extensions, UNDERSTOOD).length > 0;
    // The certificateIssuer of an entry holds for the entries after it too (RFC 5280 §5.3.3).
    if (isIndirect) issuer = certificateIssuer(extensions) ?? issuer;
    const entry = { revokedAt, issuer, ...readEntryExtensions(extensions) };
    bySerial.set(serial, [...(bySerial.get(serial) ?? []), entry]);
  }
  return {
    hasUnknownCritical,
    find: (certificate) =>
      bySerial.get(hexOf(certificate.serialDer))?.find((entry) => sameName(entry.issuer, certificate.issuer)),
  };
}

function readEntryExtensions(extensions: ExtensionSet): Pick<CrlEntry, 'reason' | 'invalidityDate'> {
  return {
    reason: extensionValue(extensions, OID.cRLReason, (node) =>
      readSmallInteger(node, 'cRLReason', TAG.enumerated),
    ),
    invalidityDate: extensionValue(extensions, OID.invalidityDate, readGeneralizedTime),
  };
}

function certificateIssuer(extensions: ExtensionSet): Name | undefined {
  const names = extensionValue(extensions, OID.certificateIssuer, (node) =>
    readGeneralNames(node, 'certificateIssuer'),
  );
  const directory = names?.find((name) => name.kind === 'directory');
  return directory?.kind === 'directory' ? directory.name : undefined;
}
