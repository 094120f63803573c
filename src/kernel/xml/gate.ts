import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { CongvanError, type ErrorCode } from '../errors.ts';

/** What an XML document may cost before anybody looks at its meaning. Lengths are UTF-16 units. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributesPerElement: number;
  readonly attributeLength: number;
  /** Of one text, CDATA section or comment. */
  readonly textLength: number;
}

/** A header with thousands of recipients fits; nothing that takes noticeable time does. */
export const XML_LIMITS: XmlLimits = {
  bytes: 2 * 1024 * 1024,
  depth: 24,
  elements: 5_000,
  attributesPerElement: 16,
  attributeLength: 2_048,
  textLength: 64 * 1024,
};

/** How every file of ours begins. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** One element of a gated document. Offsets count UTF-16 units in `GatedXml.text`. */
export interface GatedElement {
  readonly namespace: string;
  readonly local: string;
  /** Position in `GatedXml.elements`; -1 for the root. */
  readonly parent: number;
  /** Values of `Id`, `ID`, `id` and `xml:id`: whatever some reader takes for an identifier. */
  readonly ids: readonly string[];
  /** Its own text, entities resolved, without that of its children. */
  readonly ownText: string;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

export interface GatedXml {
  readonly text: string;
  readonly hasByteOrderMark: boolean;
  /** In document order. */
  readonly elements: readonly GatedElement[];
}

/**
 * Lets XML pass that has one reading: well-formed, UTF-8, XML 1.0, namespaces bound, no DOCTYPE, no processing
 * instruction, nothing before the prolog, within the limits. Says nothing about what the document means.
 * @throws ENVELOPE_ENCODING, ENVELOPE_JUNK, ENVELOPE_FORBIDDEN_XML, ENVELOPE_NOT_WELL_FORMED, ENVELOPE_OVER_LIMIT,
 *   each with line and column
 */
export function gateXml(bytes: Uint8Array, limits: XmlLimits): GatedXml {
  if (bytes.length > limits.bytes) {
    throw new CongvanError('ENVELOPE_OVER_LIMIT', { detail: `${bytes.length} bytes, limit ${limits.bytes}` });
  }
  const { text, hasByteOrderMark } = decode(bytes);
  refuseJunk(text);
  return { text, hasByteOrderMark, elements: new Gate(text, limits).run() };
}

function decode(bytes: Uint8Array): { text: string; hasByteOrderMark: boolean } {
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), hasByteOrderMark };
  } catch (cause) {
    throw new CongvanError('ENVELOPE_ENCODING', { detail: 'the bytes are not UTF-8', cause });
  }
}

/** A sample of the official SDK begins `1212<?xml`; other readers skip such bytes, so they must not go unnoticed. */
function refuseJunk(text: string): void {
  const prolog = text.indexOf('<');
  if (prolog > 0 && text.slice(0, prolog).trim() !== '') {
    throw new CongvanError('ENVELOPE_JUNK', { detail: `${prolog} characters before the first tag` });
  }
}

type Open = { -readonly [Key in keyof GatedElement]: GatedElement[Key] };

class Gate {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #elements: Open[] = [];
  readonly #stack: number[] = [];

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  /**
   * Six handlers and no more: with a seventh V8 keeps the parser as a dictionary, and reading takes several times as
   * long. Declaration and DOCTYPE are therefore looked at when the root opens; what is not well-formed is thrown.
   */
  run(): readonly GatedElement[] {
    const parser = this.#parser;
    parser.on('processinginstruction', () =>
      this.#refuse('ENVELOPE_FORBIDDEN_XML', 'processing instruction'),
    );
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', (tag) => this.#close(tag.isSelfClosing));
    parser.on('text', (text) => this.#characters(text));
    parser.on('cdata', (text) => this.#characters(text));
    parser.on('comment', (text) => this.#bound('text', text.length, this.#limits.textLength));
    this.#parse();
    return this.#elements;
  }

  /** saxes throws what it finds wrong when it has no handler for it. */
  #parse(): void {
    try {
      this.#parser.write(this.#text).close();
    } catch (error) {
      if (error instanceof CongvanError || !(error instanceof Error)) throw error;
      this.#refuse('ENVELOPE_NOT_WELL_FORMED', reasonOf(error));
    }
  }

  /** @param text all that stands before the root */
  #prolog(text: string): void {
    const { version, encoding } = this.#parser.xmlDecl;
    const declared = text.replace(/<!--[\s\S]*?-->/g, '');
    if (declared.includes('<!')) this.#refuse('ENVELOPE_FORBIDDEN_XML', 'DOCTYPE');
    if (declared.includes('<?xml')) this.#declaration(version, encoding);
  }

  #declaration(version: string | undefined, encoding: string | undefined): void {
    if (version !== '1.0') this.#refuse('ENVELOPE_FORBIDDEN_XML', `XML version ${version}`);
    if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') {
      this.#refuse('ENVELOPE_ENCODING', `declared ${encoding}`);
    }
  }

  #open(tag: SaxesTagNS): void {
    const at = this.#parser.position;
    // No `<` stands in a tag but its own.
    const start = this.#text.lastIndexOf('<', at - 1);
    if (this.#elements.length === 0) this.#prolog(this.#text.slice(0, start));
    const attributes = Object.values(tag.attributes);
    this.#bound('attributes', attributes.length, this.#limits.attributesPerElement);
    for (const { value } of attributes) {
      this.#bound('attribute length', value.length, this.#limits.attributeLength);
    }
    this.#elements.push({
      namespace: tag.uri,
      local: tag.local,
      parent: this.#stack.at(-1) ?? -1,
      ids: attributes.filter(isIdentifier).map(({ value }) => value),
      ownText: '',
      start,
      contentStart: at,
      contentEnd: at,
      end: at,
    });
    this.#stack.push(this.#elements.length - 1);
    this.#bound('elements', this.#elements.length, this.#limits.elements);
    this.#bound('depth', this.#stack.length, this.#limits.depth);
  }

  #close(isSelfClosing: boolean): void {
    const element = this.#elements[this.#stack.pop() ?? -1];
    if (element === undefined) return;
    element.end = this.#parser.position;
    if (!isSelfClosing) element.contentEnd = this.#text.lastIndexOf('</', element.end - 1);
  }

  #characters(text: string): void {
    this.#bound('text', text.length, this.#limits.textLength);
    const element = this.#elements[this.#stack.at(-1) ?? -1];
    if (element === undefined) return;
    element.ownText += text;
    this.#bound('text', element.ownText.length, this.#limits.textLength);
  }

  #bound(what: string, value: number, limit: number): void {
    if (value > limit) this.#refuse('ENVELOPE_OVER_LIMIT', `${what}: ${value}, limit ${limit}`);
  }

  #refuse(code: ErrorCode, detail: string): never {
    const where = `line ${this.#parser.line}, column ${this.#parser.column + 1}`;
    throw new CongvanError(code, { where, detail });
  }
}

function isIdentifier(attribute: SaxesAttributeNS): boolean {
  return attribute.prefix !== 'xmlns' && attribute.local.toLowerCase() === 'id';
}

/** saxes puts its own position before the sentence. */
function reasonOf(error: Error): string {
  return error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
}
