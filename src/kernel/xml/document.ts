import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { CongvanError, type ErrorCode } from '../errors.ts';
import { charactersOf } from './characters.ts';
import type { XmlLimits } from './gate.ts';

export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Empty for none: an attribute without prefix is in no namespace. */
  readonly namespace: string;
  /** Normalised as XML 1.0 §3.3.3 says for CDATA. */
  readonly value: string;
}

/** An element of the XPath data model, namespaces resolved. Not to be changed after reading. */
export interface XmlElementNode {
  readonly kind: 'element';
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** Prefix (empty for the default) and URI (empty: undeclared), as they stand on this element. */
  readonly declarations: readonly (readonly [prefix: string, uri: string])[];
  /** Null for the root. */
  readonly parent: XmlElementNode | null;
  readonly children: readonly XmlNode[];
}

export type XmlNode =
  | XmlElementNode
  /** Text or CDATA section, references resolved. */
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'comment'; readonly value: string }
  /** `value` begins after the white space that follows the target. */
  | { readonly kind: 'instruction'; readonly target: string; readonly value: string };

export interface XmlDocument {
  /** Comments and processing instructions before the root, the root, and such after it. */
  readonly nodes: readonly XmlNode[];
  readonly root: XmlElementNode;
  /** Of all elements. */
  readonly size: number;
}

/** For documents of others: large invoices and trusted lists fit. */
export const FOREIGN_XML_LIMITS: XmlLimits = {
  bytes: 16 * 1024 * 1024,
  depth: 256,
  elements: 200_000,
  attributesPerElement: 128,
  attributeLength: 64 * 1024,
  textLength: 16 * 1024 * 1024,
};

