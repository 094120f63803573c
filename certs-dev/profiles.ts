/** What certificates of each kind have in common: keys, windows of validity, extensions. */
import type { CertificateSpec, Extension, KeySpec, Name } from './certificateSpec.ts';

export const RSA_1024: KeySpec = { kind: 'rsa', bits: 1024 };
export const RSA_2048: KeySpec = { kind: 'rsa', bits: 2048 };
export const RSA_3072: KeySpec = { kind: 'rsa', bits: 3072 };
export const RSA_4096: KeySpec = { kind: 'rsa', bits: 4096 };
export const RSA_PSS: KeySpec = { kind: 'rsa-pss', bits: 2048, digest: null };
export const RSA_PSS_SHA384: KeySpec = { kind: 'rsa-pss', bits: 2048, digest: 'SHA-384' };
export const ED25519: KeySpec = { kind: 'ed25519' };
export const P384: KeySpec = { kind: 'ec', curve: 'P-384', parameters: 'named' };
export const P521: KeySpec = { kind: 'ec', curve: 'P-521', parameters: 'named' };
export const P256: KeySpec = { kind: 'ec', curve: 'P-256', parameters: 'named' };
export const P256_EXPLICIT: KeySpec = { kind: 'ec', curve: 'P-256', parameters: 'explicit' };

/**
 * Wide and fixed, so that a test may judge at any time between 2024 and 2044 and still mean the same thing.
 * 2050 and later would be GeneralizedTime; the root reaches there.
 */
export const VALIDITY = {
  root: { notBefore: '2018-01-01T00:00:00Z', notAfter: '2058-01-01T00:00:00Z' },
  ca: { notBefore: '2019-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' },
  /** Timestamp authorities and responders: from before any signature of these tests. */
  service: { notBefore: '2020-01-01T00:00:00Z', notAfter: '2046-01-01T00:00:00Z' },
  leaf: { notBefore: '2024-01-01T00:00:00Z', notAfter: '2044-01-01T00:00:00Z' },
} as const;

/** Certificate policy of everything made here: NOT FOR PRODUCTION. Same arc as the root's mark. */
export const DEV_POLICY_OID = '2.25.329800735698586629295641978511506172918.2';

const IDENTIFIERS: readonly Extension[] = [
  { kind: 'subjectKeyIdentifier' },
  { kind: 'authorityKeyIdentifier' },
  { kind: 'certificatePolicies', policies: [DEV_POLICY_OID] },
];
const END_ENTITY: Extension = { kind: 'basicConstraints', critical: true, ca: false };

/** Where to ask about a certificate. Only the issuing CA has an OCSP responder; the others have their CRL. */
export const ASK_BOTH: readonly Extension[] = [
  { kind: 'authorityInformationAccess', ocsp: true, caIssuers: true },
  { kind: 'crlDistributionPoint' },
];
export const ASK_CRL: readonly Extension[] = [
  { kind: 'authorityInformationAccess', ocsp: false, caIssuers: true },
  { kind: 'crlDistributionPoint' },
];

const SIGNING: readonly Extension[] = [
  END_ENTITY,
  { kind: 'keyUsage', usages: ['digitalSignature', 'nonRepudiation'] },
  { kind: 'extendedKeyUsage', critical: false, purposes: ['emailProtection', 'documentSigning'] },
  ...IDENTIFIERS,
];

export const PROFILE = {
  root: [
    { kind: 'basicConstraints', critical: true, ca: true },
    { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
    { kind: 'subjectKeyIdentifier' },
    { kind: 'devRoot' },
  ],
  ca: [
    { kind: 'basicConstraints', critical: true, ca: true, pathLength: 0 },
    { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
    ...IDENTIFIERS,
    ...ASK_CRL,
  ],
  person: [...SIGNING, { kind: 'qcType', type: 'esign' }, ...ASK_BOTH],
  seal: [...SIGNING, { kind: 'qcType', type: 'eseal' }, ...ASK_BOTH],
  tlsClient: [
    END_ENTITY,
    { kind: 'keyUsage', usages: ['digitalSignature'] },
    { kind: 'extendedKeyUsage', critical: false, purposes: ['clientAuth'] },
    ...IDENTIFIERS,
    ...ASK_BOTH,
  ],
  tlsServer: [
    END_ENTITY,
    { kind: 'keyUsage', usages: ['digitalSignature'] },
    { kind: 'extendedKeyUsage', critical: false, purposes: ['serverAuth'] },
    { kind: 'subjectAltName', dns: ['localhost'], ipv4: ['127.0.0.1'] },
    ...IDENTIFIERS,
    ...ASK_BOTH,
  ],
  /** RFC 3161 §2.3: one purpose only, critical. */
  timestampAuthority: [
    END_ENTITY,
    { kind: 'keyUsage', usages: ['digitalSignature'] },
    { kind: 'extendedKeyUsage', critical: true, purposes: ['timeStamping'] },
    ...IDENTIFIERS,
    ...ASK_BOTH,
  ],
  ocspResponder: [
    END_ENTITY,
    { kind: 'keyUsage', usages: ['digitalSignature'] },
    { kind: 'extendedKeyUsage', critical: false, purposes: ['ocspSigning'] },
    ...IDENTIFIERS,
    { kind: 'ocspNoCheck' },
  ],
} as const satisfies Record<string, readonly Extension[]>;

/** The same extensions without those of one kind. */
export function without(extensions: readonly Extension[], kind: Extension['kind']): readonly Extension[] {
  return extensions.filter((extension) => extension.kind !== kind);
}

/** The same extensions, with the one of this kind replaced where it stood. */
export function replaced(extensions: readonly Extension[], by: Extension): readonly Extension[] {
  return extensions.map((extension) => (extension.kind === by.kind ? by : extension));
}

const CITY = 'Thành phố Hồ Chí Minh';

/** ETSI EN 319 412-3 (legal person): the organization and its identifier, `GOVVN-` and the agency code. */
export function agencyName(organization: string, code: string, commonName: string): Name {
  return [
    ['C', 'VN'],
    ['L', CITY],
    ['O', organization],
    ['organizationIdentifier', `GOVVN-${code}`],
    ['CN', commonName],
  ];
}

/** ETSI EN 319 412-2 (natural person, here with the agency that the person signs for). */
export function personName(organization: string, code: string, title: string, commonName: string): Name {
  return [
    ['C', 'VN'],
    ['L', CITY],
    ['O', organization],
    ['organizationIdentifier', `GOVVN-${code}`],
    ['title', title],
    ['CN', commonName],
  ];
}

export function serviceName(commonName: string): Name {
  return [
    ['C', 'VN'],
    ['O', 'PKI phát triển congvan (KHÔNG DÙNG THẬT)'],
    ['CN', commonName],
  ];
}

/** A row under the issuing CA, valid now, with a P-256 key: what the odd rows start from. */
export function person(commonName: string, changes: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    subject: personName('Sở Tài chính', 'H29.12', 'Chuyên viên', commonName),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.leaf,
    extensions: PROFILE.person,
    ...changes,
  };
}
