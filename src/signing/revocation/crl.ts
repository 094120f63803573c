import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf } from '../der/fields.ts';
import { type Der, type DerLimits, decodeDer, derError, innerOf, TAG } from '../der/read.ts';
import { readGeneralizedTime, readTime } from '../der/time.ts';
import { readOctets, readSmallInteger, readUnsigned } from '../der/values.ts';
import { checkInnerAlgorithm, readSigned, type SignedBytes } from '../x509/certificate.ts';
import { type DistributionPoint, readDistributionPoints } from '../x509/distributionPoint.ts';
import {
  type ExtensionSet,
  extensionValue,
  NO_EXTENSIONS,
  readExtensions,
  unknownCriticalOf,
} from '../x509/extensions.ts';
import { type Name, readName } from '../x509/name.ts';
import { OID } from '../x509/oids.ts';
import { type CrlEntries, crlEntries } from './crlEntries.ts';
import { type IssuingDistributionPoint, readIssuingDistributionPoint } from './issuingDistributionPoint.ts';

const LIMITS: DerLimits = { bytes: 64 << 20, depth: 24, values: 8_000_000 };

/** A parsed CRL (RFC 5280 §5); unverified. */
export interface Crl {
  readonly der: Uint8Array;
  readonly signed: SignedBytes;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly number: bigint | undefined;
  /** BaseCRLNumber: this is a delta CRL, not the whole truth. */
  readonly deltaBase: bigint | undefined;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  readonly issuingPoint: IssuingDistributionPoint | undefined;
  /** The same undecoded, for comparing scopes. */
  readonly issuingPointDer: Uint8Array | undefined;
  readonly freshest: readonly DistributionPoint[];
  /** From when on expired certificates stay listed (X.509 §9.5.2.8). */
  readonly expiredCertsFrom: Date | undefined;
  /** Entries are read when first asked for; reading them may throw CRL_INVALID. */
  readonly entries: CrlEntries;
  readonly unknownCritical: readonly string[];
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.cRLNumber,
  OID.deltaCRLIndicator,
  OID.authorityKeyIdentifier,
  OID.issuingDistributionPoint,
  OID.issuerAltName,
  OID.freshestCRL,
  OID.expiredCertsOnCRL,
  OID.authorityInfoAccess,
]);

/** Parses a DER CertificateList strictly. Verifies nothing. @throws CRL_INVALID */
export function parseCrl(der: Uint8Array): Crl {
  return asCrlError(() => readCrl(decodeDer(der, LIMITS)));
}

function asCrlError<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw new CongvanError('CRL_INVALID', { detail: cause.detail ?? cause.message, cause });
  }
}

function readCrl(whole: Der): Crl {
  const { tbs, signed } = readSigned(whole, 'CertificateList');
  const fields = fieldsOf(tbs, 'TBSCertList');
  const version = fields.optional(TAG.integer);
  checkInnerAlgorithm(fields.next(TAG.sequence, 'signature'), whole);
  const issuer = readName(fields.next(TAG.sequence, 'issuer'));
  const thisUpdate = readTime(fields.any('thisUpdate'));
  const next = fields.optional(TAG.utcTime) ?? fields.optional(TAG.generalizedTime);
  const revoked = fields.optional(TAG.sequence);
  const tagged = fields.optional(0xa0);
  fields.end();
  const isVersion2 = version !== undefined && readSmallInteger(version) === 1;
  if ((version !== undefined || tagged !== undefined) && !isVersion2)
    throw derError('CRL version', tbs.start);
  const extensions = tagged === undefined ? NO_EXTENSIONS : readExtensions(innerOf(tagged));
  const issuingPoint = extensionValue(extensions, OID.issuingDistributionPoint, readIssuingDistributionPoint);
  return {
    ...{ der: whole.bytes, signed, issuer, thisUpdate, nextUpdate: next && readTime(next), issuingPoint },
    ...readCrlExtensions(extensions),
    entries: lazily(() => asCrlError(() => crlEntries(revoked, issuer, issuingPoint?.isIndirect === true))),
  };
}

function readCrlExtensions(set: ExtensionSet) {
  return {
    issuingPointDer: set.get(OID.issuingDistributionPoint)?.value,
    number: extensionValue(set, OID.cRLNumber, (node) => readUnsigned(node, 'cRLNumber')),
    deltaBase: extensionValue(set, OID.deltaCRLIndicator, (node) => readUnsigned(node, 'BaseCRLNumber')),
    authorityKeyIdentifier: extensionValue(set, OID.authorityKeyIdentifier, readKeyIdentifier),
    freshest: extensionValue(set, OID.freshestCRL, readDistributionPoints) ?? [],
    expiredCertsFrom: extensionValue(set, OID.expiredCertsOnCRL, readGeneralizedTime),
    unknownCritical: unknownCriticalOf(set, UNDERSTOOD),
  };
}

function readKeyIdentifier(node: Der): Uint8Array | undefined {
  const identifier = fieldsOf(node, 'AuthorityKeyIdentifier').optional(0x80);
  return identifier && readOctets({ ...identifier, tag: TAG.octetString });
}

function lazily(read: () => CrlEntries): CrlEntries {
  let entries: CrlEntries | undefined;
  const loaded = () => (entries ??= read());
  return {
    find: (certificate) => loaded().find(certificate),
    get hasUnknownCritical() {
      return loaded().hasUnknownCritical;
    },
  };
}
