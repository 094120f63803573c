import { isCongvanError } from '../../../kernel/errors.ts';
import {
  isElement,
  readXml,
  stringValue,
  type XmlDocument,
  type XmlElementNode,
} from '../../../kernel/xml/document.ts';
import { canonicalize, type NodeSet } from '../c14n/canonicalize.ts';
import { type C14nMethod, DEFAULT_C14N } from '../c14n/methods.ts';
import { type Budget, dereference, type Signed, type Target } from './dereference.ts';
import { type DsigFinding, findingOf } from './findings.ts';
import { DSIG } from './names.ts';
import type { Reference } from './parse.ts';
import { fromBase64 } from './strict.ts';
import type { Transform } from './transforms.ts';

/** What a reference covers, and the octets that are digested for it. */
export interface DigestInput {
  /** Where the URI led: a document or element of the file that holds the signature; undefined: outside of it. */
  readonly apex: XmlDocument | XmlElementNode | undefined;
  /** Elements of it that the transforms left out. */
  readonly omits: Omits;
  /** Whether every character below the apex is covered; not so after base64, which takes only the text. */
  readonly isWhole: boolean;
  /** @param fallback how a node-set becomes octets when no transform says */
  readonly octets: (fallback?: C14nMethod) => Uint8Array | DsigFinding;
}

/**
 * Follows a reference and its transforms (XML-DSig 1.1 §4.4.3.2): what comes out is what was signed, and nothing else
 * is.
 * @param signature the one that has the reference
 */
export function digestInput(
  reference: Reference,
  signature: XmlElementNode,
  signed: Signed,
): DigestInput | DsigFinding {
  const target = dereference(reference.uri, signed);
  if ('reason' in target) return target;
  const apex = target.kind === 'nodes' ? target.nodes.apex : undefined;
  let now: Target = target;
  for (const transform of reference.transforms) {
    const next = apply(transform, now, signature, signed);
    if ('reason' in next) return next;
    now = next;
  }
  const omits = target.kind === 'nodes' ? omissions(reference.transforms, signature) : () => false;
  const result = now;
  return {
    ...{ apex, omits, isWhole: takesAll(reference.transforms, apex === undefined) },
    octets: (fallback = DEFAULT_C14N) =>
      result.kind === 'octets' ? result.octets : octetsOf(result.nodes, fallback, signed),
  };
}

/** Base64 takes only text; and signatures that are left out of another file are judged by nobody. */
function takesAll(transforms: readonly Transform[], isOutside: boolean): boolean {
  return transforms.every(({ kind }) => kind !== 'base64' && !(isOutside && kind === 'without-signatures'));
}

function omissions(transforms: readonly Transform[], own: XmlElementNode): Omits {
  const all = transforms.flatMap((transform): readonly Omits[] => {
    if (transform.kind === 'enveloped') return [(element) => element === own];
    return transform.kind === 'without-signatures' ? [signatures(transform.belowRootOnly)] : [];
  });
  return (element) => all.some((omits) => omits(element));
}

type Omits = (element: XmlElementNode) => boolean;

function signatures(belowRootOnly: boolean): Omits {
  return (element) =>
    isElement(element, DSIG, 'Signature') && (!belowRootOnly || element.parent?.parent === null);
}

function apply(
  transform: Transform,
  value: Target,
  signature: XmlElementNode,
  signed: Signed,
): Target | DsigFinding {
  switch (transform.kind) {
    case 'enveloped':
      return withoutOwn(value, signature);
    case 'without-signatures': {
      const parsed = asNodes(value, signed);
      return 'reason' in parsed ? parsed : withoutAll(parsed, transform.belowRootOnly);
    }
    case 'c14n': {
      const parsed = asNodes(value, signed);
      const octets = 'reason' in parsed ? parsed : octetsOf(parsed, transform.method, signed);
      return 'reason' in octets ? octets : { kind: 'octets', octets };
    }
    case 'base64':
      return decoded(value, signed);
    default:
      return transform satisfies never;
  }
}

/** What stands inside the signature would leave nothing; where the signature is elsewhere, all is left (§6.6.4). */
function withoutOwn(value: Target, signature: XmlElementNode): Target | DsigFinding {
  if (value.kind !== 'nodes') return findingOf('XML_SIGNATURE_MALFORMED', 'enveloped-signature after octets');
  if (isWithin(value.nodes.apex, (ancestor) => ancestor === signature)) return NOTHING_LEFT;
  return { kind: 'nodes', nodes: omitting(value.nodes, (element) => element === signature) };
}

/** The expressions look at all ancestors: within a signature nothing would be left. */
function withoutAll(nodes: NodeSet, belowRootOnly: boolean): Target | DsigFinding {
  const omits = signatures(belowRootOnly);
  return isWithin(nodes.apex, omits) ? NOTHING_LEFT : { kind: 'nodes', nodes: omitting(nodes, omits) };
}

const NOTHING_LEFT = findingOf('XML_SIGNATURE_MALFORMED', 'nothing is left to sign');

function isWithin(apex: NodeSet['apex'], isMeant: Omits): boolean {
  const top = 'kind' in apex ? apex : apex.root;
  for (let each: XmlElementNode | null = top; each !== null; each = each.parent) {
    if (isMeant(each)) return true;
  }
  return false;
}

function omitting(nodes: NodeSet, more: Omits): NodeSet {
  const { omits } = nodes;
  return { ...nodes, omits: omits === undefined ? more : (element) => omits(element) || more(element) };
}

/** Octets where nodes are needed are parsed, as strictly as the document itself. */
function asNodes(value: Target, { budget }: Signed): NodeSet | DsigFinding {
  if (value.kind === 'nodes') return value.nodes;
  if (!spend(budget, value.octets.length)) return findingOf('XML_TOO_MUCH_WORK');
  try {
    return { apex: readXml(value.octets), comments: true };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return findingOf('XML_NO_CANONICAL_FORM', error.message);
  }
}

function octetsOf(nodes: NodeSet, method: C14nMethod, { budget }: Signed): Uint8Array | DsigFinding {
  if (budget.octetsLeft <= 0) return findingOf('XML_TOO_MUCH_WORK');
  const octets = canonicalize(nodes, method);
  return spend(budget, octets.length) ? octets : findingOf('XML_TOO_MUCH_WORK');
}

/** False when that was more than is left. */
export function spend(budget: Budget, octets: number): boolean {
  budget.octetsLeft -= octets;
  return budget.octetsLeft >= 0;
}

/** XML-DSig 1.1 §6.6.2: of nodes the text, without tags and comments. */
function decoded(value: Target, { budget }: Signed): Target | DsigFinding {
  const text = value.kind === 'octets' ? Buffer.from(value.octets).toString('latin1') : textOf(value.nodes);
  if (!spend(budget, text?.length ?? 0)) return findingOf('XML_TOO_MUCH_WORK');
  const octets = text === undefined ? undefined : fromBase64(text);
  if (octets === undefined) return findingOf('XML_SIGNATURE_MALFORMED', 'no base64 where it is signed');
  return { kind: 'octets', octets };
}

function textOf({ apex, omits }: NodeSet): string | undefined {
  if (omits !== undefined) return undefined;
  return stringValue('kind' in apex ? apex : apex.root);
}
