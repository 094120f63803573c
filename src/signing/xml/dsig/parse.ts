import { attributeOf, childElements, isElement, type XmlElementNode } from '../../../kernel/xml/document.ts';
import type { DigestName, SignatureAlgorithm } from '../../x509/algorithms.ts';
import type { C14nMethod } from '../c14n/methods.ts';
import { DSIG, digestNamed, signatureNamed } from './names.ts';
import { base64Of, malformed, partsInOrder, partsOf, requiredAttribute, unsupported } from './strict.ts';
import { readC14n, readTransforms, type Transform } from './transforms.ts';

/** `ds:Reference` (XML-DSig 1.1 §4.4.3). */
export interface Reference {
  readonly element: XmlElementNode;
  readonly id: string | undefined;
  /** As written; undefined when the attribute is missing. */
  readonly uri: string | undefined;
  readonly type: string | undefined;
  readonly transforms: readonly Transform[];
  readonly digest: DigestName;
  readonly digestValue: Uint8Array;
}

/** `ds:Signature`, every part in its place and once. Nothing is verified. */
export interface ParsedSignature {
  readonly element: XmlElementNode;
  readonly id: string | undefined;
  readonly signedInfo: XmlElementNode;
  readonly method: C14nMethod;
  readonly algorithm: SignatureAlgorithm | 'hmac';
  readonly references: readonly Reference[];
  readonly valueElement: XmlElementNode;
  readonly value: Uint8Array;
  readonly keyInfo: XmlElementNode | undefined;
  readonly objects: readonly XmlElementNode[];
}

/** Honest signatures over many files have hundreds. */
const MAX_REFERENCES = 2_000;

/**
 * Reads a `ds:Signature` by its schema: a second `SignedInfo`, text between the parts or a comment in a value is no
 * signature.
 * @throws XML_SIGNATURE_INVALID, XML_SIGNATURE_UNSUPPORTED
 */
export function parseSignature(element: XmlElementNode): ParsedSignature {
  const parts = partsInOrder(element, DSIG);
  const signedInfo = parts.required('SignedInfo');
  const valueElement = parts.required('SignatureValue');
  const keyInfo = parts.optional('KeyInfo');
  const objects = parts.all('Object');
  parts.end();
  refuseSecond(element, [signedInfo, valueElement]);
  return {
    ...{ element, id: attributeOf(element, 'Id'), signedInfo, valueElement, keyInfo, objects },
    ...readSignedInfo(signedInfo),
    value: base64Of(valueElement),
  };
}

/**
 * `KeyInfo` and objects may hold anything: a second `SignedInfo` or value in them, outside a signature of its own, is
 * there for a reader that takes the first it finds.
 */
function refuseSecond(signature: XmlElementNode, own: readonly XmlElementNode[]): void {
  const waiting = [...childElements(signature)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const isSuch = own.some(({ namespace, local }) => isElement(next, namespace, local));
    if (isSuch && !own.includes(next)) throw malformed(`two ${next.local}`);
    if (isElement(next, DSIG, 'Signature')) continue;
    for (const child of childElements(next)) waiting.push(child);
  }
}

function readSignedInfo(
  signedInfo: XmlElementNode,
): Pick<ParsedSignature, 'method' | 'algorithm' | 'references'> {
  const parts = partsInOrder(signedInfo, DSIG);
  const c14n = parts.required('CanonicalizationMethod');
  const signatureMethod = parts.required('SignatureMethod');
  const references = parts.all('Reference');
  parts.end();
  const algorithm = signatureNamed(requiredAttribute(signatureMethod, 'Algorithm'));
  const [parameter] = partsOf(signatureMethod);
  if (parameter !== undefined && algorithm !== 'hmac') {
    throw unsupported(`SignatureMethod with ${parameter.local}`);
  }
  if (algorithm === 'hmac') return { method: readC14n(c14n), algorithm, references: [] };
  return { method: readC14n(c14n), algorithm, references: readReferences(references) };
}

/** @throws XML_SIGNATURE_INVALID, XML_SIGNATURE_UNSUPPORTED */
export function readReferences(elements: readonly XmlElementNode[]): readonly Reference[] {
  if (elements.length === 0) throw malformed('no Reference');
  if (elements.length > MAX_REFERENCES) throw unsupported(`${elements.length} references`);
  return elements.map(readReference);
}

function readReference(element: XmlElementNode): Reference {
  const parts = partsInOrder(element, DSIG);
  const transforms = parts.optional('Transforms');
  const digestMethod = parts.required('DigestMethod');
  const digestValue = base64Of(parts.required('DigestValue'));
  parts.end();
  const algorithm = requiredAttribute(digestMethod, 'Algorithm');
  const digest = digestNamed(algorithm);
  if (digest === undefined || partsOf(digestMethod).length > 0) throw unsupported(algorithm);
  return {
    ...{ element, id: attributeOf(element, 'Id'), uri: attributeOf(element, 'URI') },
    ...{ type: attributeOf(element, 'Type'), digest, digestValue },
    transforms: readTransforms(transforms),
  };
}
