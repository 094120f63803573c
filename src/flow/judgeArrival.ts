import type { AttachmentReference, DocumentEnvelope } from '../envelope/envelope.ts';
import { checkParts } from '../envelope/profiles/sealed.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import { CongvanError, isTemporary } from '../kernel/errors.ts';
import { isSameAgency } from '../registry/agencyCode.ts';
import type { Indication, ValidationReport } from '../signing/report.ts';
import type { Ingesting } from './context.ts';
import { looksLikePdf } from './fileKind.ts';
import { isSigned, sealsOf, whyNotSealed } from './sealed.ts';
import { judgePdf, worstOf } from './verify.ts';

/** What the files of a received document are worth. */
export interface ArrivalJudgement {
  readonly indication: Indication;
  readonly reports: readonly ValidationReport[];
  /** official: sealed by its sender. information: unsigned, does not replace paper (QĐ 28/2018 Đ4). */
  readonly value: 'official' | 'information';
  /** Why it may not simply be accepted; '' when it may. */
  readonly reason: string;
  readonly code: string;
  /** Worth asking again: revocation data was not to be had. */
  readonly tryLater: boolean;
}

type Doubt = Pick<ArrivalJudgement, 'code' | 'reason' | 'tryLater'> & { readonly indication: Indication };

/** Judges every file of a received document against the envelope, the sender's seal and what we already hold. */
export async function judgeArrival(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
): Promise<ArrivalJudgement> {
  const [mismatch] = checkParts(envelope, item.parts);
  if (mismatch !== undefined) {
    return failed('ATTACHMENTS_DISAGREE', `${mismatch.path} ${mismatch.message.en}`);
  }
  const files = await judgeFiles(context, item, envelope);
  if ('damaged' in files) return failed(files.code, files.damaged);
  const doubt = doubtAbout(item, files.main, files.reports) ?? (await reusedId(context, item));
  const value = files.main === null || !isSigned(files.main) ? 'information' : 'official';
  const sound = { indication: 'TOTAL-PASSED', code: '', reason: '', tryLater: false } as const;
  return { ...(doubt ?? sound), reports: files.reports, value };
}

function failed(code: string, reason: string): ArrivalJudgement {
  return { indication: 'TOTAL-FAILED', reports: [], value: 'information', code, reason, tryLater: false };
}

interface JudgedFiles {
  /** Null when the main document is no PDF. */
  readonly main: ValidationReport | null;
  /** Of every PDF that bears signatures, the main document first. */
  readonly reports: readonly ValidationReport[];
}

async function judgeFiles(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
): Promise<JudgedFiles | { readonly damaged: string; readonly code: string }> {
  const reports: ValidationReport[] = [];
  let main: ValidationReport | null = null;
  for (const [index, attachment] of envelope.attachments.entries()) {
    const { contentId, name } = attachment;
    const part = item.parts.find((one) => one.contentId === contentId);
    const bytes = part === undefined ? new Uint8Array() : await context.blobs.get(part.digest);
    if (!looksLikePdf(bytes) && !isCalledPdf(attachment)) continue;
    try {
      const report = await judgePdf(context, { file: name, bytes });
      if (index === 0) main = report;
      if (report.signatures.length > 0) reports.push(report);
    } catch (error) {
      if (!(error instanceof CongvanError) || isTemporary(error)) throw error;
      return { damaged: error.message, code: error.code };
    }
  }
  return { main, reports };
}

/** What is called a PDF must be one: a document that lost its first bytes would else pass for one without signatures. */
function isCalledPdf({ name, contentType }: AttachmentReference): boolean {
  return /\.pdf$/i.test(name) || contentType?.toLowerCase() === 'application/pdf';
}

function doubtAbout(
  item: InboxItem,
  main: ValidationReport | null,
  reports: readonly ValidationReport[],
): Doubt | undefined {
  const indication = worstOf(reports.map((report) => report.indication));
  const worst = reports.find((report) => report.indication === indication);
  if (indication !== 'TOTAL-PASSED' && worst !== undefined) {
    const tryLater = worst.signatures.some(({ subIndication }) => subIndication === 'TRY_LATER');
    const reason = `${worst.file}: ${whyNotSealed(worst, item.sender)}`;
    return { indication, code: `SIGNATURE_${indication.replace('-', '_')}`, reason, tryLater };
  }
  if (main === null || !isSigned(main) || sealsOf(main, item.sender).length > 0) return undefined;
  const reason = `${main.file}: ${whyNotSealed(main, item.sender)}`;
  return { indication: 'TOTAL-FAILED', code: 'DOCUMENT_NOT_SEALED', reason, tryLater: false };
}

/** The sender gave this document id to other content before: a person must look. */
async function reusedId(context: Ingesting, item: InboxItem): Promise<Doubt | undefined> {
  const records = await context.store.recordsOfDocument(item.documentId);
  const earlier = records.find(
    ({ record }) =>
      record.direction === 'in' &&
      isSameAgency(record.issuer.code, item.sender) &&
      record.arrival !== null &&
      record.messageId !== item.messageId,
  );
  if (earlier === undefined) return undefined;
  const reason = new CongvanError('DOCUMENT_ID_REUSED', { where: item.documentId }).message;
  return { indication: 'INDETERMINATE', code: 'DOCUMENT_ID_REUSED', reason, tryLater: false };
}
