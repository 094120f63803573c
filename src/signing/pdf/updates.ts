import type { Secret } from '../../kernel/secret.ts';
import type { ChangeSummary, UpdateSummary } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import type { JudgedChange } from './changes/judgeChanges.ts';
import { type InspectedUpdate, type Inspection, inspectPdf } from './inspect.ts';
import { openPdf, type PdfDocument } from './read/document.ts';

/**
 * What each update after the first signature changed, object by object, each change judged by the signatures before
 * it. Says nothing of cryptography: whether those signatures are intact is in the report.
 * @param bytes the whole file
 * @returns none when nothing is signed or nothing came after the first signature
 * @throws PDF_* when the file cannot be judged at all
 */
export function updatesOfPdf(bytes: Uint8Array, password?: Secret): readonly UpdateSummary[] {
  const pdf = openPdf(bytes, password);
  const inspection = inspectPdf(pdf);
  return inspection.updates.map((update) => summaryOf(pdf, inspection, update));
}

/** What one signature signed, as a file of its own. */
export interface SignedRevision {
  readonly field: string;
  /** The file up to the end of the signed revision: the same memory, not a copy. */
  readonly bytes: Uint8Array;
}

/**
 * The beginning of the file that a signature covers, its own bytes included.
 * @param number of the signature in the report, from 1
 * @returns undefined when there is no such signature, or its coverage is not a whole revision
 */
export function signedRevisionOf(
  bytes: Uint8Array,
  number: number,
  password?: Secret,
): SignedRevision | undefined {
  const inspected = inspectPdf(openPdf(bytes, password)).signatures[number - 1];
  const [, , start, length] = inspected?.signature.byteRange ?? [];
  if (inspected === undefined || inspected.coverage.coverage === 'PARTIAL') return undefined;
  if (start === undefined || length === undefined) return undefined;
  return { field: inspected.signature.field, bytes: bytes.subarray(0, start + length) };
}

function summaryOf(pdf: PdfDocument, inspection: Inspection, update: InspectedUpdate): UpdateSummary {
  const { revision, changes, reasons } = update;
  return {
    revision: revision + 1,
    start: pdf.revisions[revision - 1]?.endOffset ?? 0,
    end: pdf.revisions[revision]?.endOffset ?? pdf.bytes.length,
    signatures: inspection.signatures
      .filter(({ signature }) => signature.revision === revision)
      .map(({ signature }) => signature.field),
    changes: changes === null ? null : changes.map(changeSummary),
    reasons,
  };
}

function changeSummary({ change, isAllowed, reason: verdict }: JudgedChange): ChangeSummary {
  const { code, path } = change;
  const obstacle = isAllowed ? null : verdict.code;
  return { code, allowed: isAllowed, obstacle, path, text: reason(code, path).text };
}
