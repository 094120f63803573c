import { elementsOf, type XmlDocument, type XmlElementNode } from '../../../kernel/xml/document.ts';

/** Elements by what some reader takes for their identifier: `Id`, `ID`, `id`, `xml:id`, `wsu:Id`. */
export type Identifiers = ReadonlyMap<string, readonly XmlElementNode[]>;

export function identifiersOf({ root }: XmlDocument): Identifiers {
  const found = new Map<string, XmlElementNode[]>();
  for (const element of elementsOf(root)) {
    const names = element.attributes.filter(
      ({ local }) => local.length === 2 && local.toLowerCase() === 'id',
    );
    for (const value of new Set(names.map((each) => each.value))) {
      const same = found.get(value);
      if (same === undefined) found.set(value, [element]);
      else same.push(element);
    }
  }
  return found;
}
