/**
 * Signatures over a digest that somebody else made, as tokens and remote services make them. node:crypto hashes by
 * itself, so RSASSA-PSS (RFC 8017 §9.1.1) and ECDSA (FIPS 186-5 §6.4.1) are put together here. For tests only: slow, and
 * not safe against anybody who measures time.
 */
import { constants, createECDH, hash, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto';
import { NULL, octetString, oid, sequence } from '../../src/signing/der/write.ts';
import { ecdsaToDer } from '../../src/signing/ecdsaValue.ts';

const DIGESTS: ReadonlyMap<number, readonly [name: string, oid: string]> = new Map([
  [32, ['sha256', '2.16.840.1.101.3.4.2.1']],
  [48, ['sha384', '2.16.840.1.101.3.4.2.2']],
  [64, ['sha512', '2.16.840.1.101.3.4.2.3']],
]);

const CURVES: ReadonlyMap<string, { readonly bytes: number; readonly order: bigint }> = new Map([
  ['prime256v1', { bytes: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n }],
  [
    'secp384r1',
    {
      bytes: 48,
      order:
        0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    },
  ],
]);

/** @param digest its length says which one it is */
export function rsaPkcs1(key: KeyObject, digest: Buffer): Buffer {
  const [, identifier] = digestOf(digest);
  const info = sequence(sequence(oid(identifier), NULL), octetString(digest));
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
}

/** Salt as long as the digest, MGF1 with the same digest; the modulus has a whole number of octets. */
export function rsaPss(key: KeyObject, digest: Buffer): Buffer {
  const [name] = digestOf(digest);
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const salt = randomBytes(digest.length);
  const seed = hash(name, Buffer.concat([Buffer.alloc(8), digest, salt]), 'buffer');
  const block = Buffer.concat([Buffer.alloc(length - 2 * digest.length - 2), Buffer.of(1), salt]);
  const mask = mgf1(name, seed, block.length);
  const masked = block.map((octet, place) => octet ^ (mask[place] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  const encoded = Buffer.concat([masked, seed, Buffer.of(0xbc)]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

function mgf1(name: string, seed: Buffer, length: number): Buffer {
  const pieces: Buffer[] = [];
  for (let counter = 0; Buffer.concat(pieces).length < length; counter++) {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(counter);
    pieces.push(hash(name, Buffer.concat([seed, octets]), 'buffer'));
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** @returns r and s side by side. P-256 and P-384. */
export function ecdsaRaw(key: KeyObject, digest: Buffer): Buffer {
  const name = key.asymmetricKeyDetails?.namedCurve ?? '';
  const curve = CURVES.get(name);
  if (curve === undefined) throw new RangeError(`no such curve here: ${name}`);
  const { bytes, order } = curve;
  const secret = number(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const once = (number(randomBytes(bytes)) % (order - 1n)) + 1n;
  const point = createECDH(name);
  point.setPrivateKey(octets(once, bytes));
  const r = number(point.getPublicKey().subarray(1, 1 + bytes)) % order;
  const z = number(digest.subarray(0, bytes));
  const s = (power(once, order - 2n, order) * (z + r * secret)) % order;
  return Buffer.concat([octets(r, bytes), octets(s, bytes)]);
}

export const ecdsa = (key: KeyObject, digest: Buffer): Buffer => ecdsaToDer(ecdsaRaw(key, digest));

function digestOf(digest: Buffer): readonly [string, string] {
  const known = DIGESTS.get(digest.length);
  if (known === undefined) throw new RangeError(`no digest has ${digest.length} octets`);
  return known;
}

const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);
const octets = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [square, left] = [base % modulus, exponent]; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
