import { pbkdf2Sync } from 'node:crypto';
import { createRequire } from 'node:module';

/** ASN.1 as node-forge holds it; we only carry it to `toDer`. */
export interface ForgeAsn1 {
  readonly value: unknown;
}

export interface ForgeBag {
  readonly type: string;
  readonly asn1?: ForgeAsn1;
}

export interface ForgePfx {
  readonly safeContents: readonly { readonly safeBags: readonly ForgeBag[] }[];
}

/** The few parts of node-forge that we use; its own types do not allow the replacement below. */
export interface Forge {
  readonly asn1: {
    fromDer(bytes: string, options: { strict: boolean; parseAllBytes: boolean }): ForgeAsn1;
    toDer(asn1: ForgeAsn1): { getBytes(): string };
  };
  readonly pkcs12: {
    pkcs12FromAsn1(pfx: ForgeAsn1, strict: boolean, password: string | null): ForgePfx;
  };
  readonly pkcs5: { pbkdf2: unknown };
  readonly pki: {
    readonly oids: Readonly<Record<string, string>>;
    privateKeyFromAsn1: unknown;
    certificateFromAsn1: unknown;
  };
}

const MAX_ITERATIONS = 10_000_000;

let loaded: Forge | undefined;

/** node-forge, loaded when first needed and only as far as PKCS#12 needs it. */
function forge(): Forge {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    require('node-forge/lib/pkcs12');
    // PKCS#12 alone loads SHA-1 and SHA-256; MACs are made with the others too.
    require('node-forge/lib/md.all');
    const whole: Forge = require('node-forge/lib/forge');
    loaded = whole;
  }
  return loaded;
}

/**
 * Calls `read` with three functions of node-forge replaced, and puts them back:
 * - PBKDF2 takes the password as UTF-8 (RFC 8018 §3); node-forge cuts letters to one octet, so that no Vietnamese
 *   password opens, and needs seconds where node:crypto needs milliseconds;
 * - keys and certificates are handed over as ASN.1 instead of being understood: node-forge knows no EC key, spoils
 *   UTF-8 names, and its RSA is not to be used.
 */
export function withForge<T>(read: (forge: Forge) => T): T {
  const { pkcs5, pki, ...rest } = forge();
  const kept = { ...pkcs5 };
  const { privateKeyFromAsn1, certificateFromAsn1 } = pki;
  pkcs5.pbkdf2 = pbkdf2Utf8;
  pki.privateKeyFromAsn1 = leaveAsAsn1;
  pki.certificateFromAsn1 = leaveAsAsn1;
  try {
    return read({ pkcs5, pki, ...rest });
  } finally {
    pkcs5.pbkdf2 = kept.pbkdf2;
    Object.assign(pki, { privateKeyFromAsn1, certificateFromAsn1 });
  }
}

/** node-forge keeps a bag's ASN.1 when its own reading of it fails. */
function leaveAsAsn1(): never {
  throw new Error('left as ASN.1');
}

function pbkdf2Utf8(
  password: string | null,
  salt: string,
  iterations: number,
  length: number,
  digest: { readonly algorithm: string },
): string {
  if (iterations > MAX_ITERATIONS) throw new RangeError(`${iterations} iterations of PBKDF2`);
  const bytes = Buffer.from(password ?? '', 'utf8');
  return pbkdf2Sync(bytes, Buffer.from(salt, 'latin1'), iterations, length, digest.algorithm).toString(
    'latin1',
  );
}
