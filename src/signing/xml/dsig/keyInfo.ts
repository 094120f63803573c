import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  childElements,
  elementsOf,
  isElement,
  onlyText,
  type XmlElementNode,
} from '../../../kernel/xml/document.ts';
import { bitString, integer, oid, sequence } from '../../der/write.ts';
import { OID } from '../../x509/oids.ts';
import { DSIG, DSIG11 } from './names.ts';
import { fromBase64, requiredAttribute } from './strict.ts';

/** What `ds:KeyInfo` offers; it is not signed, so all of it is only a proposal. */
export interface KeyOffer {
  /** DER, in their order. */
  readonly certificates: readonly Uint8Array[];
  /** DER CRLs beside them. */
  readonly crls: readonly Uint8Array[];
  /** Bare public keys: good to check the mathematics, never to know who signed. */
  readonly keys: readonly KeyObject[];
  /** Names of what would have to be fetched from elsewhere; never done. */
  readonly elsewhere: readonly string[];
  /** Names of keys of other kinds. */
  readonly unusable: readonly string[];
}

const MAX_CERTIFICATES = 32;
const MAX_KEYS = 4;

/** Reads `X509Data`, `KeyValue` and `DEREncodedKeyValue` (XML-DSig 1.1 §4.5). What cannot be read is left out. */
export function readKeyInfo(keyInfo: XmlElementNode | undefined): KeyOffer {
  const children = keyInfo === undefined ? [] : childElements(keyInfo);
  const x509 = children.filter((child) => isElement(child, DSIG, 'X509Data')).flatMap(childElements);
  const bytes = (local: string) =>
    x509.filter((child) => isElement(child, DSIG, local)).flatMap((child) => base64Text(child) ?? []);
  return {
    certificates: bytes('X509Certificate').slice(0, MAX_CERTIFICATES),
    crls: bytes('X509CRL').slice(0, MAX_CERTIFICATES),
    keys: children.flatMap((child) => keyOf(child) ?? []).slice(0, MAX_KEYS),
    elsewhere: children.flatMap(({ local }) => (ELSEWHERE.has(local) ? [local] : [])),
    unusable: children.flatMap(unusableName),
  };
}

const ELSEWHERE: ReadonlySet<string> = new Set(['RetrievalMethod', 'KeyInfoReference']);

function unusableName(child: XmlElementNode): readonly string[] {
  const isOdd = child.local === 'KeyValue' && keyOf(child) === undefined;
  return isOdd ? [childElements(child)[0]?.local ?? child.local] : [];
}

/** The bytes of every element with one of these names, as far as they are base64; at most `max`. */
export function encodedIn(
  root: XmlElementNode,
  names: readonly string[],
  max: number,
): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const element of elementsOf(root)) {
    if (found.length === max) break;
    const der = names.includes(element.local) ? base64Text(element) : undefined;
    if (der !== undefined) found.push(der);
  }
  return found;
}

function base64Text(element: XmlElementNode): Buffer | undefined {
  const text = onlyText(element);
  const bytes = text === undefined ? undefined : fromBase64(text);
  return bytes === undefined || bytes.length === 0 ? undefined : bytes;
}

function keyOf(element: XmlElementNode): KeyObject | undefined {
  try {
    if (isElement(element, DSIG11, 'DEREncodedKeyValue')) {
      const der = base64Text(element);
      return der && createPublicKey({ key: der, format: 'der', type: 'spki' });
    }
    const [value] = isElement(element, DSIG, 'KeyValue') ? childElements(element) : [];
    return value === undefined ? undefined : keyValue(value);
  } catch {
    return undefined;
  }
}

function keyValue(value: XmlElementNode): KeyObject | undefined {
  if (isElement(value, DSIG, 'RSAKeyValue')) {
    const n = part(value, 'Modulus');
    const e = part(value, 'Exponent');
    return n && e && createPublicKey({ key: { kty: 'RSA', n: unpadded(n), e: unpadded(e) }, format: 'jwk' });
  }
  if (isElement(value, DSIG11, 'ECKeyValue')) return ecKey(value);
  return isElement(value, DSIG, 'DSAKeyValue') ? dsaKey(value) : undefined;
}

/** A JWK knows no DSA. */
function dsaKey(value: XmlElementNode): KeyObject | undefined {
  const [p, q, g, y] = ['P', 'Q', 'G', 'Y'].map((local) => part(value, local));
  if (p === undefined || q === undefined || g === undefined || y === undefined) return undefined;
  const algorithm = sequence(oid(OID.dsa), sequence(integer(p), integer(q), integer(g)));
  return createPublicKey({ key: sequence(algorithm, bitString(integer(y))), format: 'der', type: 'spki' });
}

/** Leading zeros are allowed here (CryptoBinary says none, writers differ) and not in a JWK. */
function unpadded(bytes: Buffer): string {
  const from = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(Math.max(from, 0)).toString('base64url');
}

const CURVES: ReadonlyMap<string, readonly [name: string, bytes: number]> = new Map([
  ['urn:oid:1.2.840.10045.3.1.7', ['P-256', 32]],
  ['urn:oid:1.3.132.0.34', ['P-384', 48]],
  ['urn:oid:1.3.132.0.35', ['P-521', 66]],
]);

/** Named curves and uncompressed points only (XML-DSig 1.1 §4.5.2.3). */
function ecKey(value: XmlElementNode): KeyObject | undefined {
  const named = childElements(value).find((child) => isElement(child, DSIG11, 'NamedCurve'));
  const [crv, bytes] = CURVES.get(named === undefined ? '' : requiredAttribute(named, 'URI')) ?? [];
  const point = part(value, 'PublicKey');
  if (crv === undefined || bytes === undefined || point?.[0] !== 4 || point.length !== 2 * bytes + 1) {
    return undefined;
  }
  const x = point.subarray(1, 1 + bytes).toString('base64url');
  const y = point.subarray(1 + bytes).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' });
}

function part(value: XmlElementNode, local: string): Buffer | undefined {
  const element = childElements(value).find((child) => child.local === local);
  return element && base64Text(element);
}
