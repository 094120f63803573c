import { hash } from 'node:crypto';
import { isCongvanError } from '../../../kernel/errors.ts';
import { childElements, isElement, type XmlElementNode } from '../../../kernel/xml/document.ts';
import { sameBytes } from '../../der/values.ts';
import type { ReasonCode } from '../../validation/reasons.ts';
import { DIGESTS } from '../../x509/algorithms.ts';
import type { Signed } from './dereference.ts';
import { type DigestInput, digestInput } from './digestInput.ts';
import { type DsigFinding, findingOf } from './findings.ts';
import { DSIG, MANIFEST_TYPE, OBJECT_TYPE } from './names.ts';
import { type Reference, readReferences } from './parse.ts';
import { malformed, partsOf } from './strict.ts';

export interface CheckedReference {
  readonly reference: Reference;
  /** Undefined when it could not be followed. */
  readonly input: DigestInput | undefined;
  /** Nothing when its digest agrees, and those of the manifest that it leads to. */
  readonly findings: readonly DsigFinding[];
  /** Entries of the manifest that it leads to. */
  readonly entries: readonly CheckedReference[];
}

/** Follows and digests each reference; manifests are followed one step (XML-DSig 1.1 §5.1). */
export function checkReferences(
  references: readonly Reference[],
  signature: XmlElementNode,
  signed: Signed,
): readonly CheckedReference[] {
  return references.map((reference) => {
    const checked = checkReference(reference, signature, signed, 'XML_REFERENCE_CHANGED');
    const manifest = checked.input && manifestIn(checked.input);
    if (manifest === undefined || checked.findings.length > 0) return checked;
    return withEntries(checked, manifest, signature, signed);
  });
}

function checkReference(
  reference: Reference,
  signature: XmlElementNode,
  signed: Signed,
  changed: ReasonCode,
): CheckedReference {
  const input = digestInput(reference, signature, signed);
  if (!('reason' in input) && !isOfType(reference, input, signature)) {
    return {
      reference,
      input,
      findings: [findingOf('XML_REFERENCE_TYPE_WRONG', reference.uri)],
      entries: [],
    };
  }
  if ('reason' in input) return { reference, input: undefined, findings: [input], entries: [] };
  const octets = input.octets();
  if ('reason' in octets) return { reference, input, findings: [octets], entries: [] };
  const digest = hash(DIGESTS[reference.digest].node, octets, 'buffer');
  const isSame = sameBytes(digest, reference.digestValue);
  const name = reference.uri === '' ? 'URI=""' : reference.uri;
  return { reference, input, findings: isSame ? [] : [findingOf(changed, name)], entries: [] };
}

/**
 * Where a reference of type Object or Manifest leads to one inside the signature, it is one of the signature's own: one
 * further down was put there (wrapping). Writers give these types to other elements too, which is only imprecise.
 */
function isOfType({ type }: Reference, { apex }: DigestInput, signature: XmlElementNode): boolean {
  const local = type === OBJECT_TYPE ? 'Object' : type === MANIFEST_TYPE ? 'Manifest' : undefined;
  if (local === undefined || apex === undefined || !('kind' in apex)) return true;
  if (!isElement(apex, DSIG, local)) return true;
  const object = local === 'Object' ? apex : apex.parent;
  return object?.parent === signature || !isInside(apex, signature);
}

function isInside(element: XmlElementNode, signature: XmlElementNode): boolean {
  for (let each: XmlElementNode | null = element; each !== null; each = each.parent) {
    if (each === signature) return true;
  }
  return false;
}

/** A list of digests, signed itself or in a signed `ds:Object`: whoever relies on it relies on every entry. */
function manifestIn({ apex }: DigestInput): XmlElementNode | undefined {
  if (apex === undefined || !('kind' in apex)) return undefined;
  if (isElement(apex, DSIG, 'Manifest')) return apex;
  if (!isElement(apex, DSIG, 'Object')) return undefined;
  return childElements(apex).find((child) => isElement(child, DSIG, 'Manifest'));
}

function withEntries(
  checked: CheckedReference,
  manifest: XmlElementNode,
  signature: XmlElementNode,
  signed: Signed,
): CheckedReference {
  try {
    const entries = entriesOf(manifest).map((entry) =>
      checkReference(entry, signature, signed, 'XML_MANIFEST_ENTRY_CHANGED'),
    );
    return { ...checked, entries, findings: entries.flatMap(({ findings }) => findings.map(ofEntry)) };
  } catch (error) {
    return { ...checked, findings: [refusalOf(error)] };
  }
}

function entriesOf(manifest: XmlElementNode): readonly Reference[] {
  const parts = partsOf(manifest);
  const odd = parts.find((part) => !isElement(part, DSIG, 'Reference'));
  if (odd !== undefined) throw malformed(`${odd.local} in Manifest`);
  return readReferences(parts);
}

/** The list itself is intact when what it names is elsewhere. */
function ofEntry(finding: DsigFinding): DsigFinding {
  const { code, text } = finding.reason;
  if (code !== 'XML_REFERENCE_OUTSIDE') return finding;
  return findingOf('XML_MANIFEST_ENTRY_OUTSIDE', text.slice(text.indexOf(': ') + 2));
}

/** @throws what is no refusal of ours */
export function refusalOf(error: unknown): DsigFinding {
  if (isCongvanError(error, 'XML_SIGNATURE_INVALID')) {
    return findingOf('XML_SIGNATURE_MALFORMED', error.detail);
  }
  if (isCongvanError(error, 'XML_SIGNATURE_UNSUPPORTED')) {
    return findingOf('XML_FEATURE_UNSUPPORTED', error.detail);
  }
  throw error;
}
