import {
  type GatedElement,
  type GatedXml,
  gateXml,
  XML_DECLARATION,
  XML_LIMITS,
  type XmlLimits,
} from '../../kernel/xml/gate.ts';
import type { ReasonCode } from '../validation/reasons.ts';
import { XML } from './names.ts';

/** The seal, and the envelope without it: as text, exactly as they stand on the wire. */
export interface FoundSeal {
  readonly seal: string;
  /** The whole file without declaration and seal: what Reference `URI=""` signs. */
  readonly envelope: string;
}

export type SealSearch =
  | { readonly kind: 'found'; readonly found: FoundSeal }
  | { readonly kind: 'refused'; readonly code: ReasonCode; readonly particulars?: string };

/**
 * Finds the seal where the profile wants it: one `ds:Signature` in the whole file, at the end of the header of an
 * edXML envelope, no identifier twice, nothing before the declaration.
 * @throws what `gateXml` throws
 */
export function findSeal(bytes: Uint8Array, limits: XmlLimits = XML_LIMITS): SealSearch {
  const gated = gateXml(bytes, limits);
  const [signature, ...others] = gated.elements.filter(isSignature);
  if (signature === undefined) return { kind: 'refused', code: 'XML_SEAL_MISSING' };
  if (others.length > 0) return { kind: 'refused', code: 'XML_SEVERAL_SIGNATURES' };
  if (!isInPlace(gated, signature)) return { kind: 'refused', code: 'XML_SEAL_MISPLACED' };
  const duplicate = duplicateId(gated);
  if (duplicate !== undefined) {
    return { kind: 'refused', code: 'XML_DUPLICATE_ID', particulars: duplicate };
  }
  if (gated.hasByteOrderMark || !gated.text.startsWith(XML_DECLARATION)) {
    return { kind: 'refused', code: 'XML_PROLOG_WRONG' };
  }
  const before = gated.text.slice(XML_DECLARATION.length, signature.start);
  const envelope = before + gated.text.slice(signature.end);
  return { kind: 'found', found: { seal: gated.text.slice(signature.start, signature.end), envelope } };
}

function isSignature(element: GatedElement): boolean {
  return element.local === 'Signature' && element.namespace === XML.signature;
}

const PLACE = ['edXMLHeader', 'edXMLEnvelope', 'edXML'];

/** `edXML/edXMLEnvelope/edXMLHeader/Signature`, and nothing after it in the header. */
function isInPlace(gated: GatedXml, signature: GatedElement): boolean {
  const ancestors: string[] = [];
  for (let at = signature.parent; at >= 0; ) {
    const element = gated.elements[at];
    if (element === undefined) return false;
    ancestors.push(element.local);
    at = element.parent;
  }
  const header = gated.elements[signature.parent];
  return ancestors.join() === PLACE.join() && header?.contentEnd === signature.end;
}

function duplicateId(gated: GatedXml): string | undefined {
  const seen = new Set<string>();
  for (const id of gated.elements.flatMap(({ ids }) => ids)) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}
