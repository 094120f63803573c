import type { Crl } from '../revocation/crl.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  ALL_REASONS,
  type DistributionPoint,
  type DistributionPointName,
  type ReasonMask,
} from '../x509/distributionPoint.ts';
import type { GeneralName } from '../x509/generalName.ts';
import { extendedName, type Name, sameName, sameRdns } from '../x509/name.ts';

/**
 * For which reasons the CRL speaks of the certificate (RFC 5280 §6.3.3 b, d): 0 when it does not speak of it. The
 * certificate's distribution points decide; without them, a CRL of its own issuer.
 */
export function scopeOf(crl: Crl, certificate: Certificate): ReasonMask {
  const covered = crl.issuingPoint?.reasons ?? ALL_REASONS;
  if (!coversKind(crl, certificate)) return 0;
  const points = [...certificate.crlDistributionPoints, ownPoint(certificate)];
  return points
    .filter((point) => isFor(crl, point, certificate))
    .reduce((mask, point) => mask | (point.reasons & covered), 0);
}

/** What a CRL without further words is for: §6.3.3, last paragraph. */
function ownPoint(certificate: Certificate): DistributionPoint {
  const fullName = [{ kind: 'directory', name: certificate.issuer } as const];
  return { fullName, relativeName: undefined, reasons: ALL_REASONS, crlIssuer: undefined };
}

/** §6.3.3 (b) (2) (ii)–(iv) */
function coversKind({ issuingPoint }: Crl, { basicConstraints }: Certificate): boolean {
  if (issuingPoint === undefined) return true;
  const isAuthority = basicConstraints?.ca === true;
  if (issuingPoint.onlyAttributeCertificates) return false;
  return isAuthority ? !issuingPoint.onlyUserCertificates : !issuingPoint.onlyAuthorityCertificates;
}

/** §6.3.3 (b) (1), (2) (i) */
function isFor(crl: Crl, point: DistributionPoint, certificate: Certificate): boolean {
  const { issuingPoint } = crl;
  if (point.crlIssuer === undefined) {
    if (!sameName(crl.issuer, certificate.issuer)) return false;
  } else if (issuingPoint?.isIndirect !== true || !names(point.crlIssuer, crl.issuer)) return false;
  if (issuingPoint?.name === undefined) return true;
  return sharesName(fullNames(issuingPoint.name, crl.issuer), namesOfPoint(point, crl.issuer));
}

function names(generalNames: readonly GeneralName[], name: Name): boolean {
  return generalNames.some((each) => each.kind === 'directory' && sameName(each.name, name));
}

/** A name as a list of RDNs, or anything else by its text. */
type Comparable = readonly string[] | string;

function namesOfPoint(point: DistributionPoint, crlIssuer: Name): readonly Comparable[] {
  const isNamed = point.fullName !== undefined || point.relativeName !== undefined;
  return isNamed ? fullNames(point, crlIssuer) : (point.crlIssuer ?? []).map((name) => comparable(name));
}

function fullNames(
  { fullName, relativeName }: DistributionPointName,
  crlIssuer: Name,
): readonly Comparable[] {
  if (relativeName !== undefined) return [extendedName(crlIssuer, relativeName)];
  return (fullName ?? []).map((name) => comparable(name));
}

function comparable(name: GeneralName): Comparable {
  switch (name.kind) {
    case 'directory':
      return name.name.comparable;
    case 'ip':
      return `ip ${Buffer.from(name.value).toString('hex')}`;
    case 'other':
      return `other ${name.tag}`;
    default:
      return `${name.kind} ${name.value}`;
  }
}

/** `other` names are not read, so they are never the same. */
function sharesName(a: readonly Comparable[], b: readonly Comparable[]): boolean {
  return a.some((one) => b.some((two) => isSame(one, two)));
}

function isSame(a: Comparable, b: Comparable): boolean {
  if (typeof a === 'string' || typeof b === 'string')
    return typeof a === 'string' && a === b && !a.startsWith('other ');
  return sameRdns(a, b);
}
