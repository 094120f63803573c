/** Makes XML signatures of any shape, also of those that nobody should make. */
import { createPrivateKey, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesOf } from '../../../../../certs-dev/paths.ts';
import {
  elementsOf,
  isElement,
  readXml,
  type XmlElementNode,
} from '../../../../../src/kernel/xml/document.ts';
import { collectMaterial } from '../../../../../src/signing/collect.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../../../src/signing/report.ts';
import { requestTimestamp } from '../../../../../src/signing/tsp/timestamp.ts';
import { certificatesOfXml, verifyXml } from '../../../../../src/signing/verifyXml.ts';
import { canonicalize } from '../../../../../src/signing/xml/c14n/canonicalize.ts';
import { c14nMethod, DEFAULT_C14N } from '../../../../../src/signing/xml/c14n/methods.ts';
import { DIGEST_BUDGET, type Signed } from '../../../../../src/signing/xml/dsig/dereference.ts';
import { digestInput } from '../../../../../src/signing/xml/dsig/digestInput.ts';
import { identifiersOf } from '../../../../../src/signing/xml/dsig/identifiers.ts';
import { DSIG } from '../../../../../src/signing/xml/dsig/names.ts';
import { parseSignature } from '../../../../../src/signing/xml/dsig/parse.ts';
import type { ReferenceResolver } from '../../../../../src/signing/xml/dsig/resolver.ts';
import { devCertificate, devRevocation, devTrust, devTsa } from '../../devPki.ts';

export const AT = new Date('2026-11-21T03:00:00Z');
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = `${DSIG}enveloped-signature`;
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const XADES = 'http://uri.etsi.org/01903/v1.3.2#';

export interface ReferenceShape {
  readonly uri: string;
  readonly id?: string;
  readonly type?: string;
  /** Algorithms, or whole `ds:Transform` elements. */
  readonly transforms?: readonly string[];
}

export interface SignatureShape {
  readonly id?: string;
  readonly references: readonly ReferenceShape[];
  /** Inner XML of `ds:KeyInfo`; default: the certificate. */
  readonly keyInfo?: string;
  /** Whole `ds:Object` elements. */
  readonly objects?: string;
  readonly signer?: string;
  readonly algorithm?: string;
  readonly method?: string;
  /** Signs the canonical SignedInfo; default: RSA with SHA-256 by the signer's key. */
  readonly value?: (octets: Uint8Array) => Uint8Array;
  readonly resolve?: ReferenceResolver;
}

export const PERSON = 'H29.12/person';

export function privateKeyOf(id: string): KeyObject {
  return createPrivateKey(readFileSync(filesOf(id).key));
}

export function x509Data(id: string): string {
  const der = Buffer.from(devCertificate(id)).toString('base64');
  return `<ds:X509Data><ds:X509Certificate>${der}</ds:X509Certificate></ds:X509Data>`;
}

function referenceXml({ uri, id, type, transforms = [EXCLUSIVE] }: ReferenceShape, digest: string): string {
  const attributes = `${id ? ` Id="${id}"` : ''}${type ? ` Type="${type}"` : ''} URI="${uri}"`;
  const inner = transforms.map((each) =>
    each.startsWith('<') ? each : `<ds:Transform Algorithm="${each}"/>`,
  );
  const list = inner.length === 0 ? '' : `<ds:Transforms>${inner.join('')}</ds:Transforms>`;
  return `<ds:Reference${attributes}>${list}<ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`;
}

function signatureXml(shape: SignatureShape, digests: readonly string[], value: string): string {
  const { id = 'sig', references, objects = '', keyInfo = x509Data(shape.signer ?? PERSON) } = shape;
  const { algorithm = RSA_SHA256, method = EXCLUSIVE } = shape;
  const all = references.map((reference, i) => referenceXml(reference, digests[i] ?? ''));
  return (
    `<ds:Signature xmlns:ds="${DSIG}" Id="${id}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${method}"/>` +
    `<ds:SignatureMethod Algorithm="${algorithm}"/>${all.join('')}</ds:SignedInfo>` +
    `<ds:SignatureValue Id="value-${id}">${value}</ds:SignatureValue>` +
    `${keyInfo === '' ? '' : `<ds:KeyInfo>${keyInfo}</ds:KeyInfo>`}${objects}</ds:Signature>`
  );
}

/** @param place puts the signature into its document */
export function signXmlAs(shape: SignatureShape, place: (signature: string) => string): string {
  const draft = place(signatureXml(shape, [], ''));
  const digests = digestsOf(draft, shape);
  const digested = place(signatureXml(shape, digests, ''));
  const { element } = find(digested, shape);
  const [signedInfo] = [...elementsOf(element)].filter((each) => isElement(each, DSIG, 'SignedInfo'));
  const method = c14nMethod(shape.method ?? EXCLUSIVE) ?? DEFAULT_C14N;
  const octets = canonicalize({ apex: signedInfo ?? element, comments: true }, method);
  const make = shape.value ?? ((bytes) => sign('sha256', bytes, privateKeyOf(shape.signer ?? PERSON)));
  return place(signatureXml(shape, digests, Buffer.from(make(octets)).toString('base64')));
}

