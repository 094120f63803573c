import { hash } from 'node:crypto';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import {
  childElements,
  elementsOf,
  isElement,
  readXml,
  type XmlElementNode,
} from '../../kernel/xml/document.ts';
import { parseSignedData } from '../cms/parse.ts';
import type { AskForTimestamp, LevelForm, WithMaterial } from '../lasting/form.ts';
import {
  authoritySubjects,
  joined,
  type LastingSignature,
  missingIn,
  type OwnToken,
  signerSubject,
} from '../lasting/missing.ts';
import { type Material, NO_MATERIAL } from '../material.ts';
import type { SignatureReport } from '../report.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import type { JudgingContext } from '../validation/context.ts';
import { materialIn } from '../validation/provenObjects.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import { DIGEST_BUDGET, DIGEST_ROUNDS, type Signed } from './dsig/dereference.ts';
import { type ExaminedSignature, examineSignature } from './dsig/examine.ts';
import { identifiersOf } from './dsig/identifiers.ts';
import { readKeyInfo } from './dsig/keyInfo.ts';
import { DSIG } from './dsig/names.ts';
import { parseSignature } from './dsig/parse.ts';
import type { ReferenceResolver } from './dsig/resolver.ts';
import { fromBase64 } from './dsig/strict.ts';
import { embeddedMaterial } from './xades/embedded.ts';
import { readStamp, stampKind } from './xades/imprint.ts';
import { isCounterSignature } from './xades/judge.ts';
import { XADES } from './xades/names.ts';
import { findProperties, type QualifyingProperties } from './xades/properties.ts';
import { judgeStamps } from './xades/timestamps.ts';
import { materialProperties, timestampProperty, withProperty, xmlText } from './xadesWriting.ts';

const DIGEST: DigestAlgorithm = 'SHA-256';

/**
 * Levels of the XAdES signatures in a document (EN 319 132-1 §6.3): SignatureTimeStamp, CertificateValues and
 * RevocationValues, ArchiveTimeStamp of 1.4.1, one behind the other among the unsigned properties. Plain XML-DSig has
 * no place for them, and a counter-signature stands where another signature's archive timestamp looks: refused.
 * @param resolve what references to outside mean, in a container
 * @throws LEVEL_FORM_UNSUPPORTED, XML_ENCODING_UNSUPPORTED
 */
export function xadesLevels(resolve: ReferenceResolver = () => undefined): LevelForm {
  return {
    timed: async (bytes, reports, ask) => {
      let now = bytes;
      for (const index of reports.keys()) {
        if (reports[index]?.bestTime !== null) continue;
        now = await stamped(now, index, 'signature', resolve, ask);
      }
      return now;
    },
    lasting: (bytes, reports, context) => lasting(bytes, reports, context, resolve),
    archived: async (bytes, ask) => {
      let now = bytes;
      for (const index of open(bytes, resolve).signatures.keys()) {
        now = await stamped(now, index, 'archive', resolve, ask);
      }
      return now;
    },
  };
}

/** A document taken apart, to be written on. */
interface OpenXml {
  readonly text: string;
  readonly signed: Signed;
  /** In document order, as the verifier reports them. */
  readonly signatures: readonly OwnSignature[];
}

interface OwnSignature {
  readonly element: XmlElementNode;
  readonly properties: QualifyingProperties;
}

function open(bytes: Uint8Array, resolve: ReferenceResolver): OpenXml {
  const document = readXml(bytes);
  const budget = { octetsLeft: DIGEST_BUDGET + DIGEST_ROUNDS * bytes.length };
  const elements = [...elementsOf(document.root)].filter((each) => isElement(each, DSIG, 'Signature'));
  return {
    text: xmlText(bytes),
    signed: { document, identifiers: identifiersOf(document), resolve, budget },
    signatures: elements.map((element) => ({ element, properties: propertiesOf(element) })),
  };
}

function propertiesOf(element: XmlElementNode): QualifyingProperties {
  const found = findProperties(parseSignature(element));
  if (isCounterSignature(element)) throw unsupported('CounterSignature');
  if (found.kind !== 'found') throw unsupported('XML-DSig without XAdES properties of 1.3.2');
  return found.properties;
}

