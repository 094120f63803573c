import { isCongvanError } from '../../kernel/errors.ts';
import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { type JudgedChange, judgeUpdate, updatesAfter } from './changes/judgeChanges.ts';
import { type Contents, readContents } from './contents.ts';
import { type CoverageJudgement, judgeCoverage } from './coverage.ts';
import { type Permissions, permissionsOf } from './permissions.ts';
import { isBlank, latin1 } from './read/chars.ts';
import type { PdfDocument } from './read/document.ts';
import { type PdfSignature, signatureFields, signaturesOf } from './signatures.ts';

/** A signature and all that can be said of it without cryptography and trust. */
export interface InspectedSignature {
  readonly signature: PdfSignature;
  readonly coverage: CoverageJudgement;
  readonly contents: Contents;
  readonly permissions: Permissions;
  /** What else is wrong with its place: shared by several fields, its revision unreadable. */
  readonly reasons: readonly Reason[];
}

/** An update after the first signature, judged by the signatures before it. */
export interface InspectedUpdate {
  readonly revision: number;
  /** Null when it cannot be read; `reasons` says why. */
  readonly changes: readonly JudgedChange[] | null;
  readonly reasons: readonly Reason[];
}

/** The structure of a signed PDF: which signatures, what they cover, what came after them. */
export interface Inspection {
  readonly signatures: readonly InspectedSignature[];
  /** Names of fields that have a value which is no signature dictionary. */
  readonly destroyedFields: readonly string[];
  readonly updates: readonly InspectedUpdate[];
  /** What follows the end of the last revision. */
  readonly tail: readonly Reason[];
}

/** @throws PDF_* when the file cannot be judged at all */
export function inspectPdf(pdf: PdfDocument): Inspection {
  const signatures = signaturesOf(pdf).map((signature) => inspectSignature(pdf, signature));
  const first = Math.min(...signatures.map(({ signature }) => signature.revision));
  const tailStart = pdf.revision.endOffset;
  return {
    signatures,
    destroyedFields: signatureFields(pdf).flatMap(({ state, name }) => (state === 'destroyed' ? [name] : [])),
    updates: updatesAfter(pdf, first).map(({ revision, changes, detail }) => ({
      revision,
      changes: changes === null ? null : judgeUpdate(changes, standingAt(signatures, revision)),
      reasons: changes === null ? [reason('PDF_CHANGES_UNREADABLE', detail ?? undefined)] : [],
    })),
    tail: isEndExplained(pdf, signatures) ? [] : [reason('PDF_CHANGE_BYTES_AFTER_END', `byte ${tailStart}`)],
  };
}

/** One end of line (ISO 32000-2 §7.5.5). */
const LINE_ENDS: readonly string[] = ['', '\n', '\r', '\r\n'];

/**
 * White space that was signed, and one end of line at most that nobody signed: programs write it behind `%%EOF`, and
 * behind the line end that they signed.
 */
function isEndExplained(
  { bytes, revision }: PdfDocument,
  signatures: readonly InspectedSignature[],
): boolean {
  const ends = signatures.map(
    ({ signature: { byteRange } }) => (byteRange?.[2] ?? 0) + (byteRange?.[3] ?? 0),
  );
  const explained = Math.min(Math.max(revision.endOffset, ...ends), bytes.length);
  const rest = bytes.subarray(explained);
  const isLineEnd = rest.length <= 2 && LINE_ENDS.includes(latin1(rest));
  return isLineEnd && isBlank(bytes, revision.endOffset, explained);
}

function inspectSignature(pdf: PdfDocument, signature: PdfSignature): InspectedSignature {
  const { alsoIn } = signature;
  const shared = alsoIn.length === 0 ? [] : [reason('PDF_SIGNATURE_SHARED', alsoIn.join(', '))];
  return {
    signature,
    coverage: judgeCoverage(pdf, signature),
    contents: readContents(signature),
    ...withPermissions(pdf, signature, shared),
  };
}

/** What cannot be read permits nothing. */
function withPermissions(
  pdf: PdfDocument,
  signature: PdfSignature,
  reasons: readonly Reason[],
): Pick<InspectedSignature, 'permissions' | 'reasons'> {
  try {
    return { permissions: permissionsOf(pdf, signature), reasons };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    const unreadable = reason('PDF_SIGNED_REVISION_UNREADABLE', error.detail);
    return { permissions: { p: 0, certifies: false, locks: [] }, reasons: [...reasons, unreadable] };
  }
}

function standingAt(signatures: readonly InspectedSignature[], revision: number): readonly Permissions[] {
  return signatures
    .filter(({ signature }) => signature.revision < revision)
    .map(({ permissions }) => permissions);
}
