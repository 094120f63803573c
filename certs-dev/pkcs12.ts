import { createCipheriv, createHash, createHmac, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto';
import { contextual, derNull, integer, octetString, oid, sequence, setOf, tlv } from './der.ts';

const ITERATIONS = 2048;
const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const SHA256 = '2.16.840.1.101.3.4.2.1';

/**
 * A PKCS#12 file (RFC 7292) in the form that OpenSSL 3 writes: certificates and key under PBES2 (PBKDF2 with
 * HMAC-SHA-256, AES-256-CBC), MAC with SHA-256. The encryption takes the password as UTF-8, the MAC as UTF-16.
 * @param chain DER, leaf first
 */
export function pkcs12Der(
  key: KeyObject,
  chain: readonly Buffer[],
  friendlyName: string,
  password: string,
): Buffer {
  const localKeyId = createHash('sha1')
    .update(chain[0] ?? Buffer.alloc(0))
    .digest();
  const attributes = setOf(
    sequence(oid('1.2.840.113549.1.9.20'), setOf(bmpString(friendlyName))),
    sequence(oid('1.2.840.113549.1.9.21'), setOf(octetString(localKeyId))),
  );
  const certificates = chain.map((der, place) => certificateBag(der, place === 0 ? [attributes] : []));
  const shrouded = key.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password });
  const keyBag = bag('1.2.840.113549.1.12.10.1.2', shrouded, [attributes]);
  const safe = sequence(encryptedData(sequence(...certificates), password), plainData(sequence(keyBag)));
  return sequence(integer(3), plainData(safe), macData(safe, password));
}

function certificateBag(der: Buffer, attributes: readonly Buffer[]): Buffer {
  const certificate = sequence(oid('1.2.840.113549.1.9.22.1'), contextual(0, octetString(der)));
  return bag('1.2.840.113549.1.12.10.1.3', certificate, attributes);
}

function bag(type: string, value: Buffer, attributes: readonly Buffer[]): Buffer {
  return sequence(oid(type), contextual(0, value), ...attributes);
}

function plainData(content: Buffer): Buffer {
  return sequence(oid(DATA), contextual(0, octetString(content)));
}

function encryptedData(content: Buffer, password: string): Buffer {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const prf = sequence(oid('1.2.840.113549.2.9'), derNull());
  const pbkdf2 = sequence(
    oid('1.2.840.113549.1.5.12'),
    sequence(octetString(salt), integer(ITERATIONS), prf),
  );
  const aes256 = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(iv));
  const pbes2 = sequence(oid('1.2.840.113549.1.5.13'), sequence(pbkdf2, aes256));
  const encrypted = sequence(oid(DATA), pbes2, tlv(0x80, ciphertext));
  return sequence(oid(ENCRYPTED_DATA), contextual(0, sequence(integer(0), encrypted)));
}

function macData(content: Buffer, password: string): Buffer {
  const salt = randomBytes(16);
  const mac = createHmac('sha256', macKey(password, salt)).update(content).digest();
  const digestInfo = sequence(sequence(oid(SHA256), derNull()), octetString(mac));
  return sequence(digestInfo, octetString(salt), integer(ITERATIONS));
}

/** RFC 7292 appendix B.2 with SHA-256 and ID 3. One round is enough: 32 octets are wanted and SHA-256 gives 32. */
function macKey(password: string, salt: Buffer): Buffer {
  const block = 64;
  const fill = (bytes: Buffer) => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
  const secret = swapped(`${password}\0`);
  let hash = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(block, 3), fill(salt), fill(secret)]))
    .digest();
  for (let round = 1; round < ITERATIONS; round += 1) hash = createHash('sha256').update(hash).digest();
  return hash;
}

/** BMPString is UTF-16, big-endian. */
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const bmpString = (text: string): Buffer => tlv(0x1e, swapped(text));
