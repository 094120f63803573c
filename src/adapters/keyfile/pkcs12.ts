import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import { type Forge, type ForgeAsn1, type ForgeBag, withForge } from './forge.ts';
import type { KeyMaterial } from './keyMaterial.ts';

/** How node-forge says that a password does not fit. */
const WRONG_PASSWORD = /MAC could not be verified|Failed to decrypt|Unable to decrypt/;

/** DER: PrivateKeyInfo (PKCS#8) and certificates. */
interface Bags {
  readonly keys: readonly Buffer[];
  readonly certificates: readonly Buffer[];
}

/**
 * Opens a PKCS#12 file (RFC 7292) in every form that OpenSSL writes: PBES2, PBE with 3DES or RC2, not encrypted; with
 * MAC and without; RSA and EC keys; passwords in any language, empty ones too.
 * @param bytes BER is accepted as well as DER, because old exports are BER
 * @throws SIGNING_KEY_LOCKED when the password does not fit, SIGNING_KEY_INVALID when it is no such file
 */
export function readPkcs12(bytes: Uint8Array, secret: Secret | undefined, where: string): KeyMaterial {
  const { keys, certificates } = withForge((forge) => openWithAny(forge, bytes, passwordsOf(secret), where));
  const [key, another] = keys;
  if (key === undefined) throw invalid(where, 'no private key');
  if (another !== undefined) throw invalid(where, 'more than one private key');
  return { key: privateKeyOf(key, where), certificates };
}

/** "No password" has two encodings (RFC 7292 appendix B.1): no octets at all, or the two of the end mark. */
function passwordsOf(secret: Secret | undefined): readonly (string | null)[] {
  const password = secret?.reveal() ?? '';
  return password === '' ? ['', null] : [password];
}

function openWithAny(
  forge: Forge,
  bytes: Uint8Array,
  passwords: readonly (string | null)[],
  where: string,
): Bags {
  const text = Buffer.from(bytes).toString('latin1');
  for (const password of passwords) {
    // Parsed anew each time, because node-forge changes what it reads.
    const bags = open(forge, parse(forge, text, where), password, where);
    if (bags !== 'wrong password') return bags;
  }
  throw new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'wrong PIN' });
}

function parse(forge: Forge, text: string, where: string): ForgeAsn1 {
  try {
    return forge.asn1.fromDer(text, { strict: true, parseAllBytes: true });
  } catch (cause) {
    throw invalid(where, 'neither PKCS#12 nor PEM', cause);
  }
}

function open(forge: Forge, pfx: ForgeAsn1, password: string | null, where: string): Bags | 'wrong password' {
  try {
    const { safeContents } = forge.pkcs12.pkcs12FromAsn1(pfx, true, password);
    const bags = safeContents.flatMap(({ safeBags }) => safeBags);
    const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
    return {
      keys: bags.filter(({ type }) => type === keyBag || type === pkcs8ShroudedKeyBag).flatMap(derOf(forge)),
      certificates: bags.filter(({ type }) => type === certBag).flatMap(derOf(forge)),
    };
  } catch (cause) {
    if (cause instanceof Error && WRONG_PASSWORD.test(cause.message)) return 'wrong password';
    throw invalid(where, cause instanceof Error ? cause.message : 'damaged PKCS#12', cause);
  }
}

const derOf =
  (forge: Forge) =>
  ({ asn1 }: ForgeBag): readonly Buffer[] =>
    asn1 === undefined ? [] : [Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1')];

function privateKeyOf(der: Buffer, where: string): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw invalid(where, 'damaged private key', cause);
  }
}

function invalid(where: string, detail: string, cause?: unknown): CongvanError {
  return new CongvanError('SIGNING_KEY_INVALID', { where, detail, cause });
}
