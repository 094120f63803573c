import { childElements, isElement, type XmlElementNode } from '../../../kernel/xml/document.ts';
import { canonicalize } from '../c14n/canonicalize.ts';
import { type C14nMethod, DEFAULT_C14N } from '../c14n/methods.ts';
import type { Budget } from '../dsig/dereference.ts';
import { spend } from '../dsig/digestInput.ts';
import type { ExaminedSignature } from '../dsig/examine.ts';
import { DSIG } from '../dsig/names.ts';
import { base64Of, malformed, unsupported } from '../dsig/strict.ts';
import { readC14n } from '../dsig/transforms.ts';
import { XADES, XADES_141 } from './names.ts';
import type { QualifyingProperties } from './properties.ts';

export type StampKind = 'signature' | 'sig-and-refs' | 'refs-only' | 'archive';

/** A timestamp among the unsigned properties, and the octets that it should have stamped. */
export interface PropertyStamp {
  readonly kind: StampKind;
  /** Place among the unsigned signature properties. */
  readonly index: number;
  /** DER tokens: several for the same octets are allowed. */
  readonly tokens: readonly Uint8Array[];
  readonly octets: Uint8Array;
}

const KINDS: ReadonlyMap<string, StampKind> = new Map([
  [`${XADES}SignatureTimeStamp`, 'signature'],
  [`${XADES}SigAndRefsTimeStamp`, 'sig-and-refs'],
  [`${XADES_141}SigAndRefsTimeStampV2`, 'sig-and-refs'],
  [`${XADES}RefsOnlyTimeStamp`, 'refs-only'],
  [`${XADES_141}RefsOnlyTimeStampV2`, 'refs-only'],
  [`${XADES_141}ArchiveTimeStamp`, 'archive'],
  [`${XADES}ArchiveTimeStamp`, 'archive'],
]);

export function stampKind({ namespace, local }: XmlElementNode): StampKind | undefined {
  return KINDS.get(namespace + local);
}

/**
 * Reads a timestamp property and puts together what it stamps (EN 319 132-1 §5.3, §5.5.2.2, A.1.5): the properties must
 * stand in the signature, not be distributed.
 * @throws XML_SIGNATURE_INVALID, XML_SIGNATURE_UNSUPPORTED
 */
export function readStamp(
  kind: StampKind,
  index: number,
  properties: QualifyingProperties,
  examined: ExaminedSignature,
): PropertyStamp {
  const element = properties.unsigned[index];
  if (element === undefined) throw malformed(`no property ${index}`);
  const parts = childElements(element);
  const method = parts.find((part) => isElement(part, DSIG, 'CanonicalizationMethod'));
  const tokens = parts.filter((part) => isElement(part, XADES, 'EncapsulatedTimeStamp')).map(base64Of);
  const odd = parts.find((part) => part !== method && part.local !== 'EncapsulatedTimeStamp');
  if (odd !== undefined) throw unsupported(`${element.local} with ${odd.local}`);
  if (tokens.length === 0) throw malformed(`${element.local} without a token`);
  const c14n = method === undefined ? DEFAULT_C14N : readC14n(method);
  return { kind, index, tokens, octets: octetsOf(kind, index, properties, examined, c14n) };
}

function octetsOf(
  kind: StampKind,
  index: number,
  properties: QualifyingProperties,
  examined: ExaminedSignature,
  method: C14nMethod,
): Uint8Array {
  const { budget } = examined;
  const { valueElement } = examined.parsed;
  const before = properties.unsigned.slice(0, index);
  switch (kind) {
    case 'signature':
      return together([valueElement], method, budget);
    case 'sig-and-refs':
      return together([valueElement, ...before.filter((each) => isReferenceOr(each, true))], method, budget);
    case 'refs-only':
      return together(
        before.filter((each) => isReferenceOr(each, false)),
        method,
        budget,
      );
    case 'archive':
      return archiveOctets(before, properties, examined, method);
    default:
      return kind satisfies never;
  }
}

const REFERENCES: ReadonlySet<string> = new Set([
  'CompleteCertificateRefs',
  'CompleteCertificateRefsV2',
  'CompleteRevocationRefs',
  'AttributeCertificateRefs',
  'AttributeCertificateRefsV2',
  'AttributeRevocationRefs',
]);

function isReferenceOr({ local }: XmlElementNode, signatureStamps: boolean): boolean {
  return REFERENCES.has(local) || (signatureStamps && local === 'SignatureTimeStamp');
}

/**
 * EN 319 132-1 §5.5.2.2: what each reference digested, `SignedInfo`, `SignatureValue`, `KeyInfo`, the unsigned
 * properties before the timestamp, and every object but that of the properties.
 */
function archiveOctets(
  before: readonly XmlElementNode[],
  properties: QualifyingProperties,
  { parsed, references, budget }: ExaminedSignature,
  method: C14nMethod,
): Uint8Array {
  const digested = references.map(({ input, reference }) => {
    const octets = input?.octets(method);
    if (octets === undefined || 'reason' in octets) throw malformed(`no octets of ${reference.uri}`);
    return octets;
  });
  const objects = parsed.objects.filter((each) => each !== properties.object);
  const { signedInfo, valueElement, keyInfo } = parsed;
  const own = [signedInfo, valueElement, ...(keyInfo === undefined ? [] : [keyInfo])];
  return Buffer.concat([...digested, together([...own, ...before, ...objects], method, budget)]);
}

function together(elements: readonly XmlElementNode[], method: C14nMethod, budget: Budget): Uint8Array {
  return Buffer.concat(
    elements.map((apex) => {
      if (budget.octetsLeft <= 0) throw unsupported('more octets to stamp than allowed');
      const octets = canonicalize({ apex, comments: true }, method);
      spend(budget, octets.length);
      return octets;
    }),
  );
}
