import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeySpec } from './certificateSpec.ts';
import { readChildren, readElement } from './der.ts';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** A fresh key pair. Async: RSA keys are found on all cores at once. */
export function newKeyPair(spec: KeySpec): Promise<KeyPair> {
  if (spec.kind === 'rsa') return generate('rsa', { modulusLength: spec.bits });
  if (spec.kind === 'rsa-pss') return newPssPair(spec);
  if (spec.kind === 'ed25519') return generate('ed25519');
  return generate('ec', { namedCurve: spec.curve, paramEncoding: spec.parameters });
}

/** The least salt is as long as the digest, which is what signatures have. */
function newPssPair({ bits, digest }: Extract<KeySpec, { kind: 'rsa-pss' }>): Promise<KeyPair> {
  if (digest === null) return generate('rsa-pss', { modulusLength: bits });
  const hash = digest.replace('-', '').toLowerCase();
  return generate('rsa-pss', { modulusLength: bits, hashAlgorithm: hash, mgf1HashAlgorithm: hash });
}

/** DER SubjectPublicKeyInfo. */
export function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

/** SHA-1 over the bits of the public key: RFC 5280 §4.2.1.2 (1), and `issuerKeyHash` of OCSP. */
export function keyIdentifier(key: KeyObject, digest = 'sha1'): Buffer {
  const [, bits] = readChildren(readElement(spkiOf(key)).contents);
  if (bits === undefined) throw new RangeError('SubjectPublicKeyInfo without a key');
  return createHash(digest).update(bits.contents.subarray(1)).digest();
}
