import { isCongvanError } from '../kernel/errors.ts';
import {
  attributeOf,
  elementsOf,
  isElement,
  readXml,
  type XmlDocument,
  type XmlElementNode,
} from '../kernel/xml/document.ts';
import { certificatesOfCms } from './cms/certificates.ts';
import type { Indication, Reason, SignatureReport, ValidationReport } from './report.ts';
import { reason } from './validation/reasons.ts';
import { DIGEST_BUDGET, DIGEST_ROUNDS, type Signed } from './xml/dsig/dereference.ts';
import { identifiersOf } from './xml/dsig/identifiers.ts';
import { encodedIn } from './xml/dsig/keyInfo.ts';
import { DSIG } from './xml/dsig/names.ts';
import type { VerifyXmlContext } from './xml/dsig/resolver.ts';
import { isCounterSignature, judgeXmlSignature } from './xml/xades/judge.ts';

const MAX_SIGNATURES = 256;
const MAX_CERTIFICATES = 256;
const MAX_TOKENS = 64;

/**
 * Judges every XML signature of a document (XML-DSig 1.1, XAdES up to B-LTA), wherever it stands, and the document as a
 * whole, from nothing but its arguments. What a signature carries (certificates, revocation answers) is added to the
 * material. A bad signature is in the report; what is not supported is named there and never passes.
 * @param bytes the whole file
 * @throws XML_UNREADABLE, XML_ENCODING_UNSUPPORTED, XML_DOCTYPE_REFUSED, XML_LIMIT_EXCEEDED when it cannot be judged
 */
export function verifyXml(bytes: Uint8Array, context: VerifyXmlContext): ValidationReport {
  const document = readXml(bytes);
  const { resolve = () => undefined, file, policy, at, ...rest } = context;
  const budget = { octetsLeft: DIGEST_BUDGET + DIGEST_ROUNDS * bytes.length };
  const signed: Signed = { document, identifiers: identifiersOf(document), resolve, budget };
  const judging = { ...rest, policy, at };
  const elements = signaturesIn(document.root);
  const judged = elements.slice(0, MAX_SIGNATURES).map((element) => {
    const report = judgeXmlSignature(element, signed, judging);
    return { report, isCounter: isCounterSignature(element) };
  });
  const own = judged.flatMap((each) => (each.isCounter ? [] : [each.report]));
  const isUnchanged = elements.length <= MAX_SIGNATURES && isWhole(own);
  const signatures = judged.map(({ report }) => report);
  return {
    ...{ file, kind: 'xml', indication: indicationOf(signatures, isUnchanged) },
    ...{ documentUnchanged: isUnchanged, signatures },
    reasons: [
      ...(elements.length === 0 ? [reason('XML_NO_SIGNATURE')] : commentReasons(document)),
      ...(elements.length > MAX_SIGNATURES ? [reason('XML_TOO_MUCH_WORK', `${elements.length}`)] : []),
    ],
    ...{ policy: policy.name, at: at.toISOString() },
  };
}

/**
 * DER of every certificate in the document, its timestamps included: what revocation data is to be collected for.
 * Nothing is verified.
 * @throws what `verifyXml` throws
 */
export function certificatesOfXml(bytes: Uint8Array): readonly Uint8Array[] {
  const { root } = readXml(bytes);
  const all = [
    ...encodedIn(root, ['X509Certificate', 'EncapsulatedX509Certificate'], MAX_CERTIFICATES),
    ...encodedIn(root, ['EncapsulatedTimeStamp'], MAX_TOKENS).flatMap((token) => certificatesOfCms(token)),
  ];
  return [...new Map(all.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
}

/** How many signatures `verifyXml` reports on, none for what is no XML. */
export function signatureCount(bytes: Uint8Array): number {
  try {
    return Math.min(signaturesIn(readXml(bytes).root).length, MAX_SIGNATURES);
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return 0;
  }
}

function signaturesIn(root: XmlElementNode): readonly XmlElementNode[] {
  return [...elementsOf(root)].filter((element) => isElement(element, DSIG, 'Signature'));
}

/**
 * Comments are signed only where a reference names the document by XPointer (XML-DSig 1.1 §4.4.3.3). Elsewhere a
 * signature holds whatever they say, and so does `documentUnchanged`: they are told.
 */
function commentReasons({ nodes, root }: XmlDocument): readonly Reason[] {
  const all = [...elementsOf(root)];
  const isNamed = all.some(
    (element) =>
      isElement(element, DSIG, 'Reference') && attributeOf(element, 'URI')?.startsWith('#xpointer(') === true,
  );
  const comments = [nodes, ...all.map(({ children }) => children)].flatMap((children) =>
    children.filter(({ kind }) => kind === 'comment'),
  );
  return isNamed || comments.length === 0 ? [] : [reason('XML_COMMENTS_UNSIGNED', `${comments.length}`)];
}

/** All intact, and one of them covers everything. */
function isWhole(signatures: readonly SignatureReport[]): boolean {
  return (
    signatures.every(({ cryptography }) => cryptography === 'INTACT') &&
    signatures.some(({ coverage }) => coverage === 'WHOLE-FILE')
  );
}

const BADNESS: Readonly<Record<Indication, number>> = {
  'TOTAL-PASSED': 0,
  INDETERMINATE: 1,
  'TOTAL-FAILED': 2,
};

/** The worst of the signatures; a document of which something is not signed does not pass by those of its parts. */
function indicationOf(signatures: readonly SignatureReport[], isUnchanged: boolean): Indication {
  const document: Indication = isUnchanged ? 'TOTAL-PASSED' : 'INDETERMINATE';
  return signatures
    .map(({ indication }) => indication)
    .reduce((one, other) => (BADNESS[other] > BADNESS[one] ? other : one), document);
}
