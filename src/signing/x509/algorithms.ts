import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf } from '../der/fields.ts';
import { type Der, derError, innerOf, TAG } from '../der/read.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import { explicit, integer, NULL, oid, sequence } from '../der/write.ts';
import type { DigestAlgorithm, KeyAlgorithm } from '../signerKey.ts';
import { OID } from './oids.ts';

/** Every digest that can be named; which of them may be used, and when, is the policy's question. */
export type DigestName = DigestAlgorithm | 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA3-256' | 'SHA3-384' | 'SHA3-512';

export type SignatureAlgorithm =
  | { readonly kind: 'rsa-pkcs1'; readonly digest: DigestName }
  | { readonly kind: 'rsa-pss'; readonly digest: DigestName; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly digest: DigestName }
  | { readonly kind: 'dsa'; readonly digest: DigestName }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: 'unknown'; readonly name: string };

export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: Der | undefined;
}

interface DigestRow {
  readonly oid: string;
  /** Name in node:crypto. */
  readonly node: string;
  readonly bytes: number;
}

export const DIGESTS: Readonly<Record<DigestName, DigestRow>> = {
  MD5: { oid: '1.2.840.113549.2.5', node: 'md5', bytes: 16 },
  'SHA-1': { oid: '1.3.14.3.2.26', node: 'sha1', bytes: 20 },
  'SHA-224': { oid: '2.16.840.1.101.3.4.2.4', node: 'sha224', bytes: 28 },
  'SHA-256': { oid: '2.16.840.1.101.3.4.2.1', node: 'sha256', bytes: 32 },
  'SHA-384': { oid: '2.16.840.1.101.3.4.2.2', node: 'sha384', bytes: 48 },
  'SHA-512': { oid: '2.16.840.1.101.3.4.2.3', node: 'sha512', bytes: 64 },
  'SHA3-256': { oid: '2.16.840.1.101.3.4.2.8', node: 'sha3-256', bytes: 32 },
  'SHA3-384': { oid: '2.16.840.1.101.3.4.2.9', node: 'sha3-384', bytes: 48 },
  'SHA3-512': { oid: '2.16.840.1.101.3.4.2.10', node: 'sha3-512', bytes: 64 },
};

const DIGEST_NAMES = Object.keys(DIGESTS) as readonly DigestName[];
const DIGEST_OF_OID: ReadonlyMap<string, DigestName> = new Map(
  DIGEST_NAMES.map((name) => [DIGESTS[name].oid, name]),
);

const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  ['1.2.840.113549.1.1.4', { kind: 'rsa-pkcs1', digest: 'MD5' }],
  ['1.2.840.113549.1.1.5', { kind: 'rsa-pkcs1', digest: 'SHA-1' }],
  ['1.2.840.113549.1.1.14', { kind: 'rsa-pkcs1', digest: 'SHA-224' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa-pkcs1', digest: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa-pkcs1', digest: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa-pkcs1', digest: 'SHA-512' }],
  ['2.16.840.1.101.3.4.3.14', { kind: 'rsa-pkcs1', digest: 'SHA3-256' }],
  ['2.16.840.1.101.3.4.3.15', { kind: 'rsa-pkcs1', digest: 'SHA3-384' }],
  ['2.16.840.1.101.3.4.3.16', { kind: 'rsa-pkcs1', digest: 'SHA3-512' }],
  ['1.2.840.10045.4.1', { kind: 'ecdsa', digest: 'SHA-1' }],
  ['1.2.840.10045.4.3.1', { kind: 'ecdsa', digest: 'SHA-224' }],
  ['1.2.840.10045.4.3.2', { kind: 'ecdsa', digest: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ecdsa', digest: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ecdsa', digest: 'SHA-512' }],
  ['2.16.840.1.101.3.4.3.10', { kind: 'ecdsa', digest: 'SHA3-256' }],
  ['2.16.840.1.101.3.4.3.11', { kind: 'ecdsa', digest: 'SHA3-384' }],
  ['2.16.840.1.101.3.4.3.12', { kind: 'ecdsa', digest: 'SHA3-512' }],
  ['1.2.840.10040.4.3', { kind: 'dsa', digest: 'SHA-1' }],
  ['2.16.840.1.101.3.4.3.2', { kind: 'dsa', digest: 'SHA-256' }],
  [OID.ed25519, { kind: 'ed25519' }],
  [OID.ed448, { kind: 'ed448' }],
]);

export function readAlgorithm(
  node: Der,
  what = 'AlgorithmIdentifier',
  tag: number = TAG.sequence,
): AlgorithmIdentifier {
  const fields = fieldsOf(node, what, tag);
  const algorithm = readOid(fields.next(TAG.oid, 'algorithm'));
  const parameters = fields.peek() === undefined ? undefined : fields.any('parameters');
  fields.end();
  return { oid: algorithm, parameters };
}

/** Undefined when the digest is not one of ours, or has parameters other than NULL (RFC 5754 §2). */
export function digestOf(algorithm: AlgorithmIdentifier): DigestName | undefined {
  return isAbsentOrNull(algorithm.parameters) ? DIGEST_OF_OID.get(algorithm.oid) : undefined;
}

