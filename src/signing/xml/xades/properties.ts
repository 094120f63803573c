import { attributeOf, childElements, isElement, type XmlElementNode } from '../../../kernel/xml/document.ts';
import type { ParsedSignature } from '../dsig/parse.ts';
import { malformed, unsupported } from '../dsig/strict.ts';
import { XADES } from './names.ts';

/** `xades:QualifyingProperties` of a signature, found; whether they are signed is another question. */
export interface QualifyingProperties {
  readonly element: XmlElementNode;
  /** The `ds:Object` that holds them. */
  readonly object: XmlElementNode;
  readonly signed: XmlElementNode;
  /** Children of `SignedSignatureProperties`. */
  readonly signatureProperties: readonly XmlElementNode[];
  /** Children of `SignedDataObjectProperties`. */
  readonly objectProperties: readonly XmlElementNode[];
  /** Children of `UnsignedSignatureProperties`, in their order. */
  readonly unsigned: readonly XmlElementNode[];
}

export type FoundProperties =
  | { readonly kind: 'none' }
  /** A version before 1.3.2. */
  | { readonly kind: 'old'; readonly namespace: string }
  | { readonly kind: 'found'; readonly properties: QualifyingProperties };

/**
 * Finds the properties inside the signature that they qualify (EN 319 132-1 §4.4): one set, for this signature.
 * @throws XML_SIGNATURE_INVALID, XML_SIGNATURE_UNSUPPORTED for a reference to properties elsewhere
 */
export function findProperties({ id, objects }: ParsedSignature): FoundProperties {
  const all = objects.flatMap((object) => childElements(object).map((element) => ({ object, element })));
  const [found, another] = all.filter(({ element }) => element.local === 'QualifyingProperties');
  if (all.some(({ element }) => element.local === 'QualifyingPropertiesReference')) {
    throw unsupported('QualifyingPropertiesReference');
  }
  if (found === undefined) return { kind: 'none' };
  if (another !== undefined) throw malformed('two QualifyingProperties');
  const { element, object } = found;
  if (element.namespace !== XADES) return { kind: 'old', namespace: element.namespace };
  const target = attributeOf(element, 'Target');
  if (id === undefined || target !== `#${id}`) throw malformed(`properties of ${target ?? 'nothing'}`);
  return { kind: 'found', properties: read(element, object) };
}

function read(element: XmlElementNode, object: XmlElementNode): QualifyingProperties {
  const signed = only(element, 'SignedProperties');
  if (signed === undefined) throw malformed('no SignedProperties');
  const unsigned = only(element, 'UnsignedProperties');
  return {
    ...{ element, object, signed },
    signatureProperties: partsBelow(signed, 'SignedSignatureProperties'),
    objectProperties: partsBelow(signed, 'SignedDataObjectProperties'),
    unsigned: unsigned === undefined ? [] : partsBelow(unsigned, 'UnsignedSignatureProperties'),
  };
}

function partsBelow(parent: XmlElementNode, local: string): readonly XmlElementNode[] {
  const element = only(parent, local);
  return element === undefined ? [] : childElements(element);
}

/** @throws XML_SIGNATURE_INVALID for two */
function only(parent: XmlElementNode, local: string): XmlElementNode | undefined {
  const [element, another] = childElements(parent).filter((child) => isElement(child, XADES, local));
  if (another !== undefined) throw malformed(`two ${local}`);
  return element;
}
