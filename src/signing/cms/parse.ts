import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { berLength, derFromBer, isIndefinite } from '../der/ber.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import {
  contentOf,
  type Der,
  type DerLimits,
  decodeDer,
  derError,
  derLength,
  innerOf,
  rawOf,
  TAG,
} from '../der/read.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import { OID } from '../x509/oids.ts';
import { ocspResponseIn } from './otherRevocation.ts';
import { readSignerInfo, type SignerInfo } from './signerInfo.ts';

const LIMITS: DerLimits = { bytes: 32 << 20, depth: 32, values: 500_000 };
const MAX_SIGNERS = 16;

/** A CMS SignedData (RFC 5652 §5.1) with exactly one signer, as it stands; nothing in it is verified. */
export interface CmsSignedData {
  readonly der: Uint8Array;
  /** False when it came in BER and was rewritten. */
  readonly isDer: boolean;
  readonly version: number;
  /** OIDs in digestAlgorithms. */
  readonly digestAlgorithms: readonly string[];
  /** OID of eContentType. */
  readonly contentType: string;
  /** The same in DER. */
  readonly contentTypeDer: Uint8Array;
  /** The encapsulated content; undefined when detached. */
  readonly content: Uint8Array | undefined;
  /** DER of the X.509 certificates inside. */
  readonly certificates: readonly Uint8Array[];
  /** DER of the CertificateLists inside. */
  readonly crls: readonly Uint8Array[];
  /** DER of the OCSPResponses inside (RFC 5940; a bare BasicOCSPResponse gets its wrapping). */
  readonly ocsps: readonly Uint8Array[];
  /** DER of every member of the two sets as it stands, whatever it is. */
  readonly certificateChoices: readonly Uint8Array[];
  readonly revocationChoices: readonly Uint8Array[];
  /** How many things of other kinds (attribute certificates, unknown revocation information) are in the two sets. */
  readonly others: number;
  readonly signerInfo: SignerInfo;
}

/**
 * Parses a detached CMS signature strictly: one SignerInfo, no encapsulated content. BER lengths, which some signers
 * write, are rewritten as DER and reported; everything inside must be DER then.
 * @param der exactly the ContentInfo; padding behind it must be cut first (`cmsLength`)
 * @throws CMS_INVALID
 */
export function parseCms(der: Uint8Array): CmsSignedData {
  const cms = parseSignedData(der);
  if (cms.content !== undefined) throw cmsInvalid('encapsulated content in a detached signature');
  return cms;
}

/** Like `parseCms`, content inside or not: timestamp tokens carry theirs. @throws CMS_INVALID */
export function parseSignedData(der: Uint8Array): CmsSignedData {
  const [only, ...others] = parseSigners(der);
  if (only === undefined || others.length > 0) {
    throw cmsInvalid(`${only === undefined ? 0 : others.length + 1} signers`);
  }
  return only;
}

/**
 * Parallel signatures: one value per SignerInfo, everything else the same (RFC 5652 §5.1).
 * @throws CMS_INVALID, also for more than 16
 */
export function parseSigners(der: Uint8Array): readonly CmsSignedData[] {
  try {
    const { whole, isDer } = decoded(der);
    const { signerInfos, ...common } = readContentInfo(whole);
    if (signerInfos.length > MAX_SIGNERS) throw cmsInvalid(`${signerInfos.length} signers`);
    return signerInfos.map((signer) => ({ isDer, ...common, signerInfo: readSignerInfo(signer) }));
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw cmsInvalid(cause.detail ?? cause.message, cause);
  }
}

/** DER of the certificates in a SignedData, signed or not: a certs-only bag (RFC 8551 §3.8). @throws CMS_INVALID */
export function certificatesInBag(der: Uint8Array): readonly Uint8Array[] {
  try {
    return readContentInfo(decoded(der).whole).certificates;
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw cmsInvalid(cause.detail ?? cause.message, cause);
  }
}

