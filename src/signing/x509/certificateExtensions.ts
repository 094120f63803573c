import { fieldsOf, itemsOf } from '../der/fields.ts';
import { contentOf, type Der, derError, TAG } from '../der/read.ts';
import { readBoolean, readNamedBits, readOctets, readOid, readSmallInteger } from '../der/values.ts';
import { type DistributionPoint, readDistributionPoints } from './distributionPoint.ts';
import { type ExtensionSet, extensionValue, unknownCriticalOf } from './extensions.ts';
import { type GeneralName, readAnyGeneralNames, readGeneralName } from './generalName.ts';
import { OID } from './oids.ts';
import {
  type PolicyConstraints,
  type PolicyMapping,
  readMappings,
  readPolicies,
  readPolicyConstraints,
} from './policyExtensions.ts';

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

export interface ExtendedKeyUsage {
  readonly purposes: readonly string[];
  readonly critical: boolean;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** RFC 5280 §4.2, read; what it means for a path is `trust/`. */
export interface CertificateExtensions {
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage: ExtendedKeyUsage | undefined;
  readonly ski: Uint8Array | undefined;
  readonly aki: AuthorityKeyIdentifier | undefined;
  readonly subjectAltNames: readonly GeneralName[];
  /** Policy OIDs; undefined when there is no such extension. */
  readonly policies: readonly string[] | undefined;
  readonly policyMappings: readonly PolicyMapping[];
  readonly policyConstraints: PolicyConstraints | undefined;
  readonly inhibitAnyPolicy: number | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  readonly crlDistributionPoints: readonly DistributionPoint[];
  readonly freshestCrl: readonly DistributionPoint[];
  /** `http(s)` addresses in crlDistributionPoints. */
  readonly crlUrls: readonly string[];
  /** `http(s)` addresses in authorityInfoAccess. */
  readonly ocspUrls: readonly string[];
  readonly caIssuerUrls: readonly string[];
  /** QcType OIDs (EN 319 412-5 §4.2.3). */
  readonly qcTypes: readonly string[];
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly ocspNoCheck: boolean;
  /** OIDs of critical extensions that nobody here understands: the certificate must not be used (RFC 5280 §4.2). */
  readonly unknownCritical: readonly string[];
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.nameConstraints,
  OID.cRLDistributionPoints,
  OID.freshestCRL,
  OID.authorityInfoAccess,
  OID.qcStatements,
  OID.ocspNoCheck,
]);

export function readCertificateExtensions(set: ExtensionSet): CertificateExtensions {
  const points = extensionValue(set, OID.cRLDistributionPoints, readDistributionPoints) ?? [];
  const access = extensionValue(set, OID.authorityInfoAccess, readAccess) ?? [];
  const purposes = extensionValue(set, OID.extKeyUsage, readPurposes);
  return {
    basicConstraints: extensionValue(set, OID.basicConstraints, readBasicConstraints),
    keyUsage: extensionValue(set, OID.keyUsage, readKeyUsage),
    extendedKeyUsage: purposes && { purposes, critical: set.get(OID.extKeyUsage)?.critical === true },
    ski: extensionValue(set, OID.subjectKeyIdentifier, (node) => readOctets(node)),
    aki: extensionValue(set, OID.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    subjectAltNames:
      extensionValue(set, OID.subjectAltName, (node) => readAnyGeneralNames(node, 'SubjectAltName')) ?? [],
    policies: extensionValue(set, OID.certificatePolicies, readPolicies),
    policyMappings: extensionValue(set, OID.policyMappings, readMappings) ?? [],
    policyConstraints: extensionValue(set, OID.policyConstraints, readPolicyConstraints),
    inhibitAnyPolicy: extensionValue(set, OID.inhibitAnyPolicy, (node) => readSmallInteger(node)),
    nameConstraints: extensionValue(set, OID.nameConstraints, readNameConstraints),
    crlDistributionPoints: points,
    freshestCrl: extensionValue(set, OID.freshestCRL, readDistributionPoints) ?? [],
    crlUrls: points.flatMap(({ fullName }) => webAddresses(fullName ?? [])),
    ocspUrls: accessUrls(access, OID.ocsp),
    caIssuerUrls: accessUrls(access, OID.caIssuers),
    qcTypes: extensionValue(set, OID.qcStatements, readQcTypes) ?? [],
    ocspNoCheck: set.has(OID.ocspNoCheck),
    unknownCritical: unknownCriticalOf(set, UNDERSTOOD),
  };
}

function webAddresses(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) =>
    name.kind === 'uri' && /^https?:\/\//i.test(name.value) ? [name.value] : [],
  );
}

