import { XMLBuilder } from 'fast-xml-parser';
import { XML_DECLARATION } from '../kernel/xml/gate.ts';
import { EDXML_NAMESPACE } from './envelope.ts';

/** An element to be written: name with prefix, text or children. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly Node[];
}

/** What may stand among children: nothing, when an optional value is absent. */
export type Content = Node | undefined | readonly (Node | undefined)[];

/** Escaping is ours, so that what is written is already in canonical form. */
const BUILDER = new XMLBuilder({
  preserveOrder: true,
  format: true,
  indentBy: '  ',
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
});

/**
 * An element with the prefix `edXML:`, as the national axis demands. Left out when its text is absent or empty, or
 * when it would have no children: an empty element means the same and has two spellings.
 */
export function element(
  name: string,
  content: string | undefined | readonly Content[],
  attributes: Readonly<Record<string, string>> = {},
): Node | undefined {
  const inside = typeof content === 'object' ? content.flatMap(nodesOf) : (content?.trim() ?? '');
  return inside.length === 0 ? undefined : { name: `edXML:${name}`, attributes, content: inside };
}

function nodesOf(content: Content): readonly Node[] {
  if (content === undefined) return [];
  return 'name' in content ? [content] : content.filter((node) => node !== undefined);
}

/**
 * The whole file: `edXML` in the default namespace, everything below with the prefix; two spaces, line feeds.
 * Without the declaration it is its own canonical form (exclusive C14N): no empty elements, no unused namespaces,
 * attributes in order, nothing escaped that need not be.
 */
export function edxmlFile(envelope: readonly Content[]): string {
  const root: Node = {
    name: 'edXML',
    attributes: { xmlns: EDXML_NAMESPACE },
    content: [
      {
        name: 'edXML:edXMLEnvelope',
        attributes: { 'xmlns:edXML': EDXML_NAMESPACE },
        content: envelope.flatMap(nodesOf),
      },
    ],
  };
  return XML_DECLARATION + BUILDER.build([builderForm(root)]).trim();
}

function builderForm(node: Node): Record<string, unknown> {
  const children =
    typeof node.content === 'string'
      ? [{ '#text': escapeText(node.content) }]
      : node.content.map((child) => builderForm(child));
  return { [node.name]: children, ':@': node.attributes };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** As canonical XML escapes text (C14N 1.0 §2.3). */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}
