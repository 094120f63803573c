import { fieldsOf, itemsOf } from '../der/fields.ts';
import { contentOf, type Der, rawOf, TAG } from '../der/read.ts';
import { readOctets, readOid, readSmallInteger, sameBytes } from '../der/values.ts';
import { encode, sortedDer } from '../der/write.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '../x509/algorithms.ts';
import { type Name, readName } from '../x509/name.ts';

export type SignerIdentifier =
  | { readonly kind: 'issuerAndSerial'; readonly issuer: Name; readonly serialDer: Uint8Array }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array };

/**
 * Values of attributes by type, those of a repeated attribute joined. Each signed attribute that counts here must have
 * exactly one value (RFC 5652 §11), so that a repeated one is refused where it is read.
 */
export type Attributes = ReadonlyMap<string, readonly Der[]>;

export interface SignedAttributes {
  readonly attributes: Attributes;
  /** What must have been signed: the attributes as a SET OF, DER (RFC 5652 §5.4). */
  readonly toBeSigned: Uint8Array;
  /** The same in the order of the file, when that is another: some signers sign that. */
  readonly asWritten: Uint8Array | undefined;
}

export interface SignerInfo {
  readonly version: number;
  readonly sid: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** DER of the two identifiers above, for comparing with cmsAlgorithmProtection. */
  readonly digestAlgorithmDer: Uint8Array;
  readonly signatureAlgorithmDer: Uint8Array;
  readonly signature: Uint8Array;
  readonly signed: SignedAttributes | undefined;
  readonly unsigned: Attributes;
  /** DER of version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm and signature, as they follow one another. */
  readonly signedFields: Uint8Array;
}

export function readSignerInfo(node: Der): SignerInfo {
  const fields = fieldsOf(node, 'SignerInfo');
  const version = readSmallInteger(fields.next(TAG.integer, 'version'));
  const sid = readSid(fields.any('sid'));
  const digest = fields.next(TAG.sequence, 'digestAlgorithm');
  const signed = fields.optional(0xa0);
  const signature = fields.next(TAG.sequence, 'signatureAlgorithm');
  const value = readOctets(fields.next(TAG.octetString, 'signature'));
  const unsigned = fields.optional(0xa1);
  fields.end();
  return {
    ...{ version, sid, signature: value },
    ...{ digestAlgorithm: readAlgorithm(digest), digestAlgorithmDer: rawOf(digest) },
    ...{ signatureAlgorithm: readAlgorithm(signature), signatureAlgorithmDer: rawOf(signature) },
    signed: signed && readSigned(signed),
    unsigned: unsigned === undefined ? new Map() : readAttributes(unsigned),
    signedFields: node.bytes.subarray(node.contentStart, unsigned?.start ?? node.end),
  };
}

function readSid(node: Der): SignerIdentifier {
  if (node.tag === 0x80) return { kind: 'subjectKeyIdentifier', keyIdentifier: contentOf(node) };
  const fields = fieldsOf(node, 'IssuerAndSerialNumber');
  const issuer = readName(fields.next(TAG.sequence, 'issuer'));
  const serial = fields.next(TAG.integer, 'serialNumber');
  fields.end();
  return { kind: 'issuerAndSerial', issuer, serialDer: rawOf(serial) };
}

function readSigned(node: Der): SignedAttributes {
  const items = itemsOf(node, 'signedAttrs', 0xa0).map((item) => rawOf(item));
  const toBeSigned = encode(TAG.set, ...sortedDer(items));
  const asWritten = encode(TAG.set, ...items);
  const isDer = sameBytes(toBeSigned, asWritten);
  return { attributes: readAttributes(node), toBeSigned, asWritten: isDer ? undefined : asWritten };
}

function readAttributes(node: Der): Attributes {
  const attributes = new Map<string, readonly Der[]>();
  for (const item of itemsOf(node, 'attributes', node.tag)) {
    const fields = fieldsOf(item, 'Attribute');
    const type = readOid(fields.next(TAG.oid, 'attrType'));
    const values = itemsOf(fields.next(TAG.set, 'attrValues'), 'attrValues', TAG.set);
    fields.end();
    attributes.set(type, [...(attributes.get(type) ?? []), ...values]);
  }
  return attributes;
}
