import { CongvanError } from '../../kernel/errors.ts';
import { childElements, elementsOf, isElement, type XmlElementNode } from '../../kernel/xml/document.ts';
import type { Material } from '../material.ts';
import { elementPlaces, insertedAt } from './elementPlaces.ts';
import { XML } from './names.ts';
import { XADES, XADES_141 } from './xades/names.ts';
import type { QualifyingProperties } from './xades/properties.ts';

const XADES_NS = `xmlns:xades="${XADES}"`;
const XADES_141_NS = `xmlns:xades141="${XADES_141}"`;
const METHOD =
  `<ds:CanonicalizationMethod xmlns:ds="${XML.signature}" Algorithm="${XML.exclusiveC14n}">` +
  '</ds:CanonicalizationMethod>';

/** The document as text; a byte order mark stays in it. @throws XML_ENCODING_UNSUPPORTED */
export function xmlText(xml: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(xml);
  } catch (cause) {
    throw new CongvanError('XML_ENCODING_UNSUPPORTED', { detail: 'only UTF-8 is signed', cause });
  }
}

/**
 * The document with one more unsigned property at the end of those of a signature (EN 319 132-1 §4.3.5). The elements
 * around the properties are made where they are missing; not one other character changes.
 * @param properties of a signature of the document that `text` was read into
 */
export function withProperty(
  text: string,
  root: XmlElementNode,
  { element }: QualifyingProperties,
  property: string,
): string {
  const places = elementPlaces(text);
  const order = [...elementsOf(root)];
  const placeOf = (wanted: XmlElementNode) => {
    const place = places[order.indexOf(wanted)];
    if (place === undefined)
      throw new CongvanError('XML_UNREADABLE', { detail: `no place of ${wanted.local}` });
    return place;
  };
  const list = (inner: string) => wrapped('UnsignedSignatureProperties', inner);
  const unsigned = childNamed(element, 'UnsignedProperties');
  if (unsigned === undefined) {
    return insertedAt(text, placeOf(element), wrapped('UnsignedProperties', list(property)));
  }
  const ofSignature = childNamed(unsigned, 'UnsignedSignatureProperties');
  if (ofSignature === undefined) return insertedAt(text, placeOf(unsigned), list(property), true);
  return insertedAt(text, placeOf(ofSignature), property);
}

function childNamed(parent: XmlElementNode, local: string): XmlElementNode | undefined {
  return childElements(parent).find((child) => isElement(child, XADES, local));
}

function wrapped(local: string, inner: string): string {
  return `<xades:${local} ${XADES_NS}>${inner}</xades:${local}>`;
}

/** @param token base64 of a DER TimeStampToken */
export function timestampProperty(kind: 'signature' | 'archive', token: string): string {
  const inner = `${METHOD}<xades:EncapsulatedTimeStamp>${token}</xades:EncapsulatedTimeStamp>`;
  if (kind === 'signature') return wrapped('SignatureTimeStamp', inner);
  return `<xades141:ArchiveTimeStamp ${XADES_NS} ${XADES_141_NS}>${inner}</xades141:ArchiveTimeStamp>`;
}

/**
 * CertificateValues and RevocationValues (EN 319 132-1 §5.4.1, §5.4.2), each allowed once; what comes later, for
 * timestamps, goes into TimeStampValidationData (§5.5.1).
 */
export function materialProperties({ certificates, revocations }: Material, isFirst: boolean): string {
  const crls = revocations.filter(({ kind }) => kind === 'crl').map(({ der }) => der);
  const answers = revocations.filter(({ kind }) => kind === 'ocsp').map(({ der }) => der);
  const lists =
    listOf('CRLValues', 'EncapsulatedCRLValue', crls) +
    listOf('OCSPValues', 'EncapsulatedOCSPValue', answers);
  const values =
    listOf('CertificateValues', 'EncapsulatedX509Certificate', certificates) +
    (lists === '' ? '' : wrapped('RevocationValues', lists));
  if (isFirst) return values;
  return (
    `<xades141:TimeStampValidationData ${XADES_NS} ${XADES_141_NS}>${values}` +
    '</xades141:TimeStampValidationData>'
  );
}

function listOf(list: string, each: string, ders: readonly Uint8Array[]): string {
  if (ders.length === 0) return '';
  const rows = ders.map((der) => `<xades:${each}>${Buffer.from(der).toString('base64')}</xades:${each}>`);
  return wrapped(list, rows.join(''));
}
