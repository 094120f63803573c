/** The little XPath that the interoperability tests of C14N use, as predicates on elements. */
import type { XmlElementNode } from '../../src/kernel/xml/document.ts';

/**
 * Which elements are left out, for `(//. | //@* | //namespace::*)[…]` over `ancestor-or-self::prefix:name`, `and`, `or`,
 * `not(…)`; undefined for any other expression.
 */
export function hiddenBy(xpath: string): ((element: XmlElementNode) => boolean) | undefined {
  const condition = /^\(\/\/\. \| \/\/@\* \| \/\/namespace::\*\)\s*\[(.*)\]\s*$/s.exec(xpath.trim())?.[1];
  const tokens = condition?.match(/ancestor-or-self::[\w:]+|not|and|or|[()]|\S/g) ?? [];
  const known = tokens.every((token) => /^(ancestor-or-self::[\w:]+|not|and|or|[()])$/.test(token));
  return known && tokens.length > 0 ? (element) => !holds(tokens, element) : undefined;
}

function holds(tokens: readonly string[], element: XmlElementNode): boolean {
  const names = new Set<string>();
  for (let each: XmlElementNode | null = element; each !== null; each = each.parent) names.add(each.local);
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === 'or') {
      at += 1;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === 'and') {
      at += 1;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token === 'not') return !one();
    if (token !== '(') return names.has(token.replace(/^.*:/, ''));
    const value = either();
    at += 1;
    return value;
  };
  return either();
}
