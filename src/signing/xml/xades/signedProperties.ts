import { hash } from 'node:crypto';
import { isCongvanError } from '../../../kernel/errors.ts';
import {
  attributeOf,
  childElements,
  isElement,
  onlyText,
  type XmlElementNode,
} from '../../../kernel/xml/document.ts';
import { readIssuerSerial } from '../../cms/ess.ts';
import { decodeDer } from '../../der/read.ts';
import { sameBytes } from '../../der/values.ts';
import { DIGESTS } from '../../x509/algorithms.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { DSIG, digestNamed } from '../dsig/names.ts';
import type { Reference } from '../dsig/parse.ts';
import { fromBase64 } from '../dsig/strict.ts';
import { XADES } from './names.ts';
import type { QualifyingProperties } from './properties.ts';

/** What the signer says of himself in the signed properties. */
export interface SignerClaims {
  /** UTC; undefined when missing or without time zone. */
  readonly signingTime: Date | undefined;
  /** Undefined when no certificate is named. */
  readonly isNamed: ((certificate: Certificate) => boolean) | undefined;
  /** Whether all that level B-B wants is there (EN 319 132-1 §6.3). */
  readonly isBaseline: boolean;
}

export function claimsOf(properties: QualifyingProperties, references: readonly Reference[]): SignerClaims {
  const { signatureProperties } = properties;
  const signingTime = readTime(find(signatureProperties, 'SigningTime'));
  const names = ['SigningCertificateV2', 'SigningCertificate'].flatMap(
    (local) => find(signatureProperties, local) ?? [],
  );
  return {
    signingTime,
    isNamed: names.length === 0 ? undefined : (certificate) => names.every((list) => isIn(list, certificate)),
    isBaseline: signingTime !== undefined && names.length > 0 && hasFormats(properties, references),
  };
}

function find(elements: readonly XmlElementNode[], local: string): XmlElementNode | undefined {
  return elements.find((element) => isElement(element, XADES, local));
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function readTime(element: XmlElementNode | undefined): Date | undefined {
  const text = (element && onlyText(element))?.trim() ?? '';
  const time = TIME.test(text) ? new Date(text.replace(/(\.\d{3})\d+/, '$1')) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}

/** Each costs a digest for every candidate; honest lists are as long as a chain. */
const MAX_NAMED = 32;

/** One of the list is this certificate: its digest, and the serial number if that is told too (§5.2.2). */
function isIn(list: XmlElementNode, certificate: Certificate): boolean {
  const entries = childElements(list)
    .filter((child) => isElement(child, XADES, 'Cert'))
    .slice(0, MAX_NAMED);
  return entries.some((entry) => {
    const parts = childElements(entry);
    const digest = find(parts, 'CertDigest');
    return digest !== undefined && isDigestOf(digest, certificate) && isIssuedAs(parts, certificate);
  });
}

function isDigestOf(element: XmlElementNode, { der }: Certificate): boolean {
  const parts = childElements(element);
  const method = parts.find((part) => isElement(part, DSIG, 'DigestMethod'));
  const value = parts.find((part) => isElement(part, DSIG, 'DigestValue'));
  const digest = digestNamed((method && attributeOf(method, 'Algorithm')) ?? '');
  const bytes = value && fromBase64(onlyText(value) ?? '?');
  if (digest === undefined || bytes === undefined) return false;
  return sameBytes(hash(DIGESTS[digest].node, der, 'buffer'), bytes);
}

/** The issuer's name as text has many spellings; the digest binds it anyway. */
function isIssuedAs(parts: readonly XmlElementNode[], certificate: Certificate): boolean {
  const first = find(parts, 'IssuerSerial');
  const serial = first && childElements(first).find((part) => isElement(part, DSIG, 'X509SerialNumber'));
  if (serial !== undefined && (onlyText(serial) ?? '').trim() !== serialNumber(certificate)) return false;
  const second = find(parts, 'IssuerSerialV2');
  return second === undefined || isIssuerSerial(fromBase64(onlyText(second) ?? '?'), certificate);
}

function serialNumber({ serialHex }: Certificate): string {
  return BigInt.asIntN(serialHex.length * 4, BigInt(`0x${serialHex}`)).toString();
}

function isIssuerSerial(der: Uint8Array | undefined, certificate: Certificate): boolean {
  if (der === undefined) return false;
  try {
    return readIssuerSerial(decodeDer(der))(certificate);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return false;
  }
}

/** One DataObjectFormat with a media type for each signed object but the properties themselves (§6.3, note e). */
function hasFormats(
  { objectProperties, signed }: QualifyingProperties,
  references: readonly Reference[],
): boolean {
  const formats = objectProperties.filter((each) => isElement(each, XADES, 'DataObjectFormat'));
  const described = new Set(
    formats.map((format) => {
      const mime = find(childElements(format), 'MimeType');
      const hasMime = mime !== undefined && /^[^\s/]+\/\S+/.test(onlyText(mime)?.trim() ?? '');
      return hasMime ? attributeOf(format, 'ObjectReference') : undefined;
    }),
  );
  const own = attributeOf(signed, 'Id');
  const objects = references.filter(({ uri }) => uri !== `#${own}`);
  const ids = new Set(objects.map(({ id }) => `#${id}`));
  return (
    objects.every(({ id }) => id !== undefined && described.has(`#${id}`)) &&
    [...described].every((target) => target !== undefined && ids.has(target))
  );
}
