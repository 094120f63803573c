import type { Digest } from '../../kernel/digest.ts';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { DEV_ROOT_OID } from './devRoot.ts';
import { certificatesIn } from './pem.ts';

/** A CA whose key is trusted because somebody decided so; `name` is the file it came from. */
export interface TrustAnchor {
  readonly name: string;
  readonly certificate: Certificate;
}

/** The trust anchors of one judgement; never the machine's own. */
export interface TrustStore {
  readonly anchors: readonly TrustAnchor[];
  /** By fingerprint of the certificate. */
  has(fingerprint: Digest): boolean;
}

export interface TrustFile {
  readonly name: string;
  /** PEM (any number of certificates) or one DER certificate. */
  readonly bytes: Uint8Array;
}

/**
 * Loads trust anchors. Every certificate must be a CA's and be understood whole; the same one twice is one anchor.
 * @param options.dev whether a development root (`certs-dev`) may be trusted
 * @throws TRUST_ANCHOR_INVALID, DEV_ROOT_REFUSED
 */
export function loadTrustStore(files: readonly TrustFile[], options: { readonly dev: boolean }): TrustStore {
  const anchors = new Map<Digest, TrustAnchor>();
  for (const file of files) {
    for (const certificate of anchorsIn(file)) {
      if (isDevelopmentRoot(certificate) && !options.dev) {
        throw new CongvanError('DEV_ROOT_REFUSED', { where: file.name, detail: certificate.subject.text });
      }
      if (!anchors.has(certificate.fingerprint))
        anchors.set(certificate.fingerprint, { name: file.name, certificate });
    }
  }
  return { anchors: [...anchors.values()], has: (fingerprint) => anchors.has(fingerprint) };
}

/** Marked by an extension or a certificate policy with DEV_ROOT_OID. */
export function isDevelopmentRoot(certificate: Certificate): boolean {
  return certificate.extensionSet.has(DEV_ROOT_OID) || certificate.policies?.includes(DEV_ROOT_OID) === true;
}

function readAnchor(name: string, der: Uint8Array): Certificate {
  const certificate = refusing(name, () => parseCertificate(der));
  const { basicConstraints, version, selfIssued, unknownCritical, subject } = certificate;
  const isAuthority = version === 3 ? basicConstraints?.ca === true : selfIssued;
  const refuse = (detail: string) =>
    new CongvanError('TRUST_ANCHOR_INVALID', { where: `${name}: ${subject.text}`, detail });
  if (!isAuthority) throw refuse('not a CA certificate');
  if (unknownCritical.length > 0) throw refuse(`critical extension ${unknownCritical.join(', ')}`);
  if (certificate.keyObject === undefined) throw refuse('unusable public key');
  return certificate;
}

function anchorsIn({ name, bytes }: TrustFile): readonly Certificate[] {
  return refusing(name, () => certificatesIn(name, bytes)).map((der) => readAnchor(name, der));
}

/** What is no certificate is no trust anchor. */
function refusing<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!isCongvanError(cause)) throw cause;
    throw new CongvanError('TRUST_ANCHOR_INVALID', {
      where: name,
      detail: cause.detail ?? cause.code,
      cause,
    });
  }
}
