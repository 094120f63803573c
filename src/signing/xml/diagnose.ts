import { isCongvanError } from '../../kernel/errors.ts';
import { gateXml, XML_LIMITS } from '../../kernel/xml/gate.ts';
import { parseTree, type XmlElement } from '../../kernel/xml/tree.ts';
import type { ReasonCode } from '../validation/reasons.ts';
import { XML } from './names.ts';

export interface Diagnosis {
  readonly code: ReasonCode;
  readonly particulars?: string;
}

/**
 * Why a `ds:Signature` is not a seal, for the report only: it is refused already, because it is not the one spelling of
 * its values. Nothing here can make it good.
 */
export function whyNoSeal(signature: string): Diagnosis {
  const root = treeOf(signature);
  if (root === undefined) return { code: 'XML_SEAL_SPELLING' };
  const algorithm = foreignAlgorithm(root);
  if (algorithm !== undefined) return { code: 'XML_ALGORITHM_NOT_ALLOWED', particulars: algorithm };
  const signedInfos = childrenOf(root, 'SignedInfo');
  const found = signedInfos.flatMap(referencesOf).join(' ');
  const expected = hasManifest(root) ? 'envelope properties manifest' : 'envelope properties';
  if (signedInfos.length !== 1 || found !== expected) {
    return { code: 'XML_REFERENCES_WRONG', particulars: found };
  }
  return { code: 'XML_SEAL_SPELLING' };
}

/** Undefined when it leans on namespaces declared outside of it, which a seal never does. */
function treeOf(signature: string): XmlElement | undefined {
  try {
    return parseTree(gateXml(Buffer.from(signature, 'utf8'), XML_LIMITS));
  } catch (error) {
    if (isCongvanError(error)) return undefined;
    throw error;
  }
}

const ALLOWED: ReadonlySet<string> = new Set([
  XML.exclusiveC14n,
  XML.enveloped,
  XML.sha256,
  XML.rsaSha256,
  XML.ecdsaSha256,
]);

function foreignAlgorithm(element: XmlElement): string | undefined {
  const own = element.attributes.get('Algorithm');
  if (own !== undefined && !ALLOWED.has(own)) return own;
  for (const child of element.children) {
    const found = foreignAlgorithm(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.filter((child) => child.local === local && child.namespace === XML.signature);
}

/** `envelope`, `properties`, `manifest` by type and transforms; the URI of anything else. */
function referencesOf(signedInfo: XmlElement): readonly string[] {
  return childrenOf(signedInfo, 'Reference').map((reference) => {
    const uri = reference.attributes.get('URI');
    const type = reference.attributes.get('Type');
    const transforms = childrenOf(reference, 'Transforms')
      .flatMap((list) => childrenOf(list, 'Transform'))
      .map((transform) => transform.attributes.get('Algorithm'))
      .join(' ');
    if (uri === '' && transforms === `${XML.enveloped} ${XML.exclusiveC14n}`) return 'envelope';
    if (type === XML.signedProperties && transforms === XML.exclusiveC14n) return 'properties';
    if (type === XML.manifest && transforms === XML.exclusiveC14n) return 'manifest';
    return `"${uri}"`;
  });
}

function hasManifest(root: XmlElement): boolean {
  return childrenOf(root, 'Object').some((object) => childrenOf(object, 'Manifest').length > 0);
}
