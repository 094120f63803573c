/** The story of an auditor: collect what a judgement needs, then judge. */
import { type Digest, digestFromHex, sha256 } from '../kernel/digest.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { Secret } from '../kernel/secret.ts';
import { certificatesOfAsic, verifyAsic } from '../signing/asic/verifyAsic.ts';
import { certificatesOfCades, type DetachedContent, verifyCades } from '../signing/cades/verifyCades.ts';
import { collectMaterial } from '../signing/collect.ts';
import type { IssuerSource } from '../signing/issuerSource.ts';
import type { Material } from '../signing/material.ts';
import { updatesOfPdf } from '../signing/pdf/updates.ts';
import { weakerThanDefault } from '../signing/policy/weaker.ts';
import type { Indication, ValidationReport } from '../signing/report.ts';
import type { JudgingContext } from '../signing/validation/context.ts';
import { certificatesOfPdf, verifyPdf } from '../signing/verifyPdf.ts';
import { certificatesOfXml, verifyXml } from '../signing/verifyXml.ts';
import { certificatesOfSeal, verifySeal } from '../signing/xml/verifySeal.ts';
import type { Judging } from './context.ts';
import { type FileKind, fileKindOf } from './fileKind.ts';
import { inFile } from './inFile.ts';

export interface VerifyRequest {
  /** For the report; not opened. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** When `bytes` are a detached CMS signature: the file it signs. */
  readonly content?: DetachedContent;
  /** Judge as of this time instead of now. */
  readonly at?: Date;
  /** Ask nobody: only what the file carries and what lies on the disk. */
  readonly offline?: boolean;
}

/** Everything one judgement looks at: the same case always gives the same report. */
export interface Case extends JudgingContext {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly content?: DetachedContent;
  /** SHA-256 of the policy file; null for the program's own policy. */
  readonly policyFile: Digest | null;
}

/** How files of one kind are judged. */
interface Kind {
  /** DER certificates inside, to collect material for. */
  readonly certificatesOf: (bytes: Uint8Array, password?: Secret) => readonly Uint8Array[];
  /** Pure. */
  readonly judge: (
    bytes: Uint8Array,
    context: JudgingContext & { readonly file: string; readonly content?: DetachedContent },
  ) => ValidationReport;
}

const KINDS: Readonly<Record<FileKind, Kind>> = {
  pdf: { certificatesOf: certificatesOfPdf, judge: verifyPdf },
  envelope: { certificatesOf: certificatesOfSeal, judge: verifyEnvelope },
  cms: { certificatesOf: certificatesOfCades, judge: verifyCades },
  asic: { certificatesOf: certificatesOfAsic, judge: verifyAsic },
  xml: { certificatesOf: certificatesOfXml, judge: verifyXml },
};

/**
 * Judges a signed PDF, a sealed envelope, any other signed XML, a CMS signature with its file inside or beside it, or
 * an ASiC container. A bad signature is in the report; only what cannot be judged at all throws. Attachments of an
 * envelope are not part of it: their digests are in the seal, their bytes travel beside it.
 * @throws FILE_KIND_UNKNOWN, SIGNED_FILE_NEEDED, PDF_*, ENVELOPE_*, XML_*, ZIP_*
 */
export async function verifyFile(judging: Judging, request: VerifyRequest): Promise<ValidationReport> {
  return await judgeCase(await openCase(judging, request));
}

/** Collects what judging a file needs, the only step that waits for others. @throws as `verifyFile` */
export async function openCase(judging: Judging, request: VerifyRequest): Promise<Case> {
  const kind = fileKindOf(request.file, request.bytes);
  if (request.content !== undefined && kind !== 'cms') throw notDetached(request.file, kind);
  return await caseOf(judging, request, kind);
}

/**
 * Judges what was collected; asks nobody.
 * @param options.changes tell what each update of a PDF changed, too
 * @throws as `verifyFile`
 */
