import type { KeyObject } from 'node:crypto';
import { boundedMemo } from '../../kernel/boundedMemo.ts';
import { type Digest, sha256 } from '../../kernel/digest.ts';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf } from '../der/fields.ts';
import {
  contentOf,
  type Der,
  type DerLimits,
  decodeDer,
  derError,
  innerOf,
  rawOf,
  TAG,
} from '../der/read.ts';
import { readTime } from '../der/time.ts';
import { hexOf, readBitOctets, readSmallInteger, sameBytes } from '../der/values.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithms.ts';
import { type CertificateExtensions, readCertificateExtensions } from './certificateExtensions.ts';
import { type ExtensionSet, NO_EXTENSIONS, readExtensions } from './extensions.ts';
import { type Name, readName, sameName } from './name.ts';
import { keyObjectOf, readPublicKeyInfo, type SubjectPublicKeyInfo } from './publicKey.ts';

const LIMITS: DerLimits = { bytes: 256 << 10, depth: 24, values: 20_000 };

/** Bytes that were signed, how, and the signature: certificates, CRLs and OCSP answers all have this shape. */
export interface SignedBytes {
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** A parsed X.509 certificate (RFC 5280 §4.1). Parsed says nothing of trusted, valid or even signed. */
export interface Certificate extends CertificateExtensions {
  readonly der: Uint8Array;
  /** SHA-256 of `der`. */
  readonly fingerprint: Digest;
  readonly version: number;
  /** Content octets of the serial INTEGER (two's complement) in lower-case hexadecimal. */
  readonly serialHex: string;
  /** The same with identifier and length: as CMS and OCSP repeat it. */
  readonly serialDer: Uint8Array;
  readonly subject: Name;
  readonly issuer: Name;
  readonly selfIssued: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: SubjectPublicKeyInfo;
  /** SHA-256 of the DER SubjectPublicKeyInfo. */
  readonly spkiDigest: Digest;
  readonly signed: SignedBytes;
  /** Every extension by OID, undecoded. */
  readonly extensionSet: ExtensionSet;
  /** Undefined when node:crypto has no use for this key. */
  readonly keyObject: KeyObject | undefined;
  /** @throws CERTIFICATE_INVALID when node:crypto has no use for this key */
  readonly publicKey: KeyObject;
}

/** The same few authorities and signers come back with every document. */
const parsed = boundedMemo<Digest, Certificate>(1024);
/** Longer certificates are not remembered, so that the memory of all stays small. */
const MEMO_BYTES = 16 << 10;

/**
 * Parses strictly: DER to the last value, every known extension well-formed, no extension twice, both signature
 * algorithm fields equal. Verifies nothing. The same bytes give the same object.
 * @param der exactly one DER `Certificate`
 * @throws CERTIFICATE_INVALID
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > MEMO_BYTES) return parseNew(der);
  // The copy neither changes with the caller's buffer nor keeps the whole document alive that it was cut from.
  return parsed.get(sha256(der), () => parseNew(Buffer.from(der)));
}

function parseNew(der: Uint8Array): Certificate {
  try {
    return withKey(readCertificate(decodeDer(der, LIMITS)));
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw new CongvanError('CERTIFICATE_INVALID', { detail: cause.detail ?? cause.message, cause });
  }
}

/** The same certificate with its key completed from elsewhere (DSA parameters of the issuer). */
export function withPublicKey({ der }: Certificate, spki: SubjectPublicKeyInfo): Certificate {
  return withKey({ ...readCertificate(decodeDer(der, LIMITS)), spki });
}

/** Undefined instead of an exception, for certificates that merely might help. */
export function tryParseCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch {
    return undefined;
  }
}

/** SEQUENCE { tbs, signatureAlgorithm, signature } of certificates and CRLs. */
export function readSigned(node: Der, what: string): { readonly tbs: Der; readonly signed: SignedBytes } {
  const fields = fieldsOf(node, what);
  const tbs = fields.next(TAG.sequence, 'tbs');
  const algorithm = fields.next(TAG.sequence, 'signatureAlgorithm');
  const signature = readBitOctets(fields.next(TAG.bitString, 'signatureValue'));
  fields.end();
  return { tbs, signed: { tbs: rawOf(tbs), signatureAlgorithm: readAlgorithm(algorithm), signature } };
}

/** The algorithm inside the signed part must be the one outside (RFC 5280 §4.1.1.2, §5.1.1.2). */
export function checkInnerAlgorithm(inner: Der, whole: Der): void {
  const outer = fieldsOf(whole, 'Signed');
  outer.any('tbs');
  if (!sameBytes(rawOf(inner), rawOf(outer.any('signatureAlgorithm')))) {
    throw derError('two different signature algorithms', inner.start);
  }
}

type KeylessCertificate = Omit<Certificate, 'keyObject' | 'publicKey'>;

function readCertificate(whole: Der): KeylessCertificate {
  const { tbs, signed } = readSigned(whole, 'Certificate');
  const fields = fieldsOf(tbs, 'TBSCertificate');
  const explicitVersion = fields.optional(0xa0);
  const version = explicitVersion === undefined ? 0 : readSmallInteger(innerOf(explicitVersion), 'version');
  const serial = fields.next(TAG.integer, 'serialNumber');
  checkInnerAlgorithm(fields.next(TAG.sequence, 'signature'), whole);
  const issuer = readName(fields.next(TAG.sequence, 'issuer'));
  const [notBefore, notAfter] = readValidity(fields.next(TAG.sequence, 'validity'));
  const subject = readName(fields.next(TAG.sequence, 'subject'));
  const spki = readPublicKeyInfo(fields.next(TAG.sequence, 'subjectPublicKeyInfo'));
  fields.optional(0x81);
  fields.optional(0x82);
  const extensions = fields.optional(0xa3);
  fields.end();
  if (version > 2 || (extensions !== undefined && version !== 2)) throw derError('version', tbs.start);
  const extensionSet = extensions === undefined ? NO_EXTENSIONS : readExtensions(innerOf(extensions));
  return {
    ...readCertificateExtensions(extensionSet),
    ...{ der: whole.bytes, fingerprint: sha256(whole.bytes), version: version + 1 },
    ...{ serialHex: hexOf(contentOf(serial)), serialDer: rawOf(serial) },
    ...{ subject, issuer, selfIssued: sameName(subject, issuer), notBefore, notAfter },
    ...{ spki, spkiDigest: sha256(spki.der), signed, extensionSet },
  };
}

function readValidity(node: Der): readonly [Date, Date] {
  const fields = fieldsOf(node, 'Validity');
  const validity = [readTime(fields.any('notBefore')), readTime(fields.any('notAfter'))] as const;
  fields.end();
  return validity;
}

/** Making a key object costs more than parsing the rest, so it is made when first asked for. */
function withKey(fields: KeylessCertificate): Certificate {
  let key: KeyObject | undefined;
  let asked = false;
  return {
    ...fields,
    get keyObject() {
      if (!asked) key = keyObjectOf(fields.spki);
      asked = true;
      return key;
    },
    get publicKey() {
      if (this.keyObject !== undefined) return this.keyObject;
      throw new CongvanError('CERTIFICATE_INVALID', { detail: 'unusable public key' });
    },
  };
}