function find(xml: string, { id = 'sig', resolve = () => undefined }: SignatureShape) {
  const document = readXml(Buffer.from(xml));
  const element = [...elementsOf(document.root)].find(
    (each) => isElement(each, DSIG, 'Signature') && each.attributes.some(({ value }) => value === id),
  );
  if (element === undefined) throw new Error(`no signature ${id}`);
  const budget = { octetsLeft: DIGEST_BUDGET };
  const signed: Signed = { document, identifiers: identifiersOf(document), resolve, budget };
  return { element, signed };
}

/** What cannot be digested gets the digest of nothing. */
function digestsOf(xml: string, shape: SignatureShape): readonly string[] {
  const { element, signed } = find(xml, shape);
  return digestsAt(element, signed, shape);
}

function digestsAt(element: XmlElementNode, signed: Signed, shape: SignatureShape): readonly string[] {
  try {
    return parseSignature(element).references.map((reference) => {
      const input = digestInput(reference, element, signed);
      const octets = 'reason' in input ? Buffer.alloc(0) : input.octets();
      return hash('sha256', 'reason' in octets ? Buffer.alloc(0) : octets, 'base64');
    });
  } catch {
    return shape.references.map(() => hash('sha256', '', 'base64'));
  }
}

/** An enveloped signature over the whole of `<Doc>…</Doc>`. */
export function envelopedSample(more: Partial<SignatureShape> = {}, body = '<Body>Kính gửi</Body>'): string {
  const references = [{ uri: '', id: 'r1', transforms: [ENVELOPED, EXCLUSIVE] }];
  return signXmlAs({ references, ...more }, (signature) => `<Doc>${body}${signature}</Doc>`);
}

export interface XadesShape {
  readonly id?: string;
  readonly signer?: string;
  readonly signingTime?: string;
  /** Replaces the digest of the certificate. */
  readonly certDigest?: string;
  readonly unsigned?: string;
  readonly withoutCertificate?: boolean;
}

export function propertiesXml({ id = 'sig', signer = PERSON, ...shape }: XadesShape): string {
  const digest = shape.certDigest ?? hash('sha256', devCertificate(signer), 'base64');
  const certificate = shape.withoutCertificate
    ? ''
    : `<x:SigningCertificateV2><x:Cert><x:CertDigest><ds:DigestMethod Algorithm="${SHA256}"/>` +
      `<ds:DigestValue>${digest}</ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificateV2>`;
  const unsigned = shape.unsigned
    ? `<x:UnsignedProperties><x:UnsignedSignatureProperties>${shape.unsigned}</x:UnsignedSignatureProperties></x:UnsignedProperties>`
    : '';
  return (
    `<ds:Object><x:QualifyingProperties xmlns:x="${XADES}" Target="#${id}"><x:SignedProperties Id="props-${id}">` +
    `<x:SignedSignatureProperties><x:SigningTime>${shape.signingTime ?? '2026-11-21T09:30:00+07:00'}</x:SigningTime>${certificate}` +
    '</x:SignedSignatureProperties><x:SignedDataObjectProperties><x:DataObjectFormat ObjectReference="#r1">' +
    '<x:MimeType>text/xml</x:MimeType></x:DataObjectFormat></x:SignedDataObjectProperties></x:SignedProperties>' +
    `${unsigned}</x:QualifyingProperties></ds:Object>`
  );
}

export const PROPERTIES_TYPE = 'http://uri.etsi.org/01903#SignedProperties';

/** An enveloped XAdES signature over the whole of `<Doc>…</Doc>`. */
export function xadesSample(shape: XadesShape = {}, more: Partial<SignatureShape> = {}): string {
  const { id = 'sig', signer = PERSON } = shape;
  return envelopedSample({
    ...{ id, signer },
    references: [
      { uri: '', id: 'r1', transforms: [ENVELOPED, EXCLUSIVE] },
      { uri: `#props-${id}`, type: PROPERTIES_TYPE },
    ],
    objects: propertiesXml(shape),
    ...more,
  });
}

/** DER token over the canonical octets of an element, made at a time. */
export async function tokenOver(octets: Uint8Array, at: Date, tsa = 'tsa'): Promise<string> {
  const authority = await devTsa(at, tsa);
  const imprint = hash('sha256', octets, 'buffer');
  const token = await requestTimestamp(imprint, 'SHA-256', [authority], randomBytes);
  return Buffer.from(token).toString('base64');
}

export function canonicalOf(xml: string, local: string, method = EXCLUSIVE): Buffer {
  const { root } = readXml(Buffer.from(xml));
  const apex = [...elementsOf(root)].find((each) => each.local === local);
  if (apex === undefined) throw new Error(local);
  return canonicalize({ apex, comments: true }, c14nMethod(method) ?? DEFAULT_C14N);
}

export interface Judging {
  readonly at?: Date;
  readonly resolve?: ReferenceResolver;
  readonly policy?: SignaturePolicy;
}

/** Collects in the development PKI and judges. */
export async function judgeXml(
  xml: string,
  { at = AT, resolve, policy = DEFAULT_POLICY }: Judging = {},
): Promise<ValidationReport> {
  const bytes = Buffer.from(xml);
  const trust = devTrust();
  const known = [...certificatesOfXml(bytes), devCertificate('issuing-ca'), devCertificate('tsa')];
  const material = await collectMaterial(known, trust, await devRevocation(at));
  return verifyXml(bytes, { file: 'x.xml', material, trust, policy, at, ...(resolve && { resolve }) });
}
