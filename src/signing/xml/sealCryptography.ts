import { hash, type KeyObject, verify } from 'node:crypto';
import type { ReasonCode } from '../validation/reasons.ts';
import { type Certificate, tryParseCertificate } from '../x509/certificate.ts';
import type { FoundSeal } from './findSeal.ts';
import { type SealAlgorithm, XML } from './names.ts';
import { manifestXml, type SealValues, signedInfoXml, signedPropertiesXml } from './sealTemplate.ts';

/** What the seal's own arithmetic says; trust in the certificate is another question. */
export type SealCheck =
  | { readonly kind: 'intact'; readonly certificates: readonly [Certificate, ...Certificate[]] }
  | { readonly kind: 'broken'; readonly code: ReasonCode; readonly certificate?: Certificate };

/**
 * Checks every digest, the certificates against those that were signed, and the signature value.
 * @param values of `found.seal`, which is their one spelling
 */
export function checkSeal(found: FoundSeal, values: SealValues): SealCheck {
  const changed = changedReference(found, values);
  if (changed !== undefined) return { kind: 'broken', code: changed };
  const ders = values.certificates.map((text) => Buffer.from(text, 'base64'));
  if (ders.some((der, index) => sha256Base64(der) !== values.certificateDigests[index])) {
    return { kind: 'broken', code: 'XML_CERTIFICATE_WRONG' };
  }
  const [certificate, ...issuers] = ders.flatMap((der) => tryParseCertificate(der) ?? []);
  if (certificate === undefined || 1 + issuers.length !== ders.length) {
    return { kind: 'broken', code: 'XML_CERTIFICATE_MALFORMED' };
  }
  if (!isSignedBy(values, certificate.keyObject)) {
    return { kind: 'broken', code: 'XML_SIGNATURE_BROKEN', certificate };
  }
  return { kind: 'intact', certificates: [certificate, ...issuers] };
}

function changedReference(found: FoundSeal, values: SealValues): ReasonCode | undefined {
  if (sha256Base64(found.envelope) !== values.envelopeDigest) return 'XML_ENVELOPE_CHANGED';
  if (sha256Base64(signedPropertiesXml(values)) !== values.propertiesDigest) return 'XML_PROPERTIES_CHANGED';
  if (values.parts.length > 0 && sha256Base64(manifestXml(values)) !== values.manifestDigest) {
    return 'XML_MANIFEST_CHANGED';
  }
  return undefined;
}

const KEY_TYPES: Readonly<Record<SealAlgorithm, string>> = {
  [XML.rsaSha256]: 'rsa',
  [XML.ecdsaSha256]: 'ec',
};

function isSignedBy(values: SealValues, key: KeyObject | undefined): boolean {
  if (key?.asymmetricKeyType !== KEY_TYPES[values.algorithm]) return false;
  const signature = Buffer.from(values.signatureValue, 'base64');
  const signed = Buffer.from(signedInfoXml(values), 'utf8');
  try {
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

export function sha256Base64(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'base64');
}
