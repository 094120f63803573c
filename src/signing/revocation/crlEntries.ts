import { boundedMemo } from '../../kernel/boundedMemo.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, rawOf, TAG } from '../der/read.ts';
import { readGeneralizedTime, readTime } from '../der/time.ts';
import { hexOf, readSmallInteger } from '../der/values.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type ExtensionSet, extensionValue, readExtensions, unknownCriticalOf } from '../x509/extensions.ts';
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
  const readOnce = extensionReader();
  let hasUnknownCritical = false;
  let issuer = crlIssuer;
  for (const item of revoked === undefined ? [] : itemsOf(revoked, 'revokedCertificates')) {
    const fields = fieldsOf(item, 'revokedCertificate');
    const serial = hexOf(rawOf(fields.next(TAG.integer, 'userCertificate')));
    const revokedAt = readTime(fields.any('revocationDate'));
    const extensions = readOnce(fields.optional(TAG.sequence));
    fields.end();
    hasUnknownCritical ||= extensions.hasUnknownCritical;
    // The certificateIssuer of an entry holds for the entries after it too (RFC 5280 §5.3.3).
    if (isIndirect) issuer = extensions.issuer ?? issuer;
    const { reason, invalidityDate } = extensions;
    bySerial.set(serial, [...(bySerial.get(serial) ?? []), { revokedAt, issuer, reason, invalidityDate }]);
  }
  return {
    hasUnknownCritical,
    find: (certificate) =>
      bySerial.get(hexOf(certificate.serialDer))?.find((entry) => sameName(entry.issuer, certificate.issuer)),
  };
}

interface EntryExtensions extends Pick<CrlEntry, 'reason' | 'invalidityDate'> {
  readonly issuer: Name | undefined;
  readonly hasUnknownCritical: boolean;
}

const NONE: EntryExtensions = {
  reason: undefined,
  invalidityDate: undefined,
  issuer: undefined,
  hasUnknownCritical: false,
};

/** Most entries of a long CRL have one of a few sets of extensions: each is read once. */
function extensionReader(): (node: Der | undefined) => EntryExtensions {
  const memo = boundedMemo<string, EntryExtensions>(64);
  return (node) =>
    node === undefined ? NONE : memo.get(hexOf(rawOf(node)), () => readEntryExtensions(node));
}

function readEntryExtensions(node: Der): EntryExtensions {
  const extensions = readExtensions(node);
  return {
    reason: extensionValue(extensions, OID.cRLReason, (value) =>
      readSmallInteger(value, 'cRLReason', TAG.enumerated),
    ),
    invalidityDate: extensionValue(extensions, OID.invalidityDate, readGeneralizedTime),
    issuer: certificateIssuer(extensions),
    hasUnknownCritical: unknownCriticalOf(extensions, UNDERSTOOD).length > 0,
  };
}

function certificateIssuer(extensions: ExtensionSet): Name | undefined {
  const names = extensionValue(extensions, OID.certificateIssuer, (node) =>
    readGeneralNames(node, 'certificateIssuer'),
  );
  const directory = names?.find((name) => name.kind === 'directory');
  return directory?.kind === 'directory' ? directory.name : undefined;
}
