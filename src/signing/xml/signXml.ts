import { hash } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import { elementsOf, isElement, readXml, type XmlDocument } from '../../kernel/xml/document.ts';
import { ecdsaToFixedLength } from '../ecdsaValue.ts';
import { digestForKey } from '../keyAlgorithm.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../signerKey.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { canonicalize } from './c14n/canonicalize.ts';
import { XML } from './names.ts';
import { insertedInto, type RootEnd, rootEnd } from './rootEnd.ts';
import { sha256Base64 } from './sealCryptography.ts';
import {
  signatureValue,
  signedInfo,
  signedProperties,
  type XmlSignatureValues,
  xmlSignature,
} from './signXmlTemplate.ts';
import { xmlText } from './xadesWriting.ts';

export interface SignXmlRequest {
  /** The whole file; UTF-8. */
  readonly xml: Uint8Array;
  readonly key: SignerKey;
  /** Claimed by the signer; kept to the second. */
  readonly signingTime: Date;
  /** Identifier of the signature: a letter, then letters and digits; used nowhere else in the document. */
  readonly id: string;
  /**
   * Gives a timestamp for level B-T.
   * @param imprint made with `digest` over the canonical SignatureValue (EN 319 132-1 §5.3)
   * @returns DER TimeStampToken; undefined to go on without one
   */
  readonly timestamp?: (imprint: Uint8Array, digest: DigestAlgorithm) => Promise<Uint8Array | undefined>;
}

/**
 * Signs a whole XML document: one enveloped XAdES signature (EN 319 132-1, level B-B, with `timestamp` B-T) as the last
 * thing in its root, over everything else in the document but comments (exclusive C14N). No other byte changes. A
 * document that bears a signature already is refused: a second one inside it would break the first.
 * @throws XML_UNREADABLE, XML_ENCODING_UNSUPPORTED, XML_DOCTYPE_REFUSED, XML_LIMIT_EXCEEDED, XML_SIGNED_ALREADY, and
 *   what the key and the timestamp throw
 */
export async function signXml(request: SignXmlRequest): Promise<Buffer> {
  const { xml, key, timestamp } = request;
  const document = readXml(xml);
  const text = xmlText(xml);
  const place = placeFor(document, text, request.id);
  const unsigned = unsignedValues(document, request);
  const digest = digestForKey(key.algorithm);
  const signature = await key.sign(Buffer.from(signedInfo(unsigned), 'utf8'), digest);
  const values = { ...unsigned, signatureValue: encodedValue(signature, key.algorithm) };
  const token = await timestamp?.(hash(DIGESTS[digest].node, signatureValue(values), 'buffer'), digest);
  const stamped = token === undefined ? values : { ...values, timestamp: base64(token) };
  return Buffer.from(insertedInto(text, place, xmlSignature(stamped)), 'utf8');
}

function placeFor({ root }: XmlDocument, text: string, id: string): RootEnd {
  for (const element of elementsOf(root)) {
    if (isElement(element, XML.signature, 'Signature')) throw new CongvanError('XML_SIGNED_ALREADY');
    const isTaken = element.attributes.some(({ value }) => value.startsWith(id));
    if (isTaken) throw new CongvanError('XML_SIGNED_ALREADY', { detail: `the identifier ${id} is taken` });
  }
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  const found = rootEnd(text.slice(bom));
  if (found === undefined) throw new CongvanError('XML_UNREADABLE', { detail: 'no end of the root' });
  return { ...found, at: found.at + bom, end: found.end + bom };
}

/** Everything but the signature value. Self-issued authorities stay out: the verifier has the root or trusts it not. */
function unsignedValues(document: XmlDocument, { key, id, signingTime }: SignXmlRequest): XmlSignatureValues {
  const chain = key.certificateChain.map((der) => parseCertificate(der));
  const ders = chain.filter((one, index) => index === 0 || !one.selfIssued).map(({ der }) => der);
  const [leaf = new Uint8Array()] = ders;
  const method = { kind: 'exclusive', withComments: false, prefixes: [] } as const;
  const values: XmlSignatureValues = {
    id,
    algorithm: methodOf(key.algorithm, digestForKey(key.algorithm)),
    documentDigest: sha256Base64(canonicalize({ apex: document, comments: false }, method)),
    propertiesDigest: '',
    signatureValue: '',
    certificates: ders.map(base64),
    certificateDigest: sha256Base64(leaf),
    signingTime: `${signingTime.toISOString().slice(0, 19)}Z`,
    timestamp: undefined,
  };
  return { ...values, propertiesDigest: sha256Base64(signedProperties(values)) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** SignatureMethod (RFC 9231 §2.3). */
function methodOf(algorithm: KeyAlgorithm, digest: DigestAlgorithm): string {
  const sha = DIGESTS[digest].node;
  switch (algorithm.kind) {
    case 'rsa':
      return `http://www.w3.org/2001/04/xmldsig-more#rsa-${sha}`;
    case 'rsa-pss':
      return `http://www.w3.org/2007/05/xmldsig-more#${sha}-rsa-MGF1`;
    case 'ecdsa':
      return `http://www.w3.org/2001/04/xmldsig-more#ecdsa-${sha}`;
    case 'ed25519':
      return 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519';
    default:
      return algorithm satisfies never;
  }
}

function encodedValue(signature: Uint8Array, algorithm: KeyAlgorithm): string {
  return base64(algorithm.kind === 'ecdsa' ? ecdsaToFixedLength(signature, algorithm.curve) : signature);
}