function readBasicConstraints(node: Der): BasicConstraints {
  const fields = fieldsOf(node, 'BasicConstraints');
  const ca = fields.optional(TAG.boolean);
  const pathLength = fields.optional(TAG.integer);
  fields.end();
  return {
    ca: ca !== undefined && readBoolean(ca),
    pathLength: pathLength && readSmallInteger(pathLength, 'pathLenConstraint'),
  };
}

function readKeyUsage(node: Der): ReadonlySet<KeyUsage> {
  if (node.tag !== TAG.bitString) throw derError('KeyUsage', node.start);
  const bits = readNamedBits(node);
  return new Set(KEY_USAGES.filter((_, i) => bits[i] === true));
}

function readPurposes(node: Der): readonly string[] {
  const purposes = itemsOf(node, 'ExtKeyUsageSyntax').map((item) => readOid(item));
  if (purposes.length === 0) throw derError('ExtKeyUsageSyntax is empty', node.start);
  return purposes;
}

function readAuthorityKeyIdentifier(node: Der): AuthorityKeyIdentifier {
  const identifier = itemsOf(node, 'AuthorityKeyIdentifier').find(({ tag }) => tag === 0x80);
  return { keyIdentifier: identifier && contentOf(identifier) };
}

function readNameConstraints(node: Der): NameConstraints {
  const fields = fieldsOf(node, 'NameConstraints');
  const permitted = fields.optional(0xa0);
  const excluded = fields.optional(0xa1);
  fields.end();
  return {
    permitted: permitted === undefined ? [] : readSubtrees(permitted),
    excluded: excluded === undefined ? [] : readSubtrees(excluded),
  };
}

/** minimum must be 0 and maximum absent (RFC 5280 §4.2.1.10); anything else is refused. */
function readSubtrees(node: Der): readonly GeneralName[] {
  return itemsOf(node, 'GeneralSubtrees', node.tag).map((item) => {
    const fields = fieldsOf(item, 'GeneralSubtree');
    const base = readGeneralName(fields.any('base'));
    fields.end();
    return base;
  });
}

interface Access {
  readonly method: string;
  readonly location: GeneralName;
}

function readAccess(node: Der): readonly Access[] {
  return itemsOf(node, 'AuthorityInfoAccessSyntax').map((item) => {
    const fields = fieldsOf(item, 'AccessDescription');
    const method = readOid(fields.next(TAG.oid, 'accessMethod'));
    const location = readGeneralName(fields.any('accessLocation'));
    fields.end();
    return { method, location };
  });
}

function accessUrls(access: readonly Access[], method: string): readonly string[] {
  return webAddresses(access.flatMap((entry) => (entry.method === method ? [entry.location] : [])));
}

function readQcTypes(node: Der): readonly string[] {
  return itemsOf(node, 'QCStatements').flatMap((item) => {
    const fields = fieldsOf(item, 'QCStatement');
    const statement = readOid(fields.next(TAG.oid, 'statementId'));
    if (statement !== OID.qcType) return [];
    return itemsOf(fields.any('statementInfo'), 'QcType').map((type) => readOid(type));
  });
}