/**
 * What a signature algorithm identifier means; `unknown` when it is not one of ours or its parameters are not what
 * its standard says (RFC 4055, RFC 5758, RFC 8410).
 */
export function signatureAlgorithmOf(algorithm: AlgorithmIdentifier): SignatureAlgorithm {
  if (algorithm.oid === OID.rsassaPss) return readPss(algorithm);
  const known = SIGNATURES.get(algorithm.oid);
  if (known === undefined) return { kind: 'unknown', name: algorithm.oid };
  const mayBeNull = known.kind === 'rsa-pkcs1';
  const fits = mayBeNull ? isAbsentOrNull(algorithm.parameters) : algorithm.parameters === undefined;
  return fits ? known : { kind: 'unknown', name: `${algorithm.oid} with parameters` };
}

function isAbsentOrNull(parameters: Der | undefined): boolean {
  return parameters === undefined || parameters.tag === TAG.null;
}

function readPss(algorithm: AlgorithmIdentifier): SignatureAlgorithm {
  try {
    return pssOf(algorithm);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return { kind: 'unknown', name: 'RSASSA-PSS with malformed parameters' };
  }
}

/** RSASSA-PSS-params (RFC 4055 §3.1): defaults are SHA-1, MGF1 with SHA-1, 20, 1. */
function pssOf(algorithm: AlgorithmIdentifier): SignatureAlgorithm {
  if (algorithm.parameters === undefined) return { kind: 'unknown', name: 'RSASSA-PSS without parameters' };
  const fields = fieldsOf(algorithm.parameters, 'RSASSA-PSS-params');
  const digest = explicitly(fields.optional(0xa0), (inner) => digestOf(readAlgorithm(inner)), 'SHA-1');
  const mask = explicitly(fields.optional(0xa1), (inner) => maskDigestOf(readAlgorithm(inner)), 'SHA-1');
  const saltLength = explicitly(fields.optional(0xa2), (inner) => readSmallInteger(inner, 'saltLength'), 20);
  const trailer = explicitly(fields.optional(0xa3), (inner) => readSmallInteger(inner, 'trailerField'), 1);
  fields.end();
  if (digest === undefined || mask !== digest || trailer !== 1 || saltLength > 512) {
    return { kind: 'unknown', name: 'RSASSA-PSS with unusual parameters' };
  }
  return { kind: 'rsa-pss', digest, saltLength };
}

function explicitly<Value>(node: Der | undefined, read: (inner: Der) => Value, otherwise: Value): Value {
  return node === undefined ? otherwise : read(innerOf(node));
}

function maskDigestOf(algorithm: AlgorithmIdentifier): DigestName | undefined {
  if (algorithm.oid !== OID.mgf1 || algorithm.parameters === undefined) return undefined;
  return digestOf(readAlgorithm(algorithm.parameters));
}

/** `sha256WithRSAEncryption`-like text for reports. */
export function algorithmName(algorithm: SignatureAlgorithm): string {
  if (algorithm.kind === 'unknown') return algorithm.name;
  return 'digest' in algorithm ? `${algorithm.kind} with ${algorithm.digest}` : algorithm.kind;
}

/** DER AlgorithmIdentifier of a digest, parameters absent (RFC 5754 §2). */
export function digestIdentifier(digest: DigestName): Buffer {
  return sequence(oid(DIGESTS[digest].oid));
}

/**
 * DER AlgorithmIdentifier for writing a CMS signature: rsaEncryption (RFC 5754 §3.2), ecdsa-with-SHA2 (§3.3),
 * id-RSASSA-PSS with its parameters (RFC 4056 §3) or id-Ed25519 without any (RFC 8419 §2.2).
 */
export function signatureIdentifier(kind: KeyAlgorithm['kind'], digest: DigestAlgorithm): Buffer {
  if (kind === 'rsa') return sequence(oid(OID.rsaEncryption), NULL);
  if (kind === 'rsa-pss') return sequence(oid(OID.rsassaPss), pssParameters(digest));
  if (kind === 'ed25519') return sequence(oid(OID.ed25519));
  for (const [text, row] of SIGNATURES) {
    if (row.kind === 'ecdsa' && row.digest === digest) return sequence(oid(text));
  }
  throw derError(`no ECDSA identifier for ${digest}`);
}

/**
 * DER RSASSA-PSS-params (RFC 4055 §3.1): MGF1 with the same digest, salt as long as the digest. The digests have the NULL
 * that the identifiers of RFC 4055 §2.1 have.
 */
export function pssParameters(digest: DigestAlgorithm): Buffer {
  const hashAlgorithm = sequence(oid(DIGESTS[digest].oid), NULL);
  const maskGeneration = sequence(oid(OID.mgf1), hashAlgorithm);
  return sequence(
    explicit(0, hashAlgorithm),
    explicit(1, maskGeneration),
    explicit(2, integer(DIGESTS[digest].bytes)),
  );
}
