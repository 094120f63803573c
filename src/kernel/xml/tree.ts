import { XMLParser } from 'fast-xml-parser';
import { CongvanError } from '../errors.ts';
import type { GatedElement, GatedXml } from './gate.ts';

/** An element as a value: found by namespace and local name, never by prefix. */
export interface XmlElement {
  readonly namespace: string;
  readonly local: string;
  /** By name as written, namespace declarations included. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Its own text, untrimmed, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Exact values: no numbers guessed, nothing trimmed, character references resolved once. */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: { enabled: true },
  htmlEntities: true,
  ignoreDeclaration: true,
  onDangerousProperty: (name: string) => name,
});

/**
 * Turns a gated document into values.
 * Two parsers have then read the same text; where they disagree on an element or its text, it is refused.
 * @param leaveOut elements that are cut out of the text with everything in them before it is parsed
 * @throws ENVELOPE_NOT_WELL_FORMED
 */
export function parseTree(gated: GatedXml, leaveOut: (element: GatedElement) => boolean = never): XmlElement {
  const { text, elements } = without(gated, leaveOut);
  const expected = elements.values();
  const [root] = nodesOf(parse(text)).flatMap((node) => elementOf(node, new Map(), expected));
  if (root === undefined || expected.next().done !== true) throw disagree('the number of elements');
  return root;
}

function never(): boolean {
  return false;
}

function parse(text: string): unknown {
  try {
    return PARSER.parse(text);
  } catch (cause) {
    throw new CongvanError('ENVELOPE_NOT_WELL_FORMED', { detail: 'a name is not supported', cause });
  }
}

function without(
  gated: GatedXml,
  leaveOut: (element: GatedElement) => boolean,
): { text: string; elements: readonly GatedElement[] } {
  const pieces: string[] = [];
  const elements: GatedElement[] = [];
  let from = 0;
  for (const element of gated.elements) {
    if (element.start < from) continue;
    if (!leaveOut(element)) {
      elements.push(element);
      continue;
    }
    pieces.push(gated.text.slice(from, element.start));
    from = element.end;
  }
  pieces.push(gated.text.slice(from));
  return { text: pieces.join(''), elements };
}

interface ParserNode {
  readonly name: string;
  readonly content: unknown;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The parser's ordered form: a list of objects with one member for the name and `:@` for the attributes. */
function nodesOf(list: unknown): readonly ParserNode[] {
  if (!Array.isArray(list)) return [];
  return list.map((node: unknown) => {
    const members = Object.entries(node ?? {});
    const [name, content] = members.find(([key]) => key !== ':@') ?? ['', []];
    const attributes: unknown = members.find(([key]) => key === ':@')?.[1];
    const pairs = Object.entries(attributes ?? {}).map(([key, value]) => [key, String(value)] as const);
    return { name, content, attributes: new Map(pairs) };
  });
}

type Scope = ReadonlyMap<string, string>;

function elementOf(node: ParserNode, outer: Scope, expected: Iterator<GatedElement>): readonly XmlElement[] {
  if (node.name === '#text' || node.name === '') return [];
  const scope = scopeOf(node.attributes, outer);
  const [prefix, local] = splitName(node.name);
  const gate = expected.next();
  if (
    gate.done === true ||
    gate.value.local !== local ||
    gate.value.namespace !== (scope.get(prefix) ?? '')
  ) {
    throw disagree(`the element ${node.name}`);
  }
  const nodes = nodesOf(node.content);
  const text = nodes.map((child) => (child.name === '#text' ? String(child.content) : '')).join('');
  if (text !== gate.value.ownText) throw disagree(`the text of ${node.name}`);
  const children = nodes.flatMap((child) => elementOf(child, scope, expected));
  return [{ namespace: gate.value.namespace, local, attributes: node.attributes, text, children }];
}

function scopeOf(attributes: ReadonlyMap<string, string>, outer: Scope): Scope {
  const declared = [...attributes].flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (name === 'xmlns') return [['', value]];
    return name.startsWith('xmlns:') ? [[name.slice('xmlns:'.length), value]] : [];
  });
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

function splitName(name: string): readonly [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function disagree(about: string): CongvanError {
  return new CongvanError('ENVELOPE_NOT_WELL_FORMED', { detail: `two readings are possible of ${about}` });
}
