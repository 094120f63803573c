import { XML } from './names.ts';

/** What an enveloped XAdES signature says. Digests and values: base64, padded, without line ends. */
export interface XmlSignatureValues {
  readonly id: string;
  /** URI of SignatureMethod. */
  readonly algorithm: string;
  readonly documentDigest: string;
  readonly propertiesDigest: string;
  readonly signatureValue: string;
  /** DER, leaf first. */
  readonly certificates: readonly string[];
  /** SHA-256 of the leaf. */
  readonly certificateDigest: string;
  /** `YYYY-MM-DDThh:mm:ssZ` */
  readonly signingTime: string;
  /** DER TimeStampToken. */
  readonly timestamp: string | undefined;
}

const XMLNS = `xmlns="${XML.signature}"`;
const XADES = `xmlns:xades="${XML.xades}"`;
const SHA256 = `<DigestMethod Algorithm="${XML.sha256}"></DigestMethod>`;
const C14N = `<Transform Algorithm="${XML.exclusiveC14n}"></Transform>`;
const ENVELOPED = `<Transform Algorithm="${XML.enveloped}"></Transform>`;
const METHOD = `<CanonicalizationMethod ${XMLNS} Algorithm="${XML.exclusiveC14n}"></CanonicalizationMethod>`;

/** Each signed piece declares its own namespaces: it stands in the file as exclusive C14N writes it. */
export function xmlSignature(values: XmlSignatureValues): string {
  const { id, certificates, timestamp } = values;
  const chain = certificates.map((der) => `<X509Certificate>${der}</X509Certificate>`).join('');
  return (
    `<Signature ${XMLNS} Id="${id}">${signedInfo(values)}${signatureValue(values)}` +
    `<KeyInfo><X509Data>${chain}</X509Data></KeyInfo>` +
    `<Object><xades:QualifyingProperties ${XADES} Target="#${id}">${signedProperties(values)}` +
    `${timestamp === undefined ? '' : unsignedProperties(timestamp)}</xades:QualifyingProperties></Object></Signature>`
  );
}

/** In canonical form: what the key signs. */
export function signedInfo({ id, algorithm, documentDigest, propertiesDigest }: XmlSignatureValues): string {
  return (
    `<SignedInfo ${XMLNS}><CanonicalizationMethod Algorithm="${XML.exclusiveC14n}"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="${algorithm}"></SignatureMethod>` +
    `<Reference Id="${id}-document" URI=""><Transforms>${ENVELOPED}${C14N}</Transforms>` +
    `${SHA256}<DigestValue>${documentDigest}</DigestValue></Reference>` +
    `<Reference Type="${XML.signedProperties}" URI="#${id}-properties"><Transforms>${C14N}</Transforms>` +
    `${SHA256}<DigestValue>${propertiesDigest}</DigestValue></Reference></SignedInfo>`
  );
}

/** In canonical form: what a signature timestamp is over (EN 319 132-1 §5.3). */
export function signatureValue(values: Pick<XmlSignatureValues, 'id' | 'signatureValue'>): string {
  return `<SignatureValue ${XMLNS} Id="${values.id}-value">${values.signatureValue}</SignatureValue>`;
}

/** In canonical form. EN 319 132-1 §6.3, level B-B: signing time, certificate, format of what is signed. */
export function signedProperties(values: XmlSignatureValues): string {
  const { id, signingTime, certificateDigest } = values;
  return (
    `<xades:SignedProperties ${XADES} Id="${id}-properties"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${signingTime}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>` +
    `<xades:CertDigest><DigestMethod ${XMLNS} Algorithm="${XML.sha256}"></DigestMethod>` +
    `<DigestValue ${XMLNS}>${certificateDigest}</DigestValue></xades:CertDigest></xades:Cert>` +
    '</xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties>' +
    `<xades:DataObjectFormat ObjectReference="#${id}-document"><xades:MimeType>text/xml</xades:MimeType>` +
    '</xades:DataObjectFormat></xades:SignedDataObjectProperties></xades:SignedProperties>'
  );
}

function unsignedProperties(token: string): string {
  return (
    `<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>${METHOD}` +
    `<xades:EncapsulatedTimeStamp>${token}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>` +
    '</xades:UnsignedSignatureProperties></xades:UnsignedProperties>'
  );
}