/**
 * Reads a document completely, comments and processing instructions too, as C14N needs it. Well-formed XML 1.0 with
 * namespaces, no DOCTYPE (entities, default attributes and attribute types would depend on what else is read).
 * @throws XML_UNREADABLE, XML_ENCODING_UNSUPPORTED, XML_DOCTYPE_REFUSED, XML_LIMIT_EXCEEDED with line and column
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = FOREIGN_XML_LIMITS): XmlDocument {
  if (bytes.length > limits.bytes) {
    throw new CongvanError('XML_LIMIT_EXCEEDED', { detail: `${bytes.length} bytes, limit ${limits.bytes}` });
  }
  return new Reader(limits).run(charactersOf(bytes));
}

type Open = XmlElementNode & { readonly children: XmlNode[] };
type Declaration = readonly [prefix: string, uri: string];

const NONE: readonly never[] = [];

class Reader {
  readonly #limits: XmlLimits;
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #top: XmlNode[] = [];
  readonly #stack: Open[] = [];
  #size = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  /**
   * Six handlers and no more: with a seventh the parser object gets so many members that V8 keeps it as a dictionary,
   * and reading takes ten times as long. Declaration and DOCTYPE are therefore looked at when the root opens.
   */
  run(text: string): XmlDocument {
    const parser = this.#parser;
    parser.on('opentag', (tag) => {
      if (this.#size === 0) this.#prolog(text.slice(0, parser.position));
      this.#open(tag);
    });
    parser.on('closetag', () => void this.#stack.pop());
    parser.on('text', (value) => this.#characters(value));
    parser.on('cdata', (value) => this.#characters(value));
    parser.on('comment', (value) => this.#add({ kind: 'comment', value }));
    parser.on('processinginstruction', ({ target, body }) =>
      this.#add({ kind: 'instruction', target, value: body }),
    );
    this.#parse(text);
    const root = this.#top.find((node) => node.kind === 'element');
    if (root === undefined) return this.#refuse('XML_UNREADABLE', 'no element');
    return { nodes: this.#top, root, size: this.#size };
  }

  /** saxes throws what it finds wrong when it has no handler for it. */
  #parse(text: string): void {
    try {
      this.#parser.write(text).close();
    } catch (error) {
      if (error instanceof CongvanError || !(error instanceof Error)) throw error;
      this.#refuse('XML_UNREADABLE', reasonOf(error));
    }
  }

  /** @param text all up to the end of the first tag, in which no `<` stands but its own */
  #prolog(text: string): void {
    const { version } = this.#parser.xmlDecl;
    if (version !== undefined && version !== '1.0') this.#refuse('XML_UNREADABLE', `XML version ${version}`);
    const bare = text.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '');
    if (bare.includes('<!')) this.#refuse('XML_DOCTYPE_REFUSED', 'DOCTYPE');
  }

  #open(tag: SaxesTagNS): void {
    const attributes: XmlAttribute[] = [];
    const declarations: Declaration[] = [];
    for (const name in tag.attributes) this.#attribute(tag.attributes[name], attributes, declarations);
    const element: Open = {
      kind: 'element',
      prefix: tag.prefix,
      local: tag.local,
      namespace: tag.uri,
      attributes: attributes.length === 0 ? NONE : attributes,
      declarations: declarations.length === 0 ? NONE : declarations,
      parent: this.#stack.at(-1) ?? null,
      children: [],
    };
    this.#add(element);
    this.#stack.push(element);
    this.#bound('elements', ++this.#size, this.#limits.elements);
    this.#bound('depth', this.#stack.length, this.#limits.depth);
  }

  #attribute(
    attribute: SaxesAttributeNS | undefined,
    attributes: XmlAttribute[],
    declarations: Declaration[],
  ): void {
    if (attribute === undefined) return;
    const { name, prefix, local, uri: namespace, value } = attribute;
    if (prefix === 'xmlns') declarations.push([local, value]);
    else if (name === 'xmlns') declarations.push(['', value]);
    else attributes.push({ prefix, local, namespace, value });
    this.#bound('attributes', attributes.length + declarations.length, this.#limits.attributesPerElement);
    this.#bound('attribute length', value.length, this.#limits.attributeLength);
  }

  #characters(value: string): void {
    this.#bound('text', value.length, this.#limits.textLength);
    if (value !== '') this.#stack.at(-1)?.children.push({ kind: 'text', value });
  }

  #add(node: XmlNode): void {
    (this.#stack.at(-1)?.children ?? this.#top).push(node);
  }

  #bound(what: string, value: number, limit: number): void {
    if (value > limit) this.#refuse('XML_LIMIT_EXCEEDED', `${what}: ${value}, limit ${limit}`);
  }

  #refuse(code: ErrorCode, detail: string): never {
    const where = `line ${this.#parser.line}, column ${this.#parser.column + 1}`;
    throw new CongvanError(code, { where, detail });
  }
}

/** saxes puts its own position before the sentence. */
function reasonOf(error: Error): string {
  return error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
}

/** Every element below and including this one, in document order. */
export function* elementsOf(element: XmlElementNode): Generator<XmlElementNode> {
  const waiting: XmlElementNode[] = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child?.kind === 'element') waiting.push(child);
    }
  }
}

/** The elements directly below. */
export function childElements({ children }: XmlElementNode): readonly XmlElementNode[] {
  return children.filter((child) => child.kind === 'element');
}

export function isElement(node: XmlElementNode, namespace: string, local: string): boolean {
  return node.local === local && node.namespace === namespace;
}

/** The value of an attribute without prefix. */
export function attributeOf({ attributes }: XmlElementNode, local: string): string | undefined {
  return attributes.find((each) => each.local === local && each.namespace === '')?.value;
}

/** The string-value (XPath 1.0 §5.2): all text below, in order. */
export function stringValue(element: XmlElementNode): string {
  const pieces: string[] = [];
  const waiting: XmlNode[] = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'text') pieces.push(next.value);
    if (next.kind !== 'element') continue;
    for (let i = next.children.length - 1; i >= 0; i--) waiting.push(next.children[i] as XmlNode);
  }
  return pieces.join('');
}

/** The text of an element that has nothing but text; undefined when a comment or anything else stands in it. */
export function onlyText({ children }: XmlElementNode): string | undefined {
  let text = '';
  for (const child of children) {
    if (child.kind !== 'text') return undefined;
    text += child.value;
  }
  return text;
}
