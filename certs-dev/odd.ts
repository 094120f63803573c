/**
 * One certificate per rule, wrong in exactly that way. README.md lists them; a test keeps the two together.
 * `ca-…` rows are issuers that exist only for the row below them.
 */
import type { CertificateSpec, OddCertificate } from './certificateSpec.ts';
import {
  agencyName,
  P256,
  P256_EXPLICIT,
  PROFILE,
  person,
  personName,
  RSA_1024,
  replaced,
  serviceName,
  VALIDITY,
  without,
} from './profiles.ts';

function ca(commonName: string, changes: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    subject: serviceName(commonName),
    key: P256,
    issuer: 'root',
    ...VALIDITY.ca,
    extensions: PROFILE.ca,
    ...changes,
  };
}

/** A person's certificate that is sound itself, under an issuer that has no OCSP responder. */
function personUnder(issuer: string, commonName: string): CertificateSpec {
  const extensions = replaced(PROFILE.person, {
    kind: 'authorityInformationAccess',
    ocsp: false,
    caIssuers: true,
  });
  return person(commonName, { issuer, extensions });
}

function tsa(commonName: string, changes: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    subject: serviceName(commonName),
    key: P256,
    issuer: 'issuing-ca',
    ...VALIDITY.service,
    extensions: PROFILE.timestampAuthority,
    ...changes,
  };
}

function responder(commonName: string, changes: Partial<CertificateSpec> = {}): CertificateSpec {
  return { ...tsa(commonName), extensions: PROFILE.ocspResponder, ...changes };
}

const REVOKED_AT = '2026-01-15T03:00:00Z';

const STATUS = {
  'revoked-person': {
    ...person('Lê Thị Thu Hồi', { revoked: { at: REVOKED_AT, reason: 'keyCompromise' } }),
    odd: 'revoked on 2026-01-15, key compromise',
    breaks: 'revocation: REVOKED; with a timestamp from before, valid',
  },
  'revoked-seal': {
    ...person('', { revoked: { at: REVOKED_AT, reason: 'cessationOfOperation' } }),
    subject: agencyName('Sở Tài chính', 'H29.12', 'Sở Tài chính (con dấu cũ)'),
    extensions: PROFILE.seal,
    odd: 'an agency seal, revoked on 2026-01-15, cessation of operation',
    breaks: 'revocation: REVOKED',
  },
  'revoked-tls': {
    ...person('', { revoked: { at: REVOKED_AT, reason: 'cessationOfOperation' } }),
    subject: agencyName('Sở Tài chính', 'H29.12', 'Máy chủ Sở Tài chính (cũ)'),
    extensions: PROFILE.tlsClient,
    odd: 'a TLS client of H29.12, revoked on 2026-01-15',
    breaks: 'axis: the connection must be refused',
  },
  'ca-revoked': {
    ...ca('CA đã bị thu hồi', { revoked: { at: REVOKED_AT, reason: 'cACompromise' } }),
    odd: 'an issuing CA, revoked on 2026-01-15',
    breaks: '(issuer of the row below it)',
  },
  'below-revoked-ca': {
    ...personUnder('odd/ca-revoked', 'Phạm Dưới CA Thu Hồi'),
    odd: 'sound, but its CA is revoked',
    breaks: 'revocation of the chain: REVOKED_CA_NO_POE',
  },
  'expired-person': {
    ...person('Hoàng Hết Hạn', { notBefore: '2022-01-01T00:00:00Z', notAfter: '2024-01-01T00:00:00Z' }),
    odd: 'valid 2022 and 2023 only',
    breaks: 'validity: OUT_OF_BOUNDS_NO_POE; with a timestamp from inside, valid',
  },
  'not-yet-valid-person': {
    ...person('Vũ Chưa Hiệu Lực', { notBefore: '2048-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' }),
    odd: 'valid from 2048',
    breaks: 'validity: NOT_YET_VALID',
  },
  'ca-expired': {
    ...ca('CA đã hết hạn', { notBefore: '2019-01-01T00:00:00Z', notAfter: '2024-06-01T00:00:00Z' }),
    odd: 'an issuing CA, valid until 2024-06-01',
    breaks: '(issuer of the row below it)',
  },
  'below-expired-ca': {
    ...personUnder('odd/ca-expired', 'Đỗ Dưới CA Hết Hạn'),
    odd: 'sound, but outlives its CA',
    breaks: 'validity of the chain: OUT_OF_BOUNDS_NO_POE',
  },
} as const satisfies Record<string, OddCertificate>;

