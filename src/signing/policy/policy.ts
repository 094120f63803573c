import type { DigestName, SignatureAlgorithm } from '../x509/algorithms.ts';
import { OID } from '../x509/oids.ts';
import type { SigningRules } from './signingPolicy.ts';

/** What a certificate is used for; decides which keyUsage and extendedKeyUsage it must have. */
export type Purpose = 'document' | 'timestamp' | 'ocsp' | 'tls-client' | 'tls-server' | 'any';

/** ISO 8601 date: allowed for what is proven to be older than its beginning (UTC). `null`: no end in sight. */
export type Until = string | null;

export interface KeyRule {
  readonly minBits: number;
  readonly until: Until;
}

export interface UsageRule {
  /** keyUsage, when there, must have one of these. */
  readonly keyUsages: readonly ('digitalSignature' | 'nonRepudiation')[];
  readonly keyUsageRequired: boolean;
  /**
   * `any-of`: extendedKeyUsage, when there, must have one of `purposes`. `required`: it must be there with one of
   * them. `sole-critical`: it must be there, critical, with exactly one of them and nothing else (RFC 3161 §2.3).
   */
  readonly rule: 'any-of' | 'required' | 'sole-critical';
  /** OIDs. */
  readonly purposes: readonly string[];
}

/** Path validation inputs (RFC 5280 §6.1.1). */
export interface PathRules {
  /** Certificates in a path, leaf and anchor counted. */
  readonly maxLength: number;
  readonly positiveSerials: boolean;
  /** Certificate policies that are acceptable; `null`: any. */
  readonly acceptablePolicies: readonly string[] | null;
  readonly explicitPolicy: boolean;
  readonly inhibitPolicyMapping: boolean;
  readonly inhibitAnyPolicy: boolean;
}

export interface RevocationRules {
  /** False only in tests and for closed systems without revocation. */
  readonly required: boolean;
  /** An answer older than this at the time in question is stale, whatever its nextUpdate says; hours. `null`: no such limit. */
  readonly maxAgeHours: number | null;
  /** How long an answer without nextUpdate is fresh, hours. */
  readonly maxAgeWithoutNextUpdateHours: number;
  /** Whether a responder's certificate without id-pkix-ocsp-nocheck needs revocation data of its own. */
  readonly checkResponders: boolean;
}

export interface TimestampRules {
  /**
   * Whether a timestamp counts although its authority's certificate has expired meanwhile and nothing else proves the
   * timestamp to be older (EN 319 102-1 §5.6.2.3 says no: an expired certificate is no longer revoked).
   */
  readonly acceptExpiredAuthority: boolean;
}

/** Which signatures are accepted: data, named and versioned, so that a report says by which rules it was judged. */
export interface SignaturePolicy {
  readonly name: string;
  readonly version: string;
  /** Digests for signatures of every kind; a digest that is not listed is not allowed. */
  readonly digests: Readonly<Partial<Record<DigestName, Until>>>;
  readonly signatures: Readonly<Partial<Record<Exclude<SignatureAlgorithm['kind'], 'unknown'>, Until>>>;
  readonly keys: {
    /** A key may be used as long as one rule that fits allows it. */
    readonly rsa: readonly KeyRule[];
    readonly dsa: readonly KeyRule[];
    /** Curves by name. */
    readonly ec: Readonly<Record<string, Until>>;
    /** Least public exponent of RSA. */
    readonly minRsaExponent: number;
  };
  readonly usages: Readonly<Record<Exclude<Purpose, 'any'>, UsageRule>>;
  readonly path: PathRules;
  readonly revocation: RevocationRules;
  readonly timestamps: TimestampRules;
  /** How far clocks may differ, seconds. */
  readonly clockSkewSeconds: number;
  /** Who signs in which role, and in which order; absent: `DEFAULT_SIGNING`. */
  readonly signing?: SigningRules;
}

/**
 * Purposes of which a document signer's certificate names one. Vietnamese public CAs issue with clientAuth beside
 * emailProtection; clientAuth alone is a TLS key's, and none of these makes a web server's, a responder's or a timestamp
 * authority's key a signer's.
 */
const SIGNER: UsageRule = {
  keyUsages: ['digitalSignature', 'nonRepudiation'],
  keyUsageRequired: true,
  rule: 'any-of',
  purposes: [
    OID.documentSigning,
    OID.emailProtection,
    OID.adobeAuthenticDocuments,
    OID.microsoftDocumentSigning,
    OID.anyExtendedKeyUsage,
  ],
};

function only(rule: UsageRule['rule'], purpose: string): UsageRule {
  return {
    keyUsages: ['digitalSignature', 'nonRepudiation'],
    keyUsageRequired: false,
    rule,
    purposes: [purpose],
  };
}

/**
 * The program's own policy: algorithms of ETSI TS 119 312; the ends of SHA-1 and RSA-1024 are those of NIST
 * SP 800-131A. RSA-2048 has no end yet: most Vietnamese certificates in force have it.
 */
export const DEFAULT_POLICY: SignaturePolicy = {
  name: 'congvan-default',
  version: '1',
  digests: {
    'SHA-1': '2014-01-01',
    'SHA-224': '2026-01-01',
    'SHA-256': null,
    'SHA-384': null,
    'SHA-512': null,
    'SHA3-256': null,
    'SHA3-384': null,
    'SHA3-512': null,
  },
  signatures: { 'rsa-pkcs1': null, 'rsa-pss': null, ecdsa: null, ed25519: null, ed448: null },
  keys: {
    rsa: [
      { minBits: 2048, until: null },
      { minBits: 1024, until: '2014-01-01' },
    ],
    dsa: [],
    ec: {
      'P-256': null,
      'P-384': null,
      'P-521': null,
      brainpoolP256r1: null,
      brainpoolP384r1: null,
      brainpoolP512r1: null,
    },
    minRsaExponent: 65537,
  },
  usages: {
    document: SIGNER,
    timestamp: only('sole-critical', OID.timeStamping),
    ocsp: only('required', OID.ocspSigning),
    'tls-client': only('required', OID.clientAuth),
    'tls-server': only('required', OID.serverAuth),
  },
  path: {
    maxLength: 10,
    positiveSerials: true,
    acceptablePolicies: null,
    explicitPolicy: false,
    inhibitPolicyMapping: false,
    inhibitAnyPolicy: false,
  },
  revocation: {
    required: true,
    maxAgeHours: null,
    maxAgeWithoutNextUpdateHours: 24,
    checkResponders: true,
  },
  timestamps: { acceptExpiredAuthority: false },
  clockSkewSeconds: 300,
};
