import { createPublicKey, type KeyObject } from 'node:crypto';
import { fieldsOf } from '../der/fields.ts';
import { type Der, decodeDer, rawOf, TAG } from '../der/read.ts';
import { isNegative, readBitOctets, readIntegerBytes, readOid } from '../der/values.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithms.ts';
import { OID } from './oids.ts';

/** What the policy needs to know of a key. */
export type PublicKeyDescription =
  | { readonly kind: 'rsa'; readonly bits: number; readonly exponent: bigint; readonly pssOnly: boolean }
  /** `curve`: its common name, its OID when it has none here, or `explicit` for parameters written out. */
  | { readonly kind: 'ec'; readonly curve: string }
  /** `bits` is undefined when the parameters are the issuer's (RFC 3279 §2.3.2). */
  | { readonly kind: 'dsa'; readonly bits: number | undefined }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: 'unknown'; readonly oid: string };

export interface SubjectPublicKeyInfo {
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** The bits of subjectPublicKey: what an OCSP key hash is made of. */
  readonly keyBits: Uint8Array;
  readonly description: PublicKeyDescription;
}

const CURVES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
]);

export function readPublicKeyInfo(node: Der): SubjectPublicKeyInfo {
  const fields = fieldsOf(node, 'SubjectPublicKeyInfo');
  const algorithm = readAlgorithm(fields.next(TAG.sequence, 'algorithm'));
  const keyBits = readBitOctets(fields.next(TAG.bitString, 'subjectPublicKey'));
  fields.end();
  return { der: rawOf(node), algorithm, keyBits, description: describe(algorithm, keyBits) };
}

function describe(algorithm: AlgorithmIdentifier, keyBits: Uint8Array): PublicKeyDescription {
  switch (algorithm.oid) {
    case OID.rsaEncryption:
    case OID.rsassaPss:
      return describeRsa(keyBits, algorithm.oid === OID.rsassaPss);
    case OID.ecPublicKey:
      return { kind: 'ec', curve: curveOf(algorithm.parameters) };
    case OID.dsa:
      return { kind: 'dsa', bits: dsaBits(algorithm.parameters) };
    case OID.ed25519:
      return { kind: 'ed25519' };
    case OID.ed448:
      return { kind: 'ed448' };
    default:
      return { kind: 'unknown', oid: algorithm.oid };
  }
}

function describeRsa(keyBits: Uint8Array, pssOnly: boolean): PublicKeyDescription {
  const fields = fieldsOf(decodeDer(keyBits), 'RSAPublicKey');
  const modulus = readIntegerBytes(fields.next(TAG.integer, 'modulus'));
  const exponent = readIntegerBytes(fields.next(TAG.integer, 'publicExponent'));
  fields.end();
  return { kind: 'rsa', bits: bitLength(modulus), exponent: unsigned(exponent), pssOnly };
}

/** 0 for what is not positive, so that no policy takes it. */
function bitLength(integer: Uint8Array): number {
  return isNegative(integer) ? 0 : unsigned(integer).toString(2).length;
}

function unsigned(integer: Uint8Array): bigint {
  return isNegative(integer) ? 0n : BigInt(`0x${Buffer.from(integer).toString('hex')}`);
}

function curveOf(parameters: Der | undefined): string {
  if (parameters?.tag !== TAG.oid) return 'explicit';
  const name = readOid(parameters);
  return CURVES.get(name) ?? name;
}

function dsaBits(parameters: Der | undefined): number | undefined {
  if (parameters === undefined || parameters.tag === TAG.null) return undefined;
  return bitLength(readIntegerBytes(fieldsOf(parameters, 'Dss-Parms').next(TAG.integer, 'p')));
}

/** The key for node:crypto; undefined when it cannot use it. */
export function keyObjectOf(info: SubjectPublicKeyInfo): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(info.der), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

export function keyName(key: PublicKeyDescription): string {
  switch (key.kind) {
    case 'rsa':
      return `RSA ${key.bits}`;
    case 'dsa':
      return `DSA ${key.bits ?? ''}`.trim();
    case 'ec':
      return `EC ${key.curve}`;
    case 'unknown':
      return key.oid;
    default:
      return key.kind;
  }
}
