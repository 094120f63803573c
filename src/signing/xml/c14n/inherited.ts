import type { XmlAttribute, XmlElementNode } from '../../../kernel/xml/document.ts';
import type { C14nMethod } from './methods.ts';
import { joinBases } from './xmlBase.ts';

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Namespaces in scope at an element by prefix; a default that is undeclared again is left out. */
export function namespacesInScope(element: XmlElementNode): ReadonlyMap<string, string> {
  const scope = new Map<string, string>();
  for (const each of lineage(element)) {
    for (const [prefix, uri] of each.declarations) {
      if (uri === '') scope.delete(prefix);
      else scope.set(prefix, uri);
    }
  }
  return scope;
}

/**
 * The attributes of an element whose parent is not in the node-set. C14N 1.0 §2.4 gives it every `xml:` attribute in
 * scope; C14N 1.1 §2.4 `xml:lang` and `xml:space`, and joins `xml:base` along the omitted ancestors; the exclusive form
 * (§3) gives it none.
 * @param isShown whether an ancestor is in the node-set
 */
export function orphanAttributes(
  element: XmlElementNode,
  kind: C14nMethod['kind'],
  isShown: (ancestor: XmlElementNode) => boolean,
): readonly XmlAttribute[] {
  if (kind === 'exclusive' || element.parent === null) return element.attributes;
  const family = lineage(element);
  const inherited = new Map<string, XmlAttribute>();
  for (const attribute of family.flatMap(({ attributes }) => attributes)) {
    if (isInherited(attribute, kind)) inherited.set(attribute.local, attribute);
  }
  const own = element.attributes.filter((each) => !isInherited(each, kind) && !isBase(each, kind));
  const base = kind === 'inclusive-1.1' ? joinedBase(element, family, isShown) : [];
  return [...own, ...inherited.values(), ...base];
}

function isInherited({ namespace, local }: XmlAttribute, kind: C14nMethod['kind']): boolean {
  if (namespace !== XML_NAMESPACE) return false;
  return kind === 'inclusive-1.0' || local === 'lang' || local === 'space';
}

function isBase({ namespace, local }: XmlAttribute, kind: C14nMethod['kind']): boolean {
  return kind === 'inclusive-1.1' && namespace === XML_NAMESPACE && local === 'base';
}

function joinedBase(
  element: XmlElementNode,
  family: readonly XmlElementNode[],
  isShown: (ancestor: XmlElementNode) => boolean,
): readonly XmlAttribute[] {
  const nearestShown = family.findLastIndex((each) => each !== element && isShown(each));
  const bases = family
    .slice(nearestShown + 1)
    .flatMap(({ attributes }) => attributes.filter((each) => isBase(each, 'inclusive-1.1')));
  const [first] = bases;
  const value = joinBases(bases.map((each) => each.value));
  return first === undefined || value === '' ? [] : [{ ...first, value }];
}

/** From the root to the element itself. */
function lineage(element: XmlElementNode): readonly XmlElementNode[] {
  const all: XmlElementNode[] = [];
  for (let each: XmlElementNode | null = element; each !== null; each = each.parent) all.push(each);
  return all.reverse();
}
