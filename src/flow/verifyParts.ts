/** One verdict for a sealed envelope, the parts that travel beside it, and the signatures inside them. */
import { safeFileName } from '../archive/export/fileNames.ts';
import { parseEnvelope } from '../envelope/codec.ts';
import type { AttachmentReference } from '../envelope/envelope.ts';
import { type Digest, sha256 } from '../kernel/digest.ts';
import { CongvanError, isCongvanError, isTemporary } from '../kernel/errors.ts';
import type { PartReport, Reason, ValidationReport } from '../signing/report.ts';
import { reason } from '../signing/validation/reasons.ts';
import type { SealedPart } from '../signing/xml/sealedPart.ts';
import { verifySeal } from '../signing/xml/verifySeal.ts';
import type { Judging } from './context.ts';
import { looksLikePdf, sniff } from './fileKind.ts';
import { isSigned } from './sealed.ts';
import { type Case, judgeCase, openCase, worstOf } from './verify.ts';

/** A file that may be one of the parts. */
export interface PartAtHand {
  /** Its name alone, no folder. */
  readonly name: string;
  readonly digest: Digest;
  /** Read only when it is a part. */
  readonly bytes: () => Promise<Uint8Array>;
}

/**
 * Adds the parts to the report of their envelope. Each part the seal names is looked for by its SHA-256, whatever its
 * name; a file under its name with other bytes is a changed part. PDFs and ASiC containers among them are judged by
 * themselves. The worst of envelope and parts is the verdict. A part without a signature of its own stands by the seal
 * alone. Files that the seal does not name are not looked at.
 * @param one what the report is about: an envelope
 * @throws FILE_KIND_UNKNOWN when it is none; what is temporary while a part is judged
 */
export async function withParts(
  judging: Judging,
  one: Case,
  report: ValidationReport,
  atHand: readonly PartAtHand[],
  options: { readonly offline: boolean },
): Promise<ValidationReport> {
  if (report.kind !== 'envelope') {
    throw new CongvanError('FILE_KIND_UNKNOWN', {
      where: one.file,
      detail: `${report.kind}, not an envelope`,
    });
  }
  const { manifest, signedEnvelope } = verifySeal(one.bytes, one);
  const attachments = attachmentsIn(signedEnvelope);
  const others = atHand.filter(({ digest }) => manifest.every((part) => part.digest !== digest));
  const parts: PartReport[] = [];
  for (const sealed of manifest) {
    const at = attachments.findIndex(({ contentId }) => contentId === sealed.contentId);
    const names = namesOf(sealed, attachments[at], at);
    const file =
      atHand.find(({ digest }) => digest === sealed.digest) ??
      others.find(({ name }) => names.includes(name.normalize('NFC')));
    const judge = async (name: string, bytes: Uint8Array) =>
      await judgeCase(await openCase(judging, { file: name, bytes, at: one.at, ...options }));
    parts.push(await judgePart(sealed, names[0] ?? sealed.contentId, file, judge));
  }
  return {
    ...report,
    indication: worstOf([report.indication, ...parts.map(({ indication }) => indication)]),
    documentUnchanged: report.documentUnchanged && parts.every(isUnchanged),
    parts,
  };
}

/** Only from verified bytes; a seal that is not intact names nothing. */
function attachmentsIn(signedEnvelope: Uint8Array): readonly AttachmentReference[] {
  if (signedEnvelope.length === 0) return [];
  try {
    const { envelope } = parseEnvelope(signedEnvelope);
    return envelope.kind === 'document' ? envelope.attachments : [];
  } catch (error) {
    // An envelope that breaks the rules of edXML is still bound to its parts by the manifest.
    if (isCongvanError(error)) return [];
    throw error;
  }
}

/** What its file may be called: as in the envelope, as an exported record calls it, or as the seal does. */
function namesOf(
  { contentId }: SealedPart,
  attachment: AttachmentReference | undefined,
  at: number,
): readonly string[] {
  if (attachment === undefined) return [contentId];
  return [attachment.name.normalize('NFC'), safeFileName(attachment.name, at + 1), contentId];
}

type Judge = (name: string, bytes: Uint8Array) => Promise<ValidationReport>;

async function judgePart(
  { contentId, digest }: SealedPart,
  name: string,
  file: PartAtHand | undefined,
  judge: Judge,
): Promise<PartReport> {
  const about = { name, contentId, digest, file: file?.name ?? null, report: null };
  if (file === undefined) {
    const reasons = [reason('PART_MISSING', name)];
    return { ...about, matches: null, ...lost('INDETERMINATE', 'SIGNED_DATA_NOT_FOUND', reasons) };
  }
  const bytes = file.digest === digest ? await file.bytes() : undefined;
  // Read again since it was digested: what is judged must be what was compared.
  if (bytes === undefined || sha256(bytes) !== digest) {
    return {
      ...about,
      matches: false,
      ...lost('TOTAL-FAILED', 'HASH_FAILURE', [reason('PART_CHANGED', name)]),
    };
  }
  return { ...about, matches: true, ...(await judgeInside(name, bytes, judge)) };
}

type Verdict = Pick<PartReport, 'indication' | 'subIndication' | 'reasons'>;

function lost(
  indication: Verdict['indication'],
  subIndication: Verdict['subIndication'],
  reasons: readonly Reason[],
): Verdict {
  return { indication, subIndication, reasons };
}

const BOUND: Verdict = { indication: 'TOTAL-PASSED', subIndication: null, reasons: [] };

/** The part is as it was sealed; what do the signatures in it say? */
async function judgeInside(
  name: string,
  bytes: Uint8Array,
  judge: Judge,
): Promise<Verdict & Pick<PartReport, 'report'>> {
  // What is called a PDF must be one: it could have lost its first bytes before it was sealed.
  const isPdf = looksLikePdf(bytes) || /\.pdf$/i.test(name);
  if (!isPdf && sniff(bytes) !== 'asic') return { ...BOUND, report: null };
  try {
    const report = await judge(name, bytes);
    if (!isSigned(report) && report.indication !== 'TOTAL-FAILED') return { ...BOUND, report };
    const worst = report.signatures.find(({ indication }) => indication === report.indication);
    return {
      indication: report.indication,
      subIndication: worst?.subIndication ?? null,
      reasons: [],
      report,
    };
  } catch (error) {
    if (!isCongvanError(error) || isTemporary(error)) throw error;
    const reasons = [reason('PART_NOT_JUDGED', `${error.code}, ${name}`)];
    return { ...lost('INDETERMINATE', null, reasons), report: null };
  }
}

function isUnchanged({ matches, reasons, report }: PartReport): boolean {
  return (
    matches === true &&
    reasons.length === 0 &&
    (report === null || !isSigned(report) || report.documentUnchanged)
  );
}
