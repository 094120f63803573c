import {
  childElements,
  isElement,
  type XmlDocument,
  type XmlElementNode,
} from '../../../kernel/xml/document.ts';
import type { Reason, SignedPiece } from '../../report.ts';
import { reason } from '../../validation/reasons.ts';
import type { DigestInput } from './digestInput.ts';
import { DSIG } from './names.ts';
import type { ParsedSignature } from './parse.ts';
import type { CheckedReference } from './references.ts';

export interface XmlCoverage {
  readonly coverage: 'WHOLE-FILE' | 'PARTIAL';
  /** Everything that was signed but the signature's own properties, by the URI that names it. */
  readonly signed: readonly SignedPiece[];
  /** Why it is not the whole file. */
  readonly reasons: readonly Reason[];
}

/**
 * What an intact signature covers. The whole file: the root element but for signatures, or, where the file is nothing
 * but signatures, everything that this one encloses and at least one thing elsewhere or within. A wrapped element is a
 * part (XSW), however intact its signature is.
 * @param ownProperties the object of the XAdES properties, which says nothing about the document
 */
export function coverageOf(
  parsed: ParsedSignature,
  references: readonly CheckedReference[],
  document: XmlDocument,
  ownProperties: XmlElementNode | undefined,
): XmlCoverage {
  const content = references.filter(({ input }) => !isWithin(input?.apex, ownProperties));
  const inputs = content.flatMap(({ input }) => input ?? []);
  const isCovered = coveredBy(inputs);
  const reasons = [
    ...parsed.objects
      .filter((object) => !(object === ownProperties && hasNothingElse(object)))
      .filter((object) => !isObjectCovered(object, isCovered))
      .map((object) =>
        reason('XML_OBJECT_UNSIGNED', object.attributes.find(({ local }) => local === 'Id')?.value),
      ),
    ...(isAlone(parsed.element, document.root) && inputs.length > 0 ? [] : rootReasons(document, inputs)),
  ];
  const isComplete = content.every(({ entries }) => entries.every(({ input }) => input !== undefined));
  return {
    coverage: reasons.length === 0 && isComplete ? 'WHOLE-FILE' : 'PARTIAL',
    signed: content.flatMap((each) => [each, ...each.entries]).map((each) => pieceOf(each, document)),
    reasons,
  };
}

function isWithin(apex: DigestInput['apex'], object: XmlElementNode | undefined): boolean {
  if (apex === undefined || object === undefined || !('kind' in apex)) return false;
  for (let each: XmlElementNode | null = apex; each !== null; each = each.parent) {
    if (each === object) return true;
  }
  return false;
}

/** Elements that only hold signatures: ASiC (EN 319 162-1 §4.4.3.2 and its forerunner), OpenDocument. */
const CONTAINERS: readonly string[] = [
  'http://uri.etsi.org/02918/v1.2.1#XAdESSignatures',
  'http://uri.etsi.org/2918/v1.2.1#XAdESSignatures',
  'urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0document-signatures',
];

/** The file is the signature, or a container of nothing but signatures. */
function isAlone(signature: XmlElementNode, root: XmlElementNode): boolean {
  if (signature === root) return true;
  return (
    signature.parent === root &&
    CONTAINERS.includes(root.namespace + root.local) &&
    root.children.every((child) =>
      child.kind === 'element' ? isElement(child, DSIG, 'Signature') : isBlank(child),
    )
  );
}

function isBlank(node: { readonly kind: string; readonly value: string }): boolean {
  return node.kind === 'comment' || (node.kind === 'text' && node.value.trim() === '');
}

/** The properties speak for themselves, not for what was put beside them. */
function hasNothingElse({ children }: XmlElementNode): boolean {
  const elements = children.filter(({ kind }) => kind === 'element');
  return elements.length === 1 && children.every((child) => child.kind === 'element' || isBlank(child));
}

/** Tells of elements whether a reference leads to them and takes all; base64 text is all there is in one of text. */
function coveredBy(inputs: readonly DigestInput[]): (element: XmlElementNode) => boolean {
  const reached = new Set<unknown>(inputs.map(({ apex }) => apex));
  const whole = new Set<unknown>(inputs.filter(({ isWhole }) => isWhole).map(({ apex }) => apex));
  return (element) => whole.has(element) || (reached.has(element) && childElements(element).length === 0);
}

/** An object is signed itself or all that is in it is. */
function isObjectCovered(object: XmlElementNode, isCovered: (element: XmlElementNode) => boolean): boolean {
  if (isCovered(object)) return true;
  return (
    childElements(object).length > 0 &&
    object.children.every((child) => (child.kind === 'element' ? isCovered(child) : isBlank(child)))
  );
}

function rootReasons(document: XmlDocument, inputs: readonly DigestInput[]): readonly Reason[] {
  const { root, nodes } = document;
  const covering = inputs.filter(
    ({ apex, isWhole, omits }) => isWhole && (apex === document || apex === root) && !omits(root),
  );
  if (covering.length === 0) return [reason('XML_PART_ONLY')];
  const isAroundCovered = covering.some(({ apex }) => apex === document);
  if (isAroundCovered || nodes.every(({ kind }) => kind !== 'instruction')) return [];
  return [reason('XML_OUTSIDE_ROOT_UNSIGNED')];
}

function pieceOf({ reference, input }: CheckedReference, document: XmlDocument): SignedPiece {
  const { apex } = input ?? {};
  const isWholeThing = apex === undefined || apex === document || apex === document.root;
  const extent = input?.isWhole === true && isWholeThing ? 'WHOLE' : 'PART';
  return { name: reference.uri ?? '', extent };
}
