import { digestBytes } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { type GatedXml, gateXml, XML_DECLARATION, XML_LIMITS } from '../../kernel/xml/gate.ts';
import { ecdsaToFixedLength } from '../ecdsaValue.ts';
import type { SignerKey } from '../signerKey.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { isCanonicalEnvelope } from './canonicalForm.ts';
import { examineSeal } from './examineSeal.ts';
import { XML } from './names.ts';
import { isSealIdentifier } from './readSeal.ts';
import { sha256Base64 } from './sealCryptography.ts';
import type { SealedPart } from './sealedPart.ts';
import { manifestXml, type SealValues, sealXml, signedInfoXml, signedPropertiesXml } from './sealTemplate.ts';

export interface SealRequest {
  /** What travels beside the envelope. The caller has checked that envelope and parts agree. */
  readonly parts: readonly SealedPart[];
  /** The agency's key. Whether it may seal is the policy's question. */
  readonly key: SignerKey;
  /** Claimed by the sealer; kept to the second. */
  readonly signingTime: Date;
  /** Names the seal within the document; the message id will do. */
  readonly id: string;
}

/**
 * Seals an envelope: one XML-DSig with XAdES properties (EN 319 132-1, level B-B) at the end of the header, over the
 * envelope (`URI=""`), its own properties and a manifest with the SHA-256 of every part. RSA-SHA256 or ECDSA-SHA256.
 * The result is verified before it is given out, the way `verifySeal` goes; the first one of each key by xml-crypto too,
 * which knows nothing of our template. Later ones differ from it in values alone, and the envelope is known to be in
 * canonical form.
 * @param xml UTF-8, exactly as `serializeEnvelope` writes profile `sealed`
 * @returns the sealed envelope, UTF-8
 * @throws SEAL_REFUSED; SIGNING_KEY_LOCKED, SIGNING_KEY_UNAVAILABLE; what `gateXml` throws
 */
export async function sealEnvelope(xml: Uint8Array, request: SealRequest): Promise<Uint8Array> {
  checkRequest(request);
  const gated = gateXml(xml, XML_LIMITS);
  const at = endOfHeader(gated);
  if (!isCanonicalEnvelope(gated.text.slice(XML_DECLARATION.length))) throw refused('not in canonical form');
  const unsigned = unsignedValues(gated.text.slice(XML_DECLARATION.length), request);
  const signature = await request.key.sign(Buffer.from(signedInfoXml(unsigned), 'utf8'), 'SHA-256');
  const values: SealValues = { ...unsigned, signatureValue: signatureValue(signature, request.key) };
  const sealed = Buffer.from(gated.text.slice(0, at) + sealXml(values) + gated.text.slice(at), 'utf8');
  await checkOwnWork(sealed, request.key);
  return sealed;
}

function checkRequest({ id, parts }: SealRequest): void {
  const contentIds = parts.map(({ contentId }) => contentId);
  const bad = [id, ...contentIds].find((text) => !isSealIdentifier(text));
  if (bad !== undefined) throw refused(`not an identifier: ${bad}`);
  if (new Set(contentIds).size !== contentIds.length) throw refused('a content id stands twice');
}

function endOfHeader(gated: GatedXml): number {
  const header = gated.elements.find(({ local, parent }) => local === 'edXMLHeader' && parent === 1);
  if (header === undefined) throw refused('no edXMLHeader');
  if (!gated.text.startsWith(XML_DECLARATION) || gated.hasByteOrderMark) throw refused('no XML declaration');
  return header.contentEnd;
}

/** Everything but the signature value. Self-issued authorities stay out: the verifier has the root or trusts it not. */
function unsignedValues(envelope: string, request: SealRequest): SealValues {
  const chain = request.key.certificateChain.map((der) => parseCertificate(der));
  const ders = chain.filter((one, index) => index === 0 || !one.selfIssued).map(({ der }) => der);
  const parts = request.parts.map(({ contentId, digest }) => ({
    contentId,
    digest: digestBytes(digest).toString('base64'),
  }));
  const manifest = manifestXml({ id: request.id, parts });
  const values: SealValues = {
    id: request.id,
    algorithm: sealAlgorithm(request.key),
    envelopeDigest: sha256Base64(envelope),
    propertiesDigest: '',
    manifestDigest: parts.length === 0 ? undefined : sha256Base64(manifest),
    signatureValue: '',
    certificates: ders.map((der) => Buffer.from(der).toString('base64')),
    signingTime: `${request.signingTime.toISOString().slice(0, 19)}Z`,
    certificateDigests: ders.map((der) => sha256Base64(der)),
    parts,
  };
  return { ...values, propertiesDigest: sha256Base64(signedPropertiesXml(values)) };
}

function signatureValue(signature: Uint8Array, { algorithm }: SignerKey): string {
  const value = algorithm.kind === 'ecdsa' ? ecdsaToFixedLength(signature, algorithm.curve) : signature;
  return Buffer.from(value).toString('base64');
}

/** Receivers know these two (seals have one strict spelling); @throws SEAL_REFUSED for the others. */
function sealAlgorithm({ algorithm: { kind } }: SignerKey): SealValues['algorithm'] {
  if (kind === 'rsa') return XML.rsaSha256;
  if (kind === 'ecdsa') return XML.ecdsaSha256;
  throw refused(`envelopes are sealed with RSA (PKCS #1 v1.5) or ECDSA, not ${kind}`);
}

/** Keys whose first seal another implementation has verified. */
const tried = new WeakSet<SignerKey>();

async function checkOwnWork(sealed: Buffer, key: SignerKey): Promise<void> {
  const seal = examineSeal(sealed);
  if (seal.kind === 'refused') throw refused(`${seal.code} ${seal.particulars ?? ''}`.trim());
  if (tried.has(key)) return;
  // Loaded here alone: verifying never needs it.
  const { isValidXmlSignature } = await import('./crossCheck.ts');
  if (!isValidXmlSignature(sealed.toString('utf8'), seal.found, seal.values)) {
    throw refused('another XML-DSig implementation does not verify it');
  }
  tried.add(key);
}

function refused(detail: string): CongvanError {
  return new CongvanError('SEAL_REFUSED', { detail });
}
