import type { Secret } from '../kernel/secret.ts';
import { certificatesOfCms } from './cms/certificates.ts';
import { aftermathOf, placeKey } from './pdf/aftermath.ts';
import { readContents } from './pdf/contents.ts';
import { type Inspection, inspectPdf } from './pdf/inspect.ts';
import { reportOf, structureReasons } from './pdf/judgeSignature.ts';
import { type Judged, judgeSignatures } from './pdf/judgeSignatures.ts';
import { type Placement, placementOf } from './pdf/overlaps.ts';
import { openPdf, type PdfDocument } from './pdf/read/document.ts';
import { signaturesOf } from './pdf/signatures.ts';
import { storedMaterial } from './pdf/validationStore.ts';
import type { Indication, Reason, SignatureReport, ValidationReport } from './report.ts';
import type { JudgingContext } from './validation/context.ts';
import { reason } from './validation/reasons.ts';

export interface VerifyPdfContext extends JudgingContext {
  /** For the report; not opened. */
  readonly file: string;
}

/**
 * Judges every signature of a PDF and the document as a whole, from nothing but its arguments. What the document
 * itself carries (certificates, the DSS) is added to the material. A bad signature is in the report.
 * @param bytes the whole file
 * @throws PDF_NOT_A_PDF, PDF_TRUNCATED, PDF_XREF_DAMAGED, PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS, PDF_HYBRID_XREF,
 *   PDF_ENCRYPTED, PDF_LIMIT_EXCEEDED when the file cannot be judged at all
 */
export function verifyPdf(bytes: Uint8Array, context: VerifyPdfContext): ValidationReport {
  const pdf = openPdf(bytes, context.password);
  const inspection = inspectPdf(pdf);
  const judged = judgeSignatures(pdf, inspection, context);
  const placements = placementsOf(pdf, judged);
  const signatures = [
    ...judged.map(({ inspected, verdict }) =>
      reportOf(inspected, verdict, aftermathOf(inspected, inspection, placements)),
    ),
    ...inspection.destroyedFields.map(destroyedReport),
  ];
  return {
    file: context.file,
    kind: 'pdf',
    indication: worst(signatures),
    documentUnchanged: isUnchanged(inspection, signatures),
    signatures,
    reasons: documentReasons(inspection, signatures),
    policy: context.policy.name,
    at: context.at.toISOString(),
  };
}

/** DER certificates in all signatures, their timestamps and the DSS: what revocation data is to be collected for. */
export function certificatesOfPdf(bytes: Uint8Array, password?: Secret): readonly Uint8Array[] {
  const pdf = openPdf(bytes, password);
  const inside = signaturesOf(pdf).flatMap((signature) => {
    const contents = readContents(signature);
    return contents.kind === 'der' ? certificatesOfCms(contents.der) : [];
  });
  const all = [...inside, ...storedMaterial(pdf, new Date(0)).certificates];
  return [...new Map(all.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
}

function placementsOf(pdf: PdfDocument, judged: readonly Judged[]): ReadonlyMap<string, Placement> {
  const placed = judged.map(({ inspected: { signature }, verdict }) => ({
    signature,
    role: verdict.role,
  }));
  return new Map(
    judged.flatMap(({ inspected }, i) => {
      const one = placed[i];
      return one === undefined ? [] : [[placeKey(inspected), placementOf(pdf, one, placed)] as const];
    }),
  );
}

const BADNESS: Readonly<Record<Indication, number>> = {
  'TOTAL-PASSED': 0,
  INDETERMINATE: 1,
  'TOTAL-FAILED': 2,
};

function worst(signatures: readonly SignatureReport[]): Indication {
  if (signatures.length === 0) return 'INDETERMINATE';
  return signatures
    .map(({ indication }) => indication)
    .reduce((one, other) => (BADNESS[other] > BADNESS[one] ? other : one));
}

/** Every byte is in an intact signature's revision or in an allowed update after one; trust does not matter. */
function isUnchanged(inspection: Inspection, signatures: readonly SignatureReport[]): boolean {
  return (
    signatures.length > 0 &&
    inspection.tail.length === 0 &&
    inspection.signatures.every((inspected) => structureReasons(inspected).length === 0) &&
    signatures.every(
      ({ cryptography, coverage, modifications }) =>
        cryptography === 'INTACT' &&
        coverage !== 'PARTIAL' &&
        (modifications === 'NONE' || modifications === 'ALLOWED'),
    )
  );
}

function documentReasons(inspection: Inspection, signatures: readonly SignatureReport[]): readonly Reason[] {
  const isStamped = signatures.length > 0;
  const isSigned = signatures.some(({ role }) => role !== 'timestamp');
  const unsigned = reason(isStamped ? 'PDF_NO_SIGNATURE_TIMESTAMPED' : 'PDF_NO_SIGNATURE');
  return [...(isSigned ? [] : [unsigned]), ...inspection.tail];
}

/** A field whose value is no dictionary any more. */
function destroyedReport(field: string): SignatureReport {
  return {
    ...{ field, role: 'unknown', signer: null, format: 'UNSUPPORTED', level: null },
    ...{ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', cryptography: 'BROKEN' },
    ...{ coverage: 'PARTIAL', modifications: 'UNKNOWN' },
    chain: { status: 'NOT-CHECKED', certificates: [] },
    revocation: { status: 'NOT-CHECKED', source: null, producedAt: null, revokedAt: null },
    ...{ signingTime: null, bestTime: null },
    reasons: [reason('PDF_SIGNATURE_DESTROYED', field)],
  };
}
