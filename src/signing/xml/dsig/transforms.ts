import { attributeOf, isElement, onlyText, type XmlElementNode } from '../../../kernel/xml/document.ts';
import { type C14nMethod, c14nMethod } from '../c14n/methods.ts';
import { DSIG, EXCLUSIVE_C14N, TRANSFORM } from './names.ts';
import { partsOf, requiredAttribute, unsupported } from './strict.ts';

/** What may be done to the data before it is digested; anything else is refused by name. */
export type Transform =
  /** Leaves out the signature that has the reference (XML-DSig 1.1 §6.6.4). */
  | { readonly kind: 'enveloped' }
  /**
   * Leaves out every `ds:Signature`, or those directly below the root: the uses of XPath that are common (parallel
   * signatures). Known by their exact expressions; no XPath is evaluated.
   */
  | { readonly kind: 'without-signatures'; readonly belowRootOnly: boolean }
  | { readonly kind: 'c14n'; readonly method: C14nMethod }
  | { readonly kind: 'base64' };

const MAX_TRANSFORMS = 8;
const MAX_PREFIXES = 64;

/** @throws XML_SIGNATURE_UNSUPPORTED, XML_SIGNATURE_INVALID */
export function readTransforms(element: XmlElementNode | undefined): readonly Transform[] {
  const parts = element === undefined ? [] : partsOf(element);
  if (parts.length > MAX_TRANSFORMS) throw unsupported(`${parts.length} transforms`);
  return parts.map((part) => {
    if (!isElement(part, DSIG, 'Transform')) throw unsupported(part.local);
    return readTransform(part);
  });
}

function readTransform(element: XmlElementNode): Transform {
  const algorithm = requiredAttribute(element, 'Algorithm');
  switch (algorithm) {
    case TRANSFORM.enveloped:
      return { kind: 'enveloped' };
    case TRANSFORM.base64:
      return { kind: 'base64' };
    case TRANSFORM.xpath:
    case TRANSFORM.filter2:
      return readXPath(element, algorithm);
    default:
      return { kind: 'c14n', method: readC14n(element) };
  }
}

/** A canonicalisation method or transform with its parameters. @throws XML_SIGNATURE_UNSUPPORTED */
export function readC14n(element: XmlElementNode): C14nMethod {
  const algorithm = requiredAttribute(element, 'Algorithm');
  const method = c14nMethod(algorithm, prefixesOf(element, algorithm));
  if (method === undefined) throw unsupported(algorithm);
  return method;
}

/** Exclusive C14N §4; other parameters are not known. */
function prefixesOf(element: XmlElementNode, algorithm: string): readonly string[] {
  const [list, another] = partsOf(element);
  if (list === undefined) return [];
  if (another !== undefined || !isElement(list, EXCLUSIVE_C14N, 'InclusiveNamespaces')) {
    throw unsupported(`${algorithm} with ${list.local}`);
  }
  const prefixes = (attributeOf(list, 'PrefixList') ?? '').split(/[ \t\r\n]+/).filter((each) => each !== '');
  if (prefixes.length > MAX_PREFIXES) throw unsupported(`${prefixes.length} prefixes`);
  return prefixes.map((prefix) => (prefix === '#default' ? '' : prefix));
}

const WITHOUT_SIGNATURES: Readonly<Record<string, readonly RegExp[]>> = {
  [TRANSFORM.xpath]: [/^not ?\( ?ancestor-or-self::([\w.-]+):Signature ?\)$/],
  [TRANSFORM.filter2]: [/^\/\/([\w.-]+):Signature$/, /^\/descendant(?:-or-self)?::([\w.-]+):Signature$/],
};
/** How XML-DSig 1.1 §6.6.4 writes the enveloped-signature transform itself. */
const ENVELOPED =
  /^count\(ancestor-or-self::([\w.-]+):Signature \| here\(\)\/ancestor::\1:Signature\[1\]\) > count\(ancestor-or-self::\1:Signature\)$/;
const BELOW_ROOT = /^\/\*\/([\w.-]+):Signature$/;

function readXPath(element: XmlElementNode, algorithm: string): Transform {
  const [xpath, another] = partsOf(element);
  const isFilter = algorithm === TRANSFORM.filter2;
  const isAlone = xpath?.local === 'XPath' && another === undefined;
  if (!isAlone || (isFilter && attributeOf(xpath, 'Filter') !== 'subtract')) throw unsupported(algorithm);
  const text = (onlyText(xpath) ?? '').trim().replace(/\s+/g, ' ');
  const isMeant = (known: RegExp) =>
    namespaceAt(xpath, known.exec(text)?.[1] ?? '') === DSIG && known.test(text);
  if (WITHOUT_SIGNATURES[algorithm]?.some(isMeant) === true) {
    return { kind: 'without-signatures', belowRootOnly: false };
  }
  if (!isFilter && isMeant(ENVELOPED)) return { kind: 'enveloped' };
  if (isFilter && isMeant(BELOW_ROOT)) return { kind: 'without-signatures', belowRootOnly: true };
  throw unsupported(`${algorithm}: ${text.slice(0, 100)}`);
}

function namespaceAt(element: XmlElementNode, prefix: string): string | undefined {
  for (let each: XmlElementNode | null = element; each !== null; each = each.parent) {
    const found = each.declarations.find(([declared]) => declared === prefix);
    if (found !== undefined) return found[1];
  }
  return undefined;
}
