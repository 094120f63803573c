import { isElement, type XmlElementNode } from '../../../kernel/xml/document.ts';
import type { Material } from '../../material.ts';
import type { SignatureReport } from '../../report.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { evidenceOf, uniqueCertificates } from '../../validation/evidence.ts';
import type { Signed } from '../dsig/dereference.ts';
import { type ExaminedSignature, examineSignature, findSigner } from '../dsig/examine.ts';
import { type DsigFinding, findingOf } from '../dsig/findings.ts';
import { type KeyOffer, readKeyInfo } from '../dsig/keyInfo.ts';
import { DSIG } from '../dsig/names.ts';
import { refusalOf } from '../dsig/references.ts';
import { embeddedMaterial, joined } from './embedded.ts';
import { SIGNED_PROPERTIES_TYPE, XADES } from './names.ts';
import { findProperties, type QualifyingProperties } from './properties.ts';
import { reportOf, unexaminedReport } from './report.ts';
import { claimsOf, type SignerClaims } from './signedProperties.ts';

/**
 * Judges one `ds:Signature` of a document, with or without XAdES properties: references, value, the certificate that is
 * named, timestamps, chain (EN 319 102-1 §5.3–§5.6). A bad one is in the report. Pure.
 */
export function judgeXmlSignature(
  element: XmlElementNode,
  signed: Signed,
  context: JudgingContext,
): SignatureReport {
  const examined = examineSignature(element, signed);
  if ('reason' in examined) return unexaminedReport(examined);
  const own = ownProperties(examined);
  const offer = readKeyInfo(examined.parsed.keyInfo);
  const inFile = materialOf(offer, own.properties, context.at);
  const { signer, findings } = findSigner(examined, {
    offer,
    beside: uniqueCertificates(inFile.certificates),
    known: evidenceOf(context.material).certificates,
    isNamed: own.claims?.isNamed,
  });
  const all = [...examined.findings, ...own.findings, ...counterFindings(examined), ...findings];
  return reportOf({ examined, ...own, findings: all, signer, inFile }, signed.document, context);
}

/** Inside the unsigned properties of another signature: anybody may have put it there (EN 319 132-1 §5.2.7). */
export function isCounterSignature({ parent }: XmlElementNode): boolean {
  return parent !== null && isElement(parent, XADES, 'CounterSignature');
}

/** It signs the value of the signature in which it stands; one from elsewhere says nothing about this one. */
function counterFindings({ parsed, references }: ExaminedSignature): readonly DsigFinding[] {
  if (!isCounterSignature(parsed.element)) return [];
  const isMeant = references.some(({ input }) => {
    const apex = input?.apex;
    if (apex === undefined || !('kind' in apex) || !isElement(apex, DSIG, 'SignatureValue')) return false;
    return apex.parent === nearestSignature(parsed.element.parent) && apex.parent !== null;
  });
  return [findingOf(isMeant ? 'XADES_COUNTER_SIGNATURE' : 'XADES_COUNTER_SIGNATURE_WRONG')];
}

function nearestSignature(from: XmlElementNode | null): XmlElementNode | null {
  let each = from;
  while (each !== null && !isElement(each, DSIG, 'Signature')) each = each.parent;
  return each;
}

interface OwnProperties {
  readonly properties: QualifyingProperties | undefined;
  readonly claims: SignerClaims | undefined;
  readonly findings: readonly DsigFinding[];
}

/** The XAdES properties, if they are signed: a reference of their own type leads to exactly this element, all of it. */
function ownProperties(examined: ExaminedSignature): OwnProperties {
  const nothing = { properties: undefined, claims: undefined };
  try {
    const found = findProperties(examined.parsed);
    if (found.kind === 'none') return { ...nothing, findings: strayFindings(examined) };
    if (found.kind === 'old') {
      return { ...nothing, findings: [findingOf('XADES_VERSION_UNSUPPORTED', found.namespace)] };
    }
    const { properties } = found;
    if (!isSigned(properties, examined)) {
      return { ...nothing, properties, findings: [findingOf('XADES_PROPERTIES_NOT_SIGNED')] };
    }
    const claims = claimsOf(properties, examined.parsed.references);
    return { properties, claims, findings: namingFindings(claims, examined) };
  } catch (error) {
    const refusal = refusalOf(error);
    const isForm = refusal.reason.code === 'XML_SIGNATURE_MALFORMED';
    const told = isForm ? findingOf('XADES_PROPERTIES_MALFORMED', detailOf(refusal)) : refusal;
    return { ...nothing, findings: [told] };
  }
}

function detailOf({ reason: { text } }: DsigFinding): string {
  return text.slice(text.indexOf(': ') + 2);
}

/** Signed properties without the properties of this signature: they were taken away or belong to another. */
function strayFindings({ parsed }: ExaminedSignature): readonly DsigFinding[] {
  const isStray = parsed.references.some(({ type }) => type === SIGNED_PROPERTIES_TYPE);
  return isStray ? [findingOf('XADES_PROPERTIES_NOT_SIGNED')] : [];
}

function isSigned({ signed }: QualifyingProperties, { references }: ExaminedSignature): boolean {
  const own = references.filter(({ reference }) => reference.type === SIGNED_PROPERTIES_TYPE);
  const [one, another] = own;
  return another === undefined && one?.input?.apex === signed && one.input.isWhole;
}

/** A signed `KeyInfo` names the certificate as well (XAdES 1.3.2 §7.2.2). */
function namingFindings(
  { isNamed }: SignerClaims,
  { parsed, references }: ExaminedSignature,
): readonly DsigFinding[] {
  const isKeyInfoSigned = references.some(
    ({ input }) => input !== undefined && input.apex === parsed.keyInfo,
  );
  return isNamed === undefined && !isKeyInfoSigned ? [findingOf('XADES_SIGNING_CERTIFICATE_MISSING')] : [];
}

function materialOf(offer: KeyOffer, properties: QualifyingProperties | undefined, at: Date): Material {
  const crls = offer.crls.map((der) => ({ kind: 'crl', der, fetchedAt: at, source: null }) as const);
  const beside = { certificates: offer.certificates, revocations: crls };
  return properties === undefined ? beside : joined(beside, embeddedMaterial(properties.unsigned, at));
}
