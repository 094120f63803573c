import type { XmlAttribute, XmlDocument, XmlElementNode, XmlNode } from '../../../kernel/xml/document.ts';
import { compareCodePoints } from './codePoints.ts';
import { escapedReturns, escapedText, escapedValue } from './escape.ts';
import { namespacesInScope, orphanAttributes, XML_NAMESPACE } from './inherited.ts';
import type { C14nMethod } from './methods.ts';

/** A part of a document: everything below `apex`, but for what is left out. */
export interface NodeSet {
  /** The whole document (with comments and instructions around its root), or one element with all below it. */
  readonly apex: XmlDocument | XmlElementNode;
  /** False: comments are not in the set, whatever the method says (`URI=""` and `#id`, XML-DSig 1.1 §4.4.3.3). */
  readonly comments: boolean;
  /** Elements that are left out with everything below them. */
  readonly omits?: (element: XmlElementNode) => boolean;
  /** Elements that are left out with their own text but not with the elements below them; only XPath makes such sets. */
  readonly hides?: (element: XmlElementNode) => boolean;
}

/**
 * The canonical octets of a node-set (Canonical XML 1.0, 1.1, Exclusive 1.0), UTF-8. Linear in what is written. There is
 * no node-set without octets: a relative namespace URI, at which §1.3 lets an implementation fail, is written as it
 * stands, since honest documents have them and a failure that some caller takes for no octets has been an attack.
 */
export function canonicalize(nodes: NodeSet, method: C14nMethod): Buffer {
  return Buffer.from(new Writer(nodes, method).run(), 'utf8');
}

const MANY = 4096;

/** What a prefix stood for before an element declared it; undefined: nothing was written for it. */
type Undo = readonly [prefix: string, before: string | undefined];

class Writer {
  readonly #nodes: NodeSet;
  readonly #method: C14nMethod;
  readonly #comments: boolean;
  readonly #inclusivePrefixes: ReadonlySet<string>;
  #done = '';
  #out: string[] = [];
  /** What the elements written around here declare. */
  readonly #written = new Map<string, string>();

  constructor(nodes: NodeSet, method: C14nMethod) {
    this.#nodes = nodes;
    this.#method = method;
    this.#comments = nodes.comments && method.withComments;
    this.#inclusivePrefixes = new Set(method.prefixes);
  }

  run(): string {
    const { apex } = this.#nodes;
    if ('kind' in apex) this.#element(apex, false);
    else this.#document(apex);
    return this.#done + this.#out.join('');
  }

  /** A line end stands between the root and what is around it (§2.3). */
  #document({ nodes, root }: XmlDocument): void {
    let isBefore = true;
    for (const node of nodes) {
      if (node === root) isBefore = false;
      const isWritten = node.kind === 'instruction' || (node.kind === 'comment' && this.#comments);
      if (isWritten && !isBefore) this.#out.push('\n');
      this.#node(node, node !== root);
      if (isWritten && isBefore) this.#out.push('\n');
    }
  }

  #node(node: XmlNode, isParentShown: boolean): void {
    if (node.kind === 'element') {
      this.#element(node, isParentShown);
      return;
    }
    if (!isParentShown) return;
    switch (node.kind) {
      case 'text':
        this.#out.push(escapedText(node.value));
        return;
      case 'comment':
        if (this.#comments) this.#out.push('<!--', escapedReturns(node.value), '-->');
        return;
      case 'instruction':
        this.#out.push('<?', node.target, node.value === '' ? '' : ' ', escapedReturns(node.value), '?>');
        return;
      default:
        node satisfies never;
    }
  }

  #element(element: XmlElementNode, isParentShown: boolean): void {
    const { omits, hides } = this.#nodes;
    if (omits?.(element) === true) return;
    if (hides?.(element) === true) {
      for (const child of element.children) this.#node(child, false);
      return;
    }
    const name = element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
    this.#out.push('<', name);
    const attributes = isParentShown ? element.attributes : this.#orphanAttributes(element);
    const undo = this.#namespaces(element, attributes, isParentShown);
    this.#attributes(attributes);
    this.#out.push('>');
    for (const child of element.children) this.#node(child, true);
    this.#out.push('</', name, '>');
    if (this.#out.length > MANY) this.#flush();
    for (const [prefix, before] of undo) {
      if (before === undefined) this.#written.delete(prefix);
      else this.#written.set(prefix, before);
    }
  }

  /** Few long strings take less room than many short ones. */
  #flush(): void {
    this.#done += this.#out.join('');
    this.#out = [];
  }

  #orphanAttributes(element: XmlElementNode): readonly XmlAttribute[] {
    const { apex, hides } = this.#nodes;
    const isWhole = !('kind' in apex);
    const isShown = (ancestor: XmlElementNode) =>
      (isWhole || hides !== undefined) && hides?.(ancestor) !== true;
    return orphanAttributes(element, this.#method.kind, isShown);
  }

  /** Writes the declarations that are not in force already. */
  #namespaces(
    element: XmlElementNode,
    attributes: readonly XmlAttribute[],
    isParentShown: boolean,
  ): readonly Undo[] {
    const wanted = this.#wanted(element, attributes, isParentShown);
    const fresh = wanted.filter(([prefix, uri]) => (this.#written.get(prefix) ?? '') !== uri);
    if (fresh.length === 0) return [];
    if (fresh.length > 1) fresh.sort(([a], [b]) => compareCodePoints(a, b));
    return fresh.map(([prefix, uri]) => {
      this.#out.push(prefix === '' ? ' xmlns="' : ` xmlns:${prefix}="`, escapedValue(uri), '"');
      const undo = [prefix, this.#written.get(prefix)] as const;
      this.#written.set(prefix, uri);
      return undo;
    });
  }

  #wanted(
    element: XmlElementNode,
    attributes: readonly XmlAttribute[],
    isParentShown: boolean,
  ): [prefix: string, uri: string][] {
    if (this.#method.kind !== 'exclusive') return this.#inScope(element, isParentShown, () => true);
    const used = new Map<string, string>([[element.prefix, element.namespace]]);
    for (const { prefix, namespace } of attributes) if (prefix !== '') used.set(prefix, namespace);
    if (this.#inclusivePrefixes.size > 0) {
      const isListed = (prefix: string) => this.#inclusivePrefixes.has(prefix);
      for (const [prefix, uri] of this.#inScope(element, isParentShown, isListed)) used.set(prefix, uri);
    }
    used.delete('xml');
    return [...used];
  }

  /** Below an element that is written only what changes; at an orphan everything, and that no default is in force. */
  #inScope(
    element: XmlElementNode,
    isParentShown: boolean,
    isWanted: (prefix: string) => boolean,
  ): [prefix: string, uri: string][] {
    const declared: Iterable<readonly [string, string]> = isParentShown
      ? element.declarations
      : new Map([['', ''], ...namespacesInScope(element)]);
    const wanted: [string, string][] = [];
    for (const [prefix, uri] of declared) {
      const isXml = prefix === 'xml' && uri === XML_NAMESPACE;
      if (!isXml && isWanted(prefix)) wanted.push([prefix, uri]);
    }
    return wanted;
  }

  #attributes(attributes: readonly XmlAttribute[]): void {
    const sorted = attributes.length > 1 ? attributes.toSorted(byNamespaceAndName) : attributes;
    for (const { prefix, local, value } of sorted) {
      this.#out.push(prefix === '' ? ` ${local}="` : ` ${prefix}:${local}="`, escapedValue(value), '"');
    }
  }
}

function byNamespaceAndName(a: XmlAttribute, b: XmlAttribute): number {
  return compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.local, b.local);
}