/** Length in bytes of the ContentInfo that `bytes` begin with, DER or BER. @throws CMS_INVALID */
export function cmsLength(bytes: Uint8Array): number {
  try {
    return isIndefinite(bytes) ? berLength(bytes) : derLength(bytes);
  } catch (cause) {
    if (!isCongvanError(cause, 'DER_INVALID')) throw cause;
    throw cmsInvalid(cause.detail ?? cause.message, cause);
  }
}

function decoded(bytes: Uint8Array): { readonly whole: Der; readonly isDer: boolean } {
  try {
    return { whole: decodeDer(bytes, LIMITS), isDer: true };
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    if (bytes.length > LIMITS.bytes || berLength(bytes) !== bytes.length) throw error;
    return { whole: decodeDer(derFromBer(bytes), LIMITS), isDer: false };
  }
}

export function cmsInvalid(detail: string, cause?: unknown): CongvanError {
  return new CongvanError('CMS_INVALID', { detail, cause });
}

interface Common extends Omit<CmsSignedData, 'isDer' | 'signerInfo'> {
  readonly signerInfos: readonly Der[];
}

function readContentInfo(whole: Der): Common {
  const fields = fieldsOf(whole, 'ContentInfo');
  const type = readOid(fields.next(TAG.oid, 'contentType'));
  if (type !== OID.signedData) throw cmsInvalid(`content type ${type}`);
  const content = innerOf(fields.next(0xa0, 'content'));
  fields.end();
  return { der: whole.bytes, ...readSignedData(content) };
}

function readSignedData(node: Der): Omit<Common, 'der'> {
  const fields = fieldsOf(node, 'SignedData');
  const version = readSmallInteger(fields.next(TAG.integer, 'version'));
  const digests = itemsOf(fields.next(TAG.set, 'digestAlgorithms'), 'digestAlgorithms', TAG.set);
  const encapsulated = readEncapsulated(fields.next(TAG.sequence, 'encapContentInfo'));
  const certificates = fields.optional(0xa0);
  const crls = fields.optional(0xa1);
  const signerInfos = itemsOf(fields.next(TAG.set, 'signerInfos'), 'signerInfos', TAG.set);
  fields.end();
  const inCertificates = certificates === undefined ? [] : itemsOf(certificates, 'certificates', 0xa0);
  const inCrls = crls === undefined ? [] : itemsOf(crls, 'crls', 0xa1);
  const ocsps = inCrls.flatMap((item) => ocspResponseIn(item) ?? []);
  const tagged = [...inCertificates, ...inCrls].filter(({ tag }) => tag !== TAG.sequence).length;
  return {
    ...{ version, ...encapsulated, signerInfos, ocsps, others: tagged - ocsps.length },
    digestAlgorithms: digests.map((item) =>
      readOid(fieldsOf(item, 'digestAlgorithm').next(TAG.oid, 'algorithm')),
    ),
    certificates: plainOnes(inCertificates),
    crls: plainOnes(inCrls),
    certificateChoices: inCertificates.map((item) => rawOf(item)),
    revocationChoices: inCrls.map((item) => rawOf(item)),
  };
}

function readEncapsulated(node: Der): Pick<CmsSignedData, 'contentType' | 'contentTypeDer' | 'content'> {
  const fields = fieldsOf(node, 'EncapsulatedContentInfo');
  const type = fields.next(TAG.oid, 'eContentType');
  const named = { contentType: readOid(type), contentTypeDer: rawOf(type) };
  const tagged = fields.optional(0xa0);
  fields.end();
  if (tagged === undefined) return { ...named, content: undefined };
  const content = innerOf(tagged);
  if (content.tag !== TAG.octetString) throw derError('eContent', content.start);
  return { ...named, content: contentOf(content) };
}

/** The untagged alternatives of CertificateChoices and RevocationInfoChoice: certificates and CRLs. */
function plainOnes(items: readonly Der[]): readonly Uint8Array[] {
  return items.flatMap((item) => (item.tag === TAG.sequence ? [rawOf(item)] : []));
}
