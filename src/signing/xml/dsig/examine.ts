import { attributeOf, type XmlElementNode } from '../../../kernel/xml/document.ts';
import { algorithmName, type SignatureAlgorithm } from '../../x509/algorithms.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { canonicalize } from '../c14n/canonicalize.ts';
import type { Budget, Signed } from './dereference.ts';
import { type DsigFinding, findingOf } from './findings.ts';
import type { KeyOffer } from './keyInfo.ts';
import { type ParsedSignature, parseSignature } from './parse.ts';
import { type CheckedReference, checkReferences, refusalOf } from './references.ts';
import { verifyValue } from './signatureValue.ts';

/** A `ds:Signature` whose references were followed and digested; its value is not verified yet. */
export interface ExaminedSignature {
  readonly parsed: ParsedSignature;
  readonly algorithm: SignatureAlgorithm;
  readonly references: readonly CheckedReference[];
  /** The canonical octets of `SignedInfo`: what the key signed. */
  readonly signedInfo: Uint8Array;
  readonly findings: readonly DsigFinding[];
  readonly budget: Budget;
}

/** Everything but the signature value (XML-DSig 1.1 §3.2.1). A signature that cannot be examined is a finding. */
export function examineSignature(element: XmlElementNode, signed: Signed): ExaminedSignature | DsigFinding {
  try {
    const parsed = parseSignature(element);
    const { algorithm } = parsed;
    if (algorithm === 'hmac') return findingOf('XML_HMAC_REFUSED');
    const twice = duplicateId(element, signed);
    if (twice !== undefined) return twice;
    const { signedInfo, method } = parsed;
    const octets = canonicalize({ apex: signedInfo, comments: true }, method);
    const references = checkReferences(parsed.references, element, signed);
    const findings = references.flatMap((each) => each.findings);
    return { parsed, algorithm, references, signedInfo: octets, findings, budget: signed.budget };
  } catch (error) {
    return refusalOf(error);
  }
}

/** The signature's own identifier names it to its properties. */
function duplicateId(element: XmlElementNode, { identifiers }: Signed): DsigFinding | undefined {
  const id = attributeOf(element, 'Id');
  const same = id === undefined ? undefined : identifiers.get(id);
  return (same?.length ?? 0) > 1 ? findingOf('XML_DUPLICATE_ID', id) : undefined;
}

export interface SignerCandidates {
  readonly offer: KeyOffer;
  /** From `KeyInfo` and the properties of the signature, in their order. */
  readonly beside: readonly Certificate[];
  /** From elsewhere; tried last. */
  readonly known: readonly Certificate[];
  /** What the signed properties name; undefined when they name none. */
  readonly isNamed: ((certificate: Certificate) => boolean) | undefined;
}

export interface FoundSigner {
  readonly signer: Certificate | undefined;
  readonly findings: readonly DsigFinding[];
}

/** Certificates that are tried at most: each costs a verification. */
const MAX_TRIED = 64;

/**
 * Verifies the value with the certificate that the signed properties name, else with the first that fits. `KeyInfo` is
 * not signed: a bare key shows that the value is somebody's, not whose.
 */
export function findSigner(examined: ExaminedSignature, candidates: SignerCandidates): FoundSigner {
  const { algorithm } = examined;
  if (algorithm.kind === 'unknown') return without('XML_FEATURE_UNSUPPORTED', algorithmName(algorithm));
  const { beside, known, isNamed, offer } = candidates;
  if (offer.elsewhere[0] !== undefined) return without('XML_FEATURE_UNSUPPORTED', offer.elsewhere[0]);
  const all = [...beside, ...known].slice(0, MAX_TRIED);
  const fits = ({ keyObject }: Certificate) =>
    verifyValue(examined.signedInfo, algorithm, keyObject, examined.parsed.value) === 'INTACT';
  const named = isNamed === undefined ? [] : all.filter(isNamed);
  const signer = named.find(fits) ?? (named.length === 0 ? all.find(fits) : undefined);
  if (signer !== undefined) return { signer, findings: namingFindings(signer, isNamed) };
  if (named[0] !== undefined) return { ...without('XML_SIGNATURE_VALUE_WRONG'), signer: named[0] };
  const byKey = withoutCertificate(examined, offer);
  const isKeyless = byKey.findings.some(({ reason: { code } }) => code === 'XML_SIGNER_NOT_FOUND');
  if (!isKeyless || isNamed !== undefined || beside[0] === undefined) return byKey;
  return { ...without('XML_SIGNATURE_VALUE_WRONG'), signer: beside[0] };
}

function namingFindings(signer: Certificate, isNamed: SignerCandidates['isNamed']): readonly DsigFinding[] {
  if (isNamed === undefined || isNamed(signer)) return [];
  return [findingOf('XADES_SIGNING_CERTIFICATE_WRONG', signer.subject.text)];
}

function withoutCertificate(
  { signedInfo, algorithm, parsed }: ExaminedSignature,
  offer: KeyOffer,
): FoundSigner {
  const checks = offer.keys.map((key) => verifyValue(signedInfo, algorithm, key, parsed.value));
  if (checks.includes('INTACT')) return without('XML_KEY_WITHOUT_CERTIFICATE');
  if (checks.includes('BROKEN')) return without('XML_SIGNATURE_VALUE_WRONG');
  const [unusable] = offer.unusable;
  return unusable === undefined
    ? without('XML_SIGNER_NOT_FOUND')
    : without('XML_FEATURE_UNSUPPORTED', unusable);
}

function without(...finding: Parameters<typeof findingOf>): FoundSigner {
  return { signer: undefined, findings: [findingOf(...finding)] };
}
