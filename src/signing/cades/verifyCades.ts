import { hash } from 'node:crypto';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { certificatesOfCms } from '../cms/certificates.ts';
import { type CmsSignedData, parseSignedData } from '../cms/parse.ts';
import { sameBytes } from '../der/values.ts';
import { oid } from '../der/write.ts';
import type { Material } from '../material.ts';
import type { SignatureReport, SignedPiece, ValidationReport } from '../report.ts';
import { type CmsJudgement, judgeCms, malformed } from '../validation/cmsJudgement.ts';
import type { JudgingContext } from '../validation/context.ts';
import { reason } from '../validation/reasons.ts';
import { worstIndication } from '../worstIndication.ts';
import { DIGESTS, type DigestName } from '../x509/algorithms.ts';
import { OID } from '../x509/oids.ts';
import { cmsReport } from './cmsReport.ts';
import { derOfCms } from './pemCms.ts';
import { oneSignerEach } from './signers.ts';

/** The file beside a detached signature. */
export interface DetachedContent {
  /** For the report; not opened. */
  readonly name: string;
  /** Its digest; asked for algorithms of `digestsIn` only. */
  readonly digest: (algorithm: DigestName) => Uint8Array;
}

export interface VerifyCadesContext extends JudgingContext {
  /** Name of the file with the signature, for the report. */
  readonly file: string;
  readonly content?: DetachedContent;
  /** When something outside it (an archive timestamp of a container) proves it to have existed, UTC. */
  readonly provenAt?: Date;
  /** What the container carries besides, for the level; it should be in `material` too. */
  readonly inFile?: Material;
}

const DIGEST_NAMES = Object.keys(DIGESTS) as readonly DigestName[];

/** The file beside a signature, when its bytes are at hand. */
export function detachedContent(name: string, bytes: Uint8Array): DetachedContent {
  return { name, digest: (algorithm) => hash(DIGESTS[algorithm].node, bytes, 'buffer') };
}

/**
 * Digests that a signature names anywhere in it: those of its content are among them. Lets a file of any size be
 * digested in one pass before it is judged. SHA-256 is always among them.
 */
export function digestsIn(cms: Uint8Array): readonly DigestName[] {
  const der = derOfCms(cms);
  const bytes = Buffer.from(der.buffer, der.byteOffset, der.length);
  return DIGEST_NAMES.filter((name) => name === 'SHA-256' || bytes.includes(oid(DIGESTS[name].oid)));
}

/**
 * Judges a CAdES signature (EN 319 122-1) over whole content: beside it (detached) or inside it (attached). Each of
 * several parallel signers is judged alone. The certificates are taken as they come; what they are worth is the
 * judgement's to say. When content is both inside and beside, the two must be the same. Pure.
 * @param cms the ContentInfo, DER, BER or PEM, nothing behind it
 * @returns a report, whatever the bytes are
 * @throws SIGNED_FILE_NEEDED when the signature is detached and no content was given
 */
export function verifyCades(cms: Uint8Array, context: VerifyCadesContext): ValidationReport {
  const signatures = oneSignerEach(derOfCms(cms)).map((one) => judgeOne(one, context));
  const { file, policy, at, content } = context;
  return {
    file: content?.name ?? file,
    kind: 'cms',
    indication: worstIndication(signatures.map(({ indication }) => indication)),
    documentUnchanged: signatures.every(({ cryptography }) => cryptography === 'INTACT'),
    signatures,
    reasons: [],
    policy: policy.name,
    at: at.toISOString(),
  };
}

/** Whether a CMS signature lies beside what it signs; false for what cannot be read. */
export function isDetached(cms: Uint8Array): boolean {
  const one = firstSigner(cms);
  return one !== undefined && one.content === undefined;
}

/** What is inside a CMS signature, the same for all its signers; verified by nobody. */
export function contentInside(cms: Uint8Array): Uint8Array | undefined {
  return firstSigner(cms)?.content;
}

function firstSigner(cms: Uint8Array): CmsSignedData | undefined {
  const [one] = oneSignerEach(derOfCms(cms)).map((der) => parsedOrMalformed(der));
  return one === undefined || 'cryptography' in one ? undefined : one;
}

/** DER certificates in the signature and its timestamps: what revocation data is to be collected for. */
export function certificatesOfCades(cms: Uint8Array): readonly Uint8Array[] {
  const all = oneSignerEach(derOfCms(cms)).flatMap((one) => certificatesOfCms(one));
  return [...new Map(all.map((each) => [Buffer.from(each).toString('base64'), each])).values()];
}

function judgeOne(der: Uint8Array, context: VerifyCadesContext): SignatureReport {
  const cms = parsedOrMalformed(der);
  const signed: readonly SignedPiece[] = [{ name: context.content?.name ?? '', extent: 'WHOLE' }];
  if ('cryptography' in cms) return cmsReport(cms, signed);
  const { content } = context;
  if (cms.content === undefined && content === undefined) throw fileNeeded(context.file);
  if (cms.contentType !== OID.data) return cmsReport(unsupportedContent(cms), []);
  if (cms.content !== undefined && content !== undefined && !isSame(cms.content, content)) {
    return cmsReport(contentDiffers(cms, content.name), signed);
  }
  return cmsReport(judgeContent(cms, context), signed);
}

function parsedOrMalformed(der: Uint8Array): CmsSignedData | CmsJudgement {
  try {
    return parseSignedData(der);
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return malformed(error.detail);
  }
}

function judgeContent(cms: CmsSignedData, context: VerifyCadesContext): CmsJudgement {
  const { content } = context;
  const inside = cms.content;
  return judgeCms({
    ...{ ...context, cms, purpose: 'document', format: 'CAdES' },
    contentDigest: inside === undefined ? (content?.digest ?? none) : detachedContent('', inside).digest,
  });
}

function none(): Uint8Array {
  return new Uint8Array();
}

function isSame(inside: Uint8Array, beside: DetachedContent): boolean {
  return sameBytes(hash('sha256', inside, 'buffer'), beside.digest('SHA-256'));
}

/** Whose signature it is does not matter: it says nothing about this file. */
function contentDiffers(cms: CmsSignedData, name: string): CmsJudgement {
  return {
    ...malformed(undefined),
    subIndication: 'HASH_FAILURE',
    reasons: [reason('CADES_CONTENT_DIFFERS', `${name}, ${cms.content?.length ?? 0} bytes inside`)],
  };
}

function unsupportedContent(cms: CmsSignedData): CmsJudgement {
  return {
    ...malformed(undefined),
    ...{ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE', cryptography: 'UNSUPPORTED' },
    reasons: [reason('CADES_CONTENT_TYPE_UNSUPPORTED', cms.contentType)],
  };
}

/** `cv.docx.p7s` signs `cv.docx`, by the name alone. */
function fileNeeded(file: string): CongvanError {
  const named = /^(.+)\.(?:p7s|p7m|p7b|sig|cms)$/i.exec(file)?.[1];
  return new CongvanError('SIGNED_FILE_NEEDED', {
    where: file,
    ...(named === undefined ? {} : { detail: `by its name it signs ${named}` }),
  });
}