function unsupported(detail: string): CongvanError {
  return new CongvanError('LEVEL_FORM_UNSUPPORTED', { detail });
}

/** The token stands in for itself until what it stamps is known: that comes before it. */
async function stamped(
  bytes: Uint8Array,
  index: number,
  kind: 'signature' | 'archive',
  resolve: ReferenceResolver,
  ask: AskForTimestamp,
): Promise<Uint8Array> {
  const opened = open(bytes, resolve);
  const write = (token: Uint8Array) =>
    added(opened, index, timestampProperty(kind, Buffer.from(token).toString('base64')));
  const draft = open(write(Buffer.of(0)), resolve);
  const { properties } = signatureAt(draft, index);
  const last = properties.unsigned.length - 1;
  const { octets } = readStamp(kind, last, properties, examined(draft, index));
  return write(await ask(hash(DIGESTS[DIGEST].node, octets, 'buffer'), DIGEST));
}

function added({ text, signed, signatures }: OpenXml, index: number, property: string): Buffer {
  const own = signatures[index];
  if (own === undefined) throw unsupported(`no signature ${index}`);
  return Buffer.from(withProperty(text, signed.document.root, own.properties, property), 'utf8');
}

function signatureAt({ signatures }: OpenXml, index: number): OwnSignature {
  const own = signatures[index];
  if (own === undefined) throw unsupported(`no signature ${index}`);
  return own;
}

function examined({ signed, signatures }: OpenXml, index: number): ExaminedSignature {
  const own = signatures[index];
  const result = own === undefined ? undefined : examineSignature(own.element, signed);
  if (result === undefined || 'reason' in result)
    throw unsupported(result?.reason.text ?? `no signature ${index}`);
  return result;
}

function lasting(
  bytes: Uint8Array,
  reports: readonly SignatureReport[],
  context: JudgingContext,
  resolve: ReferenceResolver,
): WithMaterial {
  let now = bytes;
  const older: WithMaterial['older'][number][] = [];
  for (const [index, judged] of reports.entries()) {
    const opened = open(now, resolve);
    const { properties } = signatureAt(opened, index);
    const one = examined(opened, index);
    const { proofs } = judgeStamps(properties, one, context);
    const found = missingIn([lastingXml(one, properties, judged, context)], { ...context, proofs });
    older.push(...found.older);
    const { certificates, revocations } = found.material;
    if (certificates.length + revocations.length === 0) continue;
    now = added(opened, index, materialProperties(found.material, isFirst(properties)));
  }
  return { bytes: now, older };
}

const ONCE: ReadonlySet<string> = new Set(['CertificateValues', 'RevocationValues']);

/** Nothing of the kind is there, and no archive timestamp after which it would come. */
function isFirst({ unsigned }: QualifyingProperties): boolean {
  return unsigned.every((each) => !ONCE.has(each.local) && stampKind(each) !== 'archive');
}

function lastingXml(
  { parsed }: ExaminedSignature,
  { unsigned }: QualifyingProperties,
  judged: SignatureReport,
  context: JudgingContext,
): LastingSignature {
  const tokens = unsigned.flatMap(tokensIn);
  const { certificates, crls } = readKeyInfo(parsed.keyInfo);
  const beside = crls.map((der) => ({ kind: 'crl', der, fetchedAt: context.at, source: null }) as const);
  const carried = joined([
    { certificates, revocations: beside },
    embeddedMaterial(unsigned, context.at),
    ...tokens.map(({ der }) => materialInToken(der)),
  ]);
  const signer = signerSubject(judged, carried.certificates, context);
  return { subjects: [...signer, ...authoritySubjects(tokens)], carried };
}

function tokensIn(property: XmlElementNode): readonly OwnToken[] {
  const kind = stampKind(property);
  if (kind === undefined) return [];
  const encoded = childElements(property).filter((part) => isElement(part, XADES, 'EncapsulatedTimeStamp'));
  return encoded.flatMap(({ children: [only] }) => {
    const der = only?.kind === 'text' ? fromBase64(only.value) : undefined;
    return der === undefined ? [] : [{ der, isArchive: kind === 'archive' }];
  });
}

function materialInToken(der: Uint8Array): Material {
  try {
    return materialIn(parseSignedData(der));
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return NO_MATERIAL;
  }
}
