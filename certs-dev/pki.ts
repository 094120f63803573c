/**
 * The development PKI, declared: every certificate is one row, and `generate.ts` makes `out/` of the rows.
 * To add a third agency, add a line to `AGENCIES`; everything else follows from it.
 */
import type { CertificateSpec, KeySpec } from './certificateSpec.ts';
import { ODD } from './odd.ts';
import {
  agencyName,
  ED25519,
  P256,
  P384,
  P521,
  PROFILE,
  person,
  personName,
  RSA_2048,
  RSA_3072,
  RSA_4096,
  RSA_PSS,
  RSA_PSS_SHA384,
  serviceName,
  VALIDITY,
} from './profiles.ts';

/** Loopback ports that certificates name (AIA, CRL points); the servers listen there unless told otherwise. */
export const PORTS = { tsa: 23161, ocsp: 26960, repository: 25280 } as const;

export const URLS = {
  tsa: `http://127.0.0.1:${PORTS.tsa}/`,
  ocsp: `http://127.0.0.1:${PORTS.ocsp}/`,
  /** DER `CertificateList` of this CA. */
  crl: (issuer: string) => `http://127.0.0.1:${PORTS.repository}/crl/${slug(issuer)}.crl`,
  /** DER certificate of this CA. */
  caIssuer: (issuer: string) => `http://127.0.0.1:${PORTS.repository}/ca/${slug(issuer)}.cer`,
} as const;

/** An id as one part of a path: `odd/ca-revoked` is `odd-ca-revoked`. */
export function slug(id: string): string {
  return id.replaceAll('/', '-');
}

export interface AgencySpec {
  /** QĐ 20/2020. */
  readonly code: string;
  /** QCVN 102:2016. */
  readonly code102: string;
  readonly name: string;
  readonly person: { readonly name: string; readonly title: string; readonly key: KeySpec };
  readonly sealKey: KeySpec;
  readonly tlsKey: KeySpec;
}

export const AGENCIES = [
  {
    code: 'H29.12',
    code102: '000.00.12.H29',
    name: 'Sở Tài chính',
    person: { name: 'Nguyễn Thị Hồng Đào', title: 'Giám đốc', key: RSA_2048 },
    sealKey: RSA_3072,
    tlsKey: P256,
  },
  {
    code: 'H29.13',
    code102: '000.00.13.H29',
    name: 'Sở Nội vụ',
    person: { name: 'Trần Văn Đức', title: 'Phó Giám đốc', key: P256 },
    sealKey: RSA_2048,
    tlsKey: RSA_2048,
  },
] as const satisfies readonly AgencySpec[];

export type DevAgencyCode = (typeof AGENCIES)[number]['code'];

/** The passwords of the PKCS#12 files; one has letters outside ASCII, as people's have. */
export function pkcs12Password(id: string): string {
  return id.endsWith('/person') ? 'mật khẩu thử' : 'congvan-dev';
}

const SERVICES: Readonly<Record<string, CertificateSpec>> = {
  root: {
    subject: serviceName('CA gốc phát triển congvan'),
    key: RSA_3072,
    issuer: 'self',
    ...VALIDITY.root,
    extensions: PROFILE.root,
  },
  'issuing-ca': {
    subject: serviceName('CA cấp chứng thư phát triển congvan'),
    key: RSA_3072,
    issuer: 'root',
    ...VALIDITY.ca,
    extensions: PROFILE.ca,
  },
  tsa: {
    subject: serviceName('Dịch vụ cấp dấu thời gian phát triển'),
    key: RSA_2048,
    issuer: 'issuing-ca',
    ...VALIDITY.service,
    extensions: PROFILE.timestampAuthority,
  },
  'tsa-ec': {
    subject: serviceName('Dịch vụ cấp dấu thời gian phát triển (P-256)'),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.service,
    extensions: PROFILE.timestampAuthority,
  },
  ocsp: {
    subject: serviceName('Dịch vụ OCSP phát triển'),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.service,
    extensions: PROFILE.ocspResponder,
  },
  // No organizationIdentifier: the axis relays and can never pass for an agency.
  'axis/seal': {
    subject: serviceName('Trục liên thông văn bản phát triển'),
    key: RSA_2048,
    issuer: 'issuing-ca',
    ...VALIDITY.leaf,
    extensions: PROFILE.seal,
  },
  'axis/tls': {
    subject: serviceName('localhost'),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.leaf,
    extensions: PROFILE.tlsServer,
  },
};

function ofAgency(agency: AgencySpec): Readonly<Record<string, CertificateSpec>> {
  const { code, name } = agency;
  const common = { issuer: 'issuing-ca', ...VALIDITY.leaf };
  return {
    [`${code}/person`]: {
      ...common,
      subject: personName(name, code, agency.person.title, agency.person.name),
      key: agency.person.key,
      extensions: PROFILE.person,
    },
    [`${code}/seal`]: {
      ...common,
      subject: agencyName(name, code, name),
      key: agency.sealKey,
      extensions: PROFILE.seal,
    },
    [`${code}/tls`]: {
      ...common,
      subject: agencyName(name, code, `Máy chủ ${name}`),
      key: agency.tlsKey,
      extensions: PROFILE.tlsClient,
    },
  };
}

/** People of H29.12, and a second seal of it, with keys that the agencies above do not have: a row for each kind. */
const KEYS: Readonly<Record<string, CertificateSpec>> = {
  'keys/rsa-4096': person('Khóa RSA-4096', { key: RSA_4096 }),
  'keys/rsa-pss': person('Khóa RSASSA-PSS', { key: RSA_PSS }),
  'keys/rsa-pss-sha384': person('Khóa RSASSA-PSS chỉ với SHA-384', { key: RSA_PSS_SHA384 }),
  'keys/p-384': person('Khóa P-384', { key: P384 }),
  'keys/p-521': person('Khóa P-521', { key: P521 }),
  'keys/ed25519': person('Khóa Ed25519', { key: ED25519 }),
  'keys/seal-p-256': {
    subject: agencyName('Sở Tài chính', 'H29.12', 'Sở Tài chính (con dấu P-256)'),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.leaf,
    extensions: PROFILE.seal,
  },
};

/** Every certificate by id; an id is also its folder under `out/pki/`. Issuers stand before what they issue. */
export const PKI: Readonly<Record<string, CertificateSpec>> = Object.fromEntries([
  ...Object.entries(SERVICES),
  ...AGENCIES.flatMap((agency) => Object.entries(ofAgency(agency))),
  ...Object.entries(KEYS),
  ...Object.entries(ODD).map(([name, spec]) => [`odd/${name}`, spec] as const),
]);

/** The row of an id. @throws RangeError for an id that is not declared */
export function specOf(id: string): CertificateSpec {
  const spec = PKI[id];
  if (spec === undefined) throw new RangeError(`no certificate is declared as ${id}`);
  return spec;
}

/** Ids of those that issue certificates, hence also CRLs. */
export function issuerIds(): readonly string[] {
  const issuers = Object.values(PKI).map((spec) => spec.issuer);
  return Object.keys(PKI).filter((id) => issuers.includes(id) || specOf(id).issuer === 'self');
}
