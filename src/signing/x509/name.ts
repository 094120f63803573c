import { boundedMemo } from '../../kernel/boundedMemo.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { contentOf, type Der, derError, rawOf, TAG } from '../der/read.ts';
import { isString, readString } from '../der/strings.ts';
import { hexOf, readOid } from '../der/values.ts';
import { OID } from './oids.ts';

/** A distinguished name (RFC 5280 §4.1.2.4). */
export interface Name {
  /** RFC 4514 text, most specific part first, NFC. */
  readonly text: string;
  readonly der: Uint8Array;
  /** Equal for two names exactly when RFC 5280 §7.1 calls them equal: one entry per RDN, first RDN first. */
  readonly comparable: readonly string[];
  readonly commonName: string | undefined;
  readonly organization: string | undefined;
  /** EN 319 412-1 §5.1.4 style. */
  readonly organizationIdentifier: string | undefined;
  /** Values of emailAddress attributes: name constraints apply to them too (RFC 5280 §4.2.1.10). */
  readonly emails: readonly string[];
}

export interface NameAttribute {
  readonly oid: string;
  /** As it stands; `#` and hexadecimal for what is not a string. */
  readonly value: string;
  readonly isText: boolean;
}

const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  [EMAIL_ADDRESS, 'emailAddress'],
]);

export function readName(node: Der, tag: number = TAG.sequence): Name {
  const der = rawOf(node);
  if (der.length > MEMO_BYTES) return readNew(node, tag, der);
  const key = `${node.tag} ${tag} ${Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1')}`;
  // The copy does not keep the document alive that it was cut from.
  return known.get(key, () => readNew(node, tag, Buffer.from(der)));
}

/** The same few names stand in every certificate, signature and answer about one. */
const known = boundedMemo<string, Name>(512);
/** Longer names are not remembered, so that the memory of all stays small. */
const MEMO_BYTES = 1024;

function readNew(node: Der, tag: number, der: Uint8Array): Name {
  return nameOf(
    itemsOf(node, 'Name', tag).map((item) => readRdn(item)),
    der,
  );
}

/** A name made of the RDNs of another one and one more (nameRelativeToCRLIssuer, RFC 5280 §4.2.1.13). */
export function extendedName(name: Name, relative: Der): readonly string[] {
  return [...name.comparable, comparableRdn(readRdn({ ...relative, tag: TAG.set }))];
}

function readRdn(node: Der): readonly NameAttribute[] {
  const attributes = itemsOf(node, 'RelativeDistinguishedName', TAG.set).map((item) => readAttribute(item));
  if (attributes.length === 0) throw derError('empty RelativeDistinguishedName', node.start);
  return attributes;
}

function readAttribute(node: Der): NameAttribute {
  const fields = fieldsOf(node, 'AttributeTypeAndValue');
  const type = readOid(fields.next(TAG.oid, 'type'));
  const value = fields.any('value');
  fields.end();
  if (!isString(value)) return { oid: type, value: `#${hexOf(rawOf(value))}`, isText: false };
  if (contentOf(value).length > 64 * 1024) throw derError('attribute value too long', value.start);
  return { oid: type, value: readString(value), isText: true };
}

function nameOf(rdns: readonly (readonly NameAttribute[])[], der: Uint8Array): Name {
  const last = (type: string): string | undefined =>
    rdns
      .flat()
      .findLast((attribute) => attribute.oid === type && attribute.isText)
      ?.value.normalize('NFC');
  return {
    text: rdns.map(rdnText).reverse().join(','),
    der,
    comparable: rdns.map(comparableRdn),
    commonName: last(OID.commonName),
    organization: last(OID.organizationName),
    organizationIdentifier: last(OID.organizationIdentifier),
    emails: rdns.flat().flatMap(({ oid, value }) => (oid === EMAIL_ADDRESS ? [value] : [])),
  };
}

function rdnText(rdn: readonly NameAttribute[]): string {
  return rdn
    .map(({ oid, value, isText }) => `${SHORT_NAMES.get(oid) ?? oid}=${isText ? escaped(value) : value}`)
    .join('+');
}

/** RFC 4514 §2.4; control characters too, so that a name cannot play with a terminal. */
function escaped(value: string): string {
  return value
    .normalize('NFC')
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]|(?<=.) $/gs, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from(Buffer.from(character), (octet) => `\\${octet.toString(16).padStart(2, '0')}`).join(''),
    );
}

/** RFC 5280 §7.1: string type, case and runs of spaces do not matter; nor does the order within an RDN. */
function comparableRdn(rdn: readonly NameAttribute[]): string {
  return JSON.stringify(rdn.map(({ oid, value, isText }) => [oid, isText ? folded(value) : value]).sort());
}

/** RFC 4518 in short: compatibility form, case folded, spaces trimmed and collapsed. */
function folded(value: string): string {
  return `=${value.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim()}`;
}

export function sameName(a: Name, b: Name): boolean {
  return sameRdns(a.comparable, b.comparable);
}

export function sameRdns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && isPrefix(a, b);
}

/** Is `name` within the subtree of directory names below `base`? (RFC 5280 §4.2.1.10) */
export function isPrefix(base: readonly string[], name: readonly string[]): boolean {
  return base.length <= name.length && base.every((rdn, i) => rdn === name[i]);
}