const USAGE = {
  'wrong-key-usage': {
    ...person('Bùi Sai Mục Đích Khóa'),
    extensions: replaced(PROFILE.person, { kind: 'keyUsage', usages: ['keyEncipherment'] }),
    odd: 'keyUsage is keyEncipherment only',
    breaks: 'keyUsage of a signer: CHAIN_CONSTRAINTS_FAILURE',
  },
  'wrong-extended-key-usage': {
    ...person('Đặng Sai Mục Đích Mở Rộng'),
    extensions: replaced(PROFILE.person, {
      kind: 'extendedKeyUsage',
      critical: true,
      purposes: ['serverAuth'],
    }),
    odd: 'extendedKeyUsage is serverAuth only, critical',
    breaks: 'purpose of a signer: CHAIN_CONSTRAINTS_FAILURE',
  },
  'no-qc-type': {
    ...person('Ngô Không Vai Trò'),
    extensions: without(PROFILE.person, 'qcType'),
    odd: 'says neither esign nor eseal',
    breaks: 'role: unknown, so it may sign neither as person nor as agency',
  },
  'weak-key': {
    ...person('Dương Khóa Yếu', { key: RSA_1024 }),
    odd: 'RSA-1024',
    breaks: 'key size: CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
  'weak-digest': {
    ...personUnder('odd/ca-rsa', 'Lý Băm Yếu'),
    digest: 'SHA-1',
    odd: 'the CA signed it with SHA-1',
    breaks: 'digest of the chain: CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
  'explicit-curve': {
    ...person('Đinh Tham Số Tường Minh', { key: P256_EXPLICIT }),
    odd: 'P-256 with its parameters written out',
    breaks: 'RFC 5480 §2.1.1: CRYPTO_CONSTRAINTS_FAILURE',
  },
  'unknown-critical': {
    ...person('Mai Phần Lạ Quan Trọng'),
    extensions: [...PROFILE.person, { kind: 'unknown', critical: true }],
    odd: 'a critical extension nobody knows',
    breaks: 'RFC 5280 §4.2: CERTIFICATE_CHAIN_GENERAL_FAILURE',
  },
  'unknown-not-critical': {
    ...person('Mai Phần Lạ Thường'),
    extensions: [...PROFILE.person, { kind: 'unknown', critical: false }],
    odd: 'the same extension, not critical',
    breaks: 'none: must be accepted',
  },
  'duplicate-extension': {
    ...person('Tô Trùng Phần Mở Rộng'),
    extensions: [...PROFILE.person, { kind: 'qcType', type: 'eseal' }],
    odd: 'qcStatements twice, esign and eseal',
    breaks: 'RFC 5280 §4.2: certificate refused',
  },
  'negative-serial': {
    ...person('Trịnh Số Âm', { serial: -77 }),
    odd: 'serial number -77',
    breaks: 'RFC 5280 §4.1.2.2: CERTIFICATE_CHAIN_GENERAL_FAILURE',
  },
} as const satisfies Record<string, OddCertificate>;

const CHAIN = {
  'ca-rsa': {
    ...ca('CA dùng khóa RSA', { key: { kind: 'rsa', bits: 2048 } }),
    odd: 'sound: an issuing CA with an RSA key',
    breaks: '(issuer of `odd/weak-digest`)',
  },
  'foreign-root': {
    ...ca('CA gốc ngoài hệ thống', { issuer: 'self', ...VALIDITY.root, extensions: PROFILE.root }),
    odd: 'another root; marked as development too',
    breaks: '(issuer of the row below it)',
  },
  'foreign-person': {
    ...personUnder('odd/foreign-root', 'Người Ngoài Hệ Thống'),
    odd: 'sound, under a root that is not trusted',
    breaks: 'chain: NO_CERTIFICATE_CHAIN_FOUND',
  },
  'foreign-seal': {
    ...personUnder('odd/foreign-root', ''),
    subject: agencyName('Sở Tài chính', 'H29.12', 'Sở Tài chính'),
    extensions: PROFILE.seal,
    odd: 'the name of the true seal of H29.12, under a root that is not trusted',
    breaks: 'chain: NO_CERTIFICATE_CHAIN_FOUND',
  },
  'foreign-tls': {
    ...personUnder('odd/foreign-root', ''),
    subject: agencyName('Sở Tài chính', 'H29.12', 'Máy chủ Sở Tài chính'),
    extensions: PROFILE.tlsClient,
    odd: 'a TLS client that says H29.12, under a root that is not trusted',
    breaks: 'axis: the handshake must fail',
  },
  'self-signed': {
    ...person('Tự Ký', { issuer: 'self' }),
    extensions: without(PROFILE.person, 'authorityInformationAccess'),
    odd: 'signed by itself',
    breaks: 'chain: NO_CERTIFICATE_CHAIN_FOUND',
  },
  'forged-issuer': {
    ...person('Giả Tổ Chức Cấp', { signedBy: 'odd/foreign-root' }),
    odd: 'names the issuing CA, signed by another key',
    breaks: 'signature in the chain: NO_CERTIFICATE_CHAIN_FOUND',
  },
  'ca-without-basic-constraints': {
    ...ca('CA thiếu basicConstraints'),
    extensions: without(PROFILE.ca, 'basicConstraints'),
    odd: 'a CA without basicConstraints',
    breaks: '(issuer of the row below it)',
  },
  'below-ca-without-basic-constraints': {
    ...personUnder('odd/ca-without-basic-constraints', 'Dưới CA Thiếu Ràng Buộc'),
    odd: 'sound, but its CA has no basicConstraints',
    breaks: 'RFC 5280 §6.1.4(k): CHAIN_CONSTRAINTS_FAILURE',
  },
  'ca-without-cert-sign': {
    ...ca('CA không được ký chứng thư'),
    extensions: replaced(replaced(PROFILE.ca, { kind: 'basicConstraints', critical: true, ca: true }), {
      kind: 'keyUsage',
      usages: ['digitalSignature', 'cRLSign'],
    }),
    odd: 'a CA whose keyUsage lacks keyCertSign',
    breaks: '(issuer of the row below it)',
  },
  'below-ca-without-cert-sign': {
    ...personUnder('odd/ca-without-cert-sign', 'Dưới CA Không Được Ký'),
    odd: 'sound, but its CA may not sign certificates',
    breaks: 'RFC 5280 §6.1.4(n): CHAIN_CONSTRAINTS_FAILURE',
  },
  'below-person': {
    ...personUnder('H29.12/person', 'Dưới Người Dùng'),
    odd: 'issued by a person (Nguyễn Thị Hồng Đào)',
    breaks: 'basicConstraints: CHAIN_CONSTRAINTS_FAILURE',
  },
  'ca-below-path-limit': {
    ...ca('CA vượt pathLen', { issuer: 'issuing-ca' }),
    odd: 'a CA under the issuing CA, whose pathLenConstraint is 0',
    breaks: '(issuer of the row below it)',
  },
  'below-path-limit': {
    ...personUnder('odd/ca-below-path-limit', 'Dưới CA Vượt PathLen'),
    odd: 'sound, but its path is one CA too long',
    breaks: 'RFC 5280 §6.1.4(l): CHAIN_CONSTRAINTS_FAILURE',
  },
  'ca-name-constrained': {
    ...ca('CA giới hạn tên'),
    extensions: [
      ...PROFILE.ca,
      {
        kind: 'permittedName',
        name: [
          ['C', 'VN'],
          ['L', 'Thành phố Hà Nội'],
        ],
      },
    ],
    odd: 'a CA that may name only subjects in Hà Nội',
    breaks: '(issuer of the row below it)',
  },
  'outside-name-constraint': {
    ...personUnder('odd/ca-name-constrained', 'Ngoài Phạm Vi Tên'),
    odd: 'sound, but its subject is in Thành phố Hồ Chí Minh',
    breaks: 'RFC 5280 §6.1.3(b): CHAIN_CONSTRAINTS_FAILURE',
  },
} as const satisfies Record<string, OddCertificate>;

const ASKING = {
  'ocsp-only': {
    ...person('Chỉ Có OCSP'),
    extensions: without(PROFILE.person, 'crlDistributionPoint'),
    odd: 'names an OCSP responder, no CRL',
    breaks: 'none: must be accepted by OCSP',
  },
  'crl-only': {
    ...personUnder('issuing-ca', 'Chỉ Có CRL'),
    odd: 'names a CRL, no OCSP responder',
    breaks: 'none: must be accepted by CRL',
  },
  'no-revocation-source': {
    ...person('Không Nơi Tra Cứu'),
    extensions: without(without(PROFILE.person, 'crlDistributionPoint'), 'authorityInformationAccess'),
    odd: 'names neither OCSP nor CRL',
    breaks: 'revocation unknown: TRY_LATER',
  },
  'unknown-to-ocsp': {
    ...person('OCSP Không Biết'),
    extensions: without(PROFILE.person, 'crlDistributionPoint'),
    odd: 'names an OCSP responder only, which answers UNKNOWN',
    breaks: 'revocation unknown: TRY_LATER',
  },
  'ocsp-without-eku': {
    ...responder('OCSP thiếu quyền'),
    extensions: without(PROFILE.ocspResponder, 'extendedKeyUsage'),
    odd: 'a responder without id-kp-OCSPSigning',
    breaks: 'RFC 6960 §4.2.2.2: its answers count for nothing',
  },
  'ocsp-foreign': {
    ...responder('OCSP ngoài hệ thống', { issuer: 'odd/foreign-root' }),
    odd: 'a responder that another CA delegated',
    breaks: 'RFC 6960 §4.2.2.2: its answers count for nothing',
  },
  'ocsp-expired': {
    ...responder('OCSP hết hạn', { notAfter: '2024-06-01T00:00:00Z' }),
    odd: 'a responder, valid until 2024-06-01',
    breaks: 'validity: its answers of today count for nothing',
  },
} as const satisfies Record<string, OddCertificate>;

const TIMESTAMPS = {
  'tsa-eku-not-critical': {
    ...tsa('TSA mục đích không quan trọng'),
    extensions: replaced(PROFILE.timestampAuthority, {
      kind: 'extendedKeyUsage',
      critical: false,
      purposes: ['timeStamping'],
    }),
    odd: 'timeStamping, but not critical',
    breaks: 'RFC 3161 §2.3: token refused',
  },
  'tsa-two-purposes': {
    ...tsa('TSA hai mục đích'),
    extensions: replaced(PROFILE.timestampAuthority, {
      kind: 'extendedKeyUsage',
      critical: true,
      purposes: ['timeStamping', 'codeSigning'],
    }),
    odd: 'critical, but timeStamping is not the sole purpose',
    breaks: 'RFC 3161 §2.3: token refused',
  },
  'tsa-without-eku': {
    ...tsa('TSA không mục đích'),
    extensions: without(PROFILE.timestampAuthority, 'extendedKeyUsage'),
    odd: 'no extendedKeyUsage',
    breaks: 'RFC 3161 §2.3: token refused',
  },
  'tsa-expired': {
    ...tsa('TSA hết hạn', { notAfter: '2024-06-01T00:00:00Z' }),
    odd: 'valid until 2024-06-01',
    breaks: 'validity at genTime: token refused',
  },
  'tsa-revoked': {
    ...tsa('TSA bị thu hồi', { revoked: { at: REVOKED_AT, reason: 'keyCompromise' } }),
    odd: 'revoked on 2026-01-15, key compromise',
    breaks: 'revocation: token refused',
  },
  'tsa-foreign': {
    ...tsa('TSA ngoài hệ thống', { issuer: 'odd/foreign-root' }),
    extensions: replaced(PROFILE.timestampAuthority, {
      kind: 'authorityInformationAccess',
      ocsp: false,
      caIssuers: true,
    }),
    odd: 'sound, under a root that is not trusted',
    breaks: 'chain: token refused',
  },
} as const satisfies Record<string, OddCertificate>;

const AGENCY = {
  'seal-unknown-agency': {
    ...person(''),
    subject: agencyName('Sở Không Tên', 'H29.99', 'Sở Không Tên'),
    extensions: PROFILE.seal,
    odd: 'the seal of H29.99, an agency that is in no directory',
    breaks: 'directory: sender unknown',
  },
  'seal-without-agency': {
    ...person(''),
    subject: serviceName('Con dấu không mã cơ quan'),
    extensions: PROFILE.seal,
    odd: 'a seal without organizationIdentifier',
    breaks: 'role: the agency cannot be told',
  },
  'person-other-agency': {
    ...person(''),
    subject: personName('Sở Không Tên', 'H29.99', 'Giám đốc', 'Người Cơ Quan Khác'),
    odd: 'a person of H29.99',
    breaks: 'policy: may not sign for H29.12',
  },
  'tls-unknown-agency': {
    ...person(''),
    subject: agencyName('Sở Không Tên', 'H29.99', 'Máy chủ Sở Không Tên'),
    extensions: PROFILE.tlsClient,
    odd: 'a TLS client of H29.99, an agency that is in no directory',
    breaks: 'axis: unknown agency',
  },
  'tls-second-key': {
    ...person(''),
    subject: agencyName('Sở Tài chính', 'H29.12', 'Máy chủ Sở Tài chính'),
    extensions: PROFILE.tlsClient,
    odd: 'a second TLS client of H29.12 whose key is not in the directory',
    breaks: 'axis: key and agency do not belong together',
  },
} as const satisfies Record<string, OddCertificate>;

export const ODD = { ...CHAIN, ...STATUS, ...USAGE, ...ASKING, ...TIMESTAMPS, ...AGENCY };

export type OddName = keyof typeof ODD;