export async function judgeCase(
  one: Case,
  options: { readonly changes?: boolean } = {},
): Promise<ValidationReport> {
  const kind = fileKindOf(one.file, one.bytes);
  const report = await judgeAs(one, kind);
  if (options.changes !== true || kind !== 'pdf') return report;
  return { ...report, updates: await inFile(one.file, async () => updatesOfPdf(one.bytes, one.password)) };
}

function notDetached(file: string, kind: FileKind): CongvanError {
  return new CongvanError('FILE_KIND_UNKNOWN', { where: file, detail: `${kind}, not a detached signature` });
}

export async function judgePdf(judging: Judging, request: VerifyRequest): Promise<ValidationReport> {
  return await judgeAs(await caseOf(judging, request, 'pdf'), 'pdf');
}

async function caseOf(judging: Judging, request: VerifyRequest, kind: FileKind): Promise<Case> {
  const { file, bytes, content, offline } = request;
  const { trust, policy, policyFile = null } = judging;
  const at = request.at ?? judging.clock.now();
  const certificates = await inFile(file, async () => KINDS[kind].certificatesOf(bytes, judging.password));
  const material = await collected(judging, certificates, offline, judging.issuers);
  const judged = content === undefined ? { file, bytes } : { file, bytes, content };
  const opening = judging.password === undefined ? {} : { password: judging.password };
  return { ...judged, material, trust, policy, policyFile, at, ...opening };
}

async function judgeAs(one: Case, kind: FileKind): Promise<ValidationReport> {
  const { file, bytes, policy, policyFile } = one;
  const report = await inFile(file, async () => KINDS[kind].judge(bytes, one));
  const rules = { name: policy.name, version: policy.version, digest: policyFile };
  return { ...report, rules: { ...rules, weaker: weakerThanDefault(policy) }, digest: judgedDigest(one) };
}

/** Of the file that is signed, where the signature lies beside it. */
function judgedDigest({ bytes, content }: Case): Digest {
  const beside = content && digestFromHex(Buffer.from(content.digest('SHA-256')).toString('hex'));
  return beside ?? sha256(bytes);
}

function verifyEnvelope(
  bytes: Uint8Array,
  context: JudgingContext & { readonly file: string },
): ValidationReport {
  const { file, policy, at } = context;
  const { report } = verifySeal(bytes, context);
  const about = { file, kind: 'envelope', policy: policy.name, at: at.toISOString() } as const;
  if (report.reasons.some(({ code }) => code === 'XML_SEAL_MISSING')) {
    const { reasons } = report;
    return { ...about, indication: 'INDETERMINATE', documentUnchanged: false, signatures: [], reasons };
  }
  return {
    ...about,
    indication: report.indication,
    documentUnchanged: report.cryptography === 'INTACT' && report.coverage === 'WHOLE-FILE',
    signatures: [report],
    reasons: [],
  };
}

/**
 * Material for these certificates: the intermediates we know, and what the revocation sources say.
 * @param issuers asked for what a chain lacks; only for documents, never for who connects to a daemon
 */
export async function collected(
  judging: Judging,
  certificates: readonly Uint8Array[],
  offline = false,
  issuers?: IssuerSource,
): Promise<Material> {
  const known = [...certificates, ...judging.intermediates];
  const { trust, keptRevocation, revocation } = judging;
  if (offline) return await collectMaterial(known, trust, keptRevocation);
  return await collectMaterial(known, trust, revocation, issuers);
}

const BADNESS: Readonly<Record<Indication, number>> = {
  'TOTAL-PASSED': 0,
  INDETERMINATE: 1,
  'TOTAL-FAILED': 2,
};

/** The worst of several; TOTAL-PASSED when there is none to doubt. */
export function worstOf(indications: readonly Indication[]): Indication {
  return indications.reduce<Indication>(
    (worst, one) => (BADNESS[one] > BADNESS[worst] ? one : worst),
    'TOTAL-PASSED',
  );
}
