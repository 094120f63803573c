import { type SealAlgorithm, XML } from './names.ts';

/**
 * The one spelling of a seal. Each signed piece declares its own namespaces, so that it stands on the wire exactly as
 * exclusive C14N would write it: what is hashed is what is read, and no canonicalisation is needed to verify it.
 * Nothing in a seal can be spelled otherwise, so nothing in it is left unsigned or unchecked.
 */
export interface SealValues {
  /** Without the prefix `seal-`. */
  readonly id: string;
  readonly algorithm: SealAlgorithm;
  /** Digests and values: base64, padded, without line ends. */
  readonly envelopeDigest: string;
  readonly propertiesDigest: string;
  /** Absent when there are no parts. */
  readonly manifestDigest: string | undefined;
  readonly signatureValue: string;
  /** DER, leaf first. */
  readonly certificates: readonly string[];
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly signingTime: string;
  /** SHA-256 of each certificate, in the same order. */
  readonly certificateDigests: readonly string[];
  readonly parts: readonly { readonly contentId: string; readonly digest: string }[];
}

const XMLNS = `xmlns="${XML.signature}"`;
const SHA256 = `<DigestMethod Algorithm="${XML.sha256}"></DigestMethod>`;
const C14N = `<Transform Algorithm="${XML.exclusiveC14n}"></Transform>`;
const ENVELOPED = `<Transform Algorithm="${XML.enveloped}"></Transform>`;

/** `<Signature>` as it stands in the header. */
export function sealXml(values: SealValues): string {
  const id = `seal-${values.id}`;
  const certificates = values.certificates.map((der) => `<X509Certificate>${der}</X509Certificate>`);
  const manifest = values.parts.length === 0 ? '' : `<Object>${manifestXml(values)}</Object>`;
  return (
    `<Signature ${XMLNS} Id="${id}">${signedInfoXml(values)}` +
    `<SignatureValue>${values.signatureValue}</SignatureValue>` +
    `<KeyInfo><X509Data>${certificates.join('')}</X509Data></KeyInfo>` +
    `<Object><xades:QualifyingProperties xmlns:xades="${XML.xades}" Target="#${id}">` +
    `${signedPropertiesXml(values)}</xades:QualifyingProperties></Object>${manifest}</Signature>`
  );
}

/** In canonical form: what the key signs. */
export function signedInfoXml(values: SealValues): string {
  const id = `seal-${values.id}`;
  const manifest =
    values.manifestDigest === undefined
      ? ''
      : `<Reference Id="${id}-parts" Type="${XML.manifest}" URI="#${id}-manifest">` +
        `<Transforms>${C14N}</Transforms>${digestXml(values.manifestDigest)}</Reference>`;
  return (
    `<SignedInfo ${XMLNS}><CanonicalizationMethod Algorithm="${XML.exclusiveC14n}"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="${values.algorithm}"></SignatureMethod>` +
    `<Reference Id="${id}-envelope" URI=""><Transforms>${ENVELOPED}${C14N}</Transforms>` +
    `${digestXml(values.envelopeDigest)}</Reference>` +
    `<Reference Type="${XML.signedProperties}" URI="#${id}-properties"><Transforms>${C14N}</Transforms>` +
    `${digestXml(values.propertiesDigest)}</Reference>${manifest}</SignedInfo>`
  );
}

/** In canonical form. EN 319 132-1 §6.3, level B-B: signing time, certificates, format of each signed object. */
export function signedPropertiesXml(values: SealValues): string {
  const id = `seal-${values.id}`;
  const certificates = values.certificateDigests.map(
    (digest) =>
      `<xades:Cert><xades:CertDigest><DigestMethod ${XMLNS} Algorithm="${XML.sha256}"></DigestMethod>` +
      `<DigestValue ${XMLNS}>${digest}</DigestValue></xades:CertDigest></xades:Cert>`,
  );
  const objects = values.parts.length === 0 ? ['envelope'] : ['envelope', 'parts'];
  const formats = objects.map(
    (object) =>
      `<xades:DataObjectFormat ObjectReference="#${id}-${object}">` +
      '<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>',
  );
  return (
    `<xades:SignedProperties xmlns:xades="${XML.xades}" Id="${id}-properties"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${values.signingTime}</xades:SigningTime>` +
    `<xades:SigningCertificateV2>${certificates.join('')}</xades:SigningCertificateV2>` +
    '</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>' +
    `${formats.join('')}</xades:SignedDataObjectProperties></xades:SignedProperties>`
  );
}

/** In canonical form. */
export function manifestXml(values: Pick<SealValues, 'id' | 'parts'>): string {
  const references = values.parts.map(
    ({ contentId, digest }) => `<Reference URI="cid:${contentId}">${digestXml(digest)}</Reference>`,
  );
  return `<Manifest ${XMLNS} Id="seal-${values.id}-manifest">${references.join('')}</Manifest>`;
}

function digestXml(digest: string): string {
  return `${SHA256}<DigestValue>${digest}</DigestValue>`;
}
