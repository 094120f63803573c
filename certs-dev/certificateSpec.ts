/** The words in which `pki.ts` declares certificates. Data only; `certificate.ts` turns a row into DER. */

export type KeySpec =
  | { readonly kind: 'rsa'; readonly bits: 1024 | 2048 | 3072 | 4096 }
  /** id-RSASSA-PSS; `digest`: its parameters bind it to this digest, null leaves them out (RFC 4055 §1.2). */
  | { readonly kind: 'rsa-pss'; readonly bits: 2048; readonly digest: 'SHA-384' | null }
  | { readonly kind: 'ed25519' }
  /** `explicit`: curve parameters written out instead of named, which RFC 5480 §2.1.1 forbids. */
  | {
      readonly kind: 'ec';
      readonly curve: 'P-256' | 'P-384' | 'P-521';
      readonly parameters: 'named' | 'explicit';
    };

/** Attribute types of a name, in the order in which they are to be encoded. */
export const ATTRIBUTES = {
  C: '2.5.4.6',
  L: '2.5.4.7',
  O: '2.5.4.10',
  /** ETSI EN 319 412-1 §5.1.4; here `GOVVN-<agency code>`. */
  organizationIdentifier: '2.5.4.97',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  serialNumber: '2.5.4.5',
  CN: '2.5.4.3',
} as const;

export type Name = readonly (readonly [attribute: keyof typeof ATTRIBUTES, value: string])[];

/** RFC 5280 §4.2.1.3: the place of each bit. */
export const KEY_USAGES = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export const KEY_PURPOSES = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  /** RFC 9336. */
  documentSigning: '1.3.6.1.5.5.7.3.36',
} as const;

export type Extension =
  | {
      readonly kind: 'basicConstraints';
      readonly critical: boolean;
      readonly ca: boolean;
      readonly pathLength?: number;
    }
  | { readonly kind: 'keyUsage'; readonly usages: readonly (keyof typeof KEY_USAGES)[] }
  | {
      readonly kind: 'extendedKeyUsage';
      readonly critical: boolean;
      readonly purposes: readonly (keyof typeof KEY_PURPOSES)[];
    }
  | { readonly kind: 'subjectKeyIdentifier' }
  | { readonly kind: 'authorityKeyIdentifier' }
  | { readonly kind: 'certificatePolicies'; readonly policies: readonly string[] }
  /** ETSI EN 319 412-5 §4.2.3. */
  | { readonly kind: 'qcType'; readonly type: 'esign' | 'eseal' }
  /** caIssuers always; the OCSP address only when asked for. */
  | { readonly kind: 'authorityInformationAccess'; readonly ocsp: boolean; readonly caIssuers: boolean }
  | { readonly kind: 'crlDistributionPoint' }
  | { readonly kind: 'subjectAltName'; readonly dns: readonly string[]; readonly ipv4: readonly string[] }
  /** NameConstraints with one permitted directoryName subtree. */
  | { readonly kind: 'permittedName'; readonly name: Name }
  /** RFC 6960 §4.2.2.2.1. */
  | { readonly kind: 'ocspNoCheck' }
  | { readonly kind: 'devRoot' }
  /** An extension nobody knows. */
  | { readonly kind: 'unknown'; readonly critical: boolean };

export interface Revocation {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** CRLReason, RFC 5280 §5.3.1. */
  readonly reason: 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'cessationOfOperation';
}

export interface CertificateSpec {
  readonly subject: Name;
  readonly key: KeySpec;
  /** Id of the issuer's row; `self` for what signs itself. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly extensions: readonly Extension[];
  readonly revoked?: Revocation;
  /** Serial number to use instead of a fresh one. */
  readonly serial?: number;
  /** Digest of the issuer's signature; SHA-256 when left out. */
  readonly digest?: 'SHA-1' | 'SHA-256';
  /** Sign with this row's key although `issuer` is named as issuer: a forgery. */
  readonly signedBy?: string;
}

/** A certificate that is wrong in exactly one way. */
export interface OddCertificate extends CertificateSpec {
  /** What is odd about it; the README table is made of these two. */
  readonly odd: string;
  /** Which rule it breaks, and the ETSI EN 319 102-1 sub-indication to be expected. */
  readonly breaks: string;
}
