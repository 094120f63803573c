import type { XmlDocument, XmlElementNode } from '../../../kernel/xml/document.ts';
import type { NodeSet } from '../c14n/canonicalize.ts';
import { type DsigFinding, findingOf } from './findings.ts';
import type { Identifiers } from './identifiers.ts';
import type { ReferenceResolver } from './resolver.ts';

/** The document that holds the signatures, and what all of them together may cost. */
export interface Signed {
  readonly document: XmlDocument;
  readonly identifiers: Identifiers;
  readonly resolve: ReferenceResolver;
  readonly budget: Budget;
}

/** Octets that may be digested for one document: each reference may canonicalise all of it again. */
export interface Budget {
  octetsLeft: number;
}

export const DIGEST_BUDGET = 32 * 1024 * 1024;
/** And this often the size of the document. */
export const DIGEST_ROUNDS = 3;

/** What a URI leads to, before the transforms. */
export type Target =
  | { readonly kind: 'nodes'; readonly nodes: NodeSet }
  | { readonly kind: 'octets'; readonly octets: Uint8Array };

const WHOLE = /^#xpointer\(\s*\/\s*\)$/;
const BY_ID = /^#xpointer\(\s*id\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*\)$/;

/**
 * Follows a URI (XML-DSig 1.1 §4.4.3.2): the document, an element of it by its one identifier, or what the resolver
 * has. Comments are in the set only under XPointer (§4.4.3.3).
 */
export function dereference(uri: string | undefined, signed: Signed): Target | DsigFinding {
  if (uri === undefined) return findingOf('XML_FEATURE_UNSUPPORTED', 'Reference without URI');
  const { document } = signed;
  if (uri === '') return { kind: 'nodes', nodes: { apex: document, comments: false } };
  if (!uri.startsWith('#')) return outside(uri, signed.resolve);
  if (WHOLE.test(uri)) return { kind: 'nodes', nodes: { apex: document, comments: true } };
  const byId = BY_ID.exec(uri);
  if (byId !== null) return elementNodes(byId[1] ?? byId[2] ?? '', signed, true);
  if (/^#(?:xpointer|element|xmlns)\(/.test(uri)) return findingOf('XML_FEATURE_UNSUPPORTED', uri);
  return elementNodes(uri.slice(1), signed, false);
}

function outside(uri: string, resolve: ReferenceResolver): Target | DsigFinding {
  const octets = resolve(uri);
  return octets === undefined ? findingOf('XML_REFERENCE_OUTSIDE', uri) : { kind: 'octets', octets };
}

function elementNodes(id: string, signed: Signed, comments: boolean): Target | DsigFinding {
  const element = elementById(id, signed.identifiers);
  return 'reason' in element ? element : { kind: 'nodes', nodes: { apex: element, comments } };
}

/** The one element with this identifier; two are no answer, whichever comes first. */
export function elementById(id: string, identifiers: Identifiers): XmlElementNode | DsigFinding {
  const [element, another] = identifiers.get(id) ?? [];
  if (element === undefined) return findingOf('XML_REFERENCE_NOT_FOUND', `#${id}`);
  return another === undefined ? element : findingOf('XML_DUPLICATE_ID', id);
}
