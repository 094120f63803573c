import { isCongvanError } from '../../kernel/errors.ts';
import { gateXml, XML_LIMITS, type XmlLimits } from '../../kernel/xml/gate.ts';
import { parseTree, type XmlElement } from '../../kernel/xml/tree.ts';
import type { DigestName } from '../x509/algorithms.ts';
import { ASIC_NAMESPACE, DIGEST_OF_URI, XMLDSIG_NAMESPACE } from './names.ts';

export interface DataObjectReference {
  /** As written. */
  readonly uri: string;
  /** Undefined when the digest is not one of ours. */
  readonly digest: DigestName | undefined;
  readonly algorithm: string;
  readonly value: Buffer;
}

/** An ASiCManifest (EN 319 162-1 §A.4): which file signs or stamps it, and the digests of the files it stands for. */
export interface AsicManifest {
  /** URI of the signature or timestamp over this manifest, as written. */
  readonly signature: string;
  readonly references: readonly DataObjectReference[];
}

/** Ten thousand files at five elements each. */
const LIMITS: XmlLimits = { ...XML_LIMITS, bytes: 8 << 20, elements: 60_000 };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns undefined when it is not a manifest with exactly one reading; no digest is checked */
export function readManifest(bytes: Uint8Array): AsicManifest | undefined {
  try {
    return manifestOf(parseTree(gateXml(bytes, LIMITS)));
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return undefined;
  }
}

function manifestOf(root: XmlElement): AsicManifest | undefined {
  if (!isAsic(root, 'ASiCManifest')) return undefined;
  const [first, ...rest] = root.children;
  const signature =
    first !== undefined && isAsic(first, 'SigReference') ? first.attributes.get('URI') : undefined;
  const extensions = rest.at(-1);
  const objects =
    extensions !== undefined && isAsic(extensions, 'ASiCManifestExtensions') ? rest.slice(0, -1) : rest;
  const references = objects.flatMap((element) => referenceOf(element) ?? []);
  if (signature === undefined || references.length !== objects.length || references.length === 0)
    return undefined;
  const isRepeated = new Set(references.map(({ uri }) => uri)).size !== references.length;
  return isRepeated ? undefined : { signature, references };
}

function referenceOf(element: XmlElement): DataObjectReference | undefined {
  const [method, value] = element.children;
  if (!isAsic(element, 'DataObjectReference') || method === undefined || value === undefined)
    return undefined;
  const uri = element.attributes.get('URI');
  const algorithm = method.attributes.get('Algorithm');
  const text = value.text.replace(/[\t\n\r ]/g, '');
  const isShaped = isDsig(method, 'DigestMethod') && isDsig(value, 'DigestValue') && BASE64.test(text);
  if (uri === undefined || algorithm === undefined || !isShaped) return undefined;
  return { uri, digest: DIGEST_OF_URI.get(algorithm), algorithm, value: Buffer.from(text, 'base64') };
}

function isAsic({ namespace, local }: XmlElement, name: string): boolean {
  return namespace === ASIC_NAMESPACE && local === name;
}

function isDsig({ namespace, local }: XmlElement, name: string): boolean {
  return namespace === XMLDSIG_NAMESPACE && local === name;
}
