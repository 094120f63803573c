import type { Coverage, Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { isBlank, latin1 } from './read/chars.ts';
import type { PdfDocument } from './read/document.ts';
import type { PdfSignature } from './signatures.ts';

export interface CoverageJudgement {
  readonly coverage: Coverage;
  /** The two pieces of the file that were signed; null when /ByteRange names none. */
  readonly covered: readonly [Uint8Array, Uint8Array] | null;
  /** What is wrong with the coverage; PARTIAL always has one. */
  readonly reasons: readonly Reason[];
}

/**
 * Which bytes a signature covers (ISO 32000-2 §12.8.1): `[0 a b c]`, where a to b is exactly the /Contents string of
 * this dictionary and b + c is the end of the revision that wrote it. Anything else is PARTIAL.
 */
export function judgeCoverage(pdf: PdfDocument, signature: PdfSignature): CoverageJudgement {
  const { byteRange, contents } = signature;
  const [zero, gapStart, gapEnd, rest] = byteRange ?? [];
  const isFour = byteRange?.length === 4 && zero === 0;
  if (!isFour || gapStart === undefined || gapEnd === undefined || rest === undefined) {
    return partial([reason('PDF_BYTE_RANGE_MALFORMED', byteRange?.join(' '))]);
  }
  const end = gapEnd + rest;
  if (gapStart <= 0 || gapEnd <= gapStart || rest < 0 || end > pdf.bytes.length) {
    return partial([reason('PDF_BYTE_RANGE_MALFORMED', byteRange.join(' '))]);
  }
  const covered = [pdf.bytes.subarray(0, gapStart), pdf.bytes.subarray(gapEnd, end)] as const;
  const reasons = [
    ...(signature.inFile ? [] : [reason('PDF_SIGNATURE_IN_OBJECT_STREAM')]),
    ...(contents?.start === gapStart && contents.end === gapEnd ? [] : [reason('PDF_BYTE_RANGE_GAP')]),
    ...(isPlainHex(pdf.bytes, gapStart, gapEnd) ? [] : [reason('PDF_CONTENTS_NOT_HEX')]),
    ...(endsWithRevision(pdf, signature, end) ? [] : [reason('PDF_BYTE_RANGE_END', `${end}`)]),
  ];
  if (reasons.length > 0) return { coverage: 'PARTIAL', covered, reasons };
  return { coverage: end === pdf.bytes.length ? 'WHOLE-FILE' : 'REVISION', covered, reasons };
}

function partial(reasons: readonly Reason[]): CoverageJudgement {
  return { coverage: 'PARTIAL', covered: null, reasons };
}

/** The line end after `%%EOF` may be signed or not; nothing else lies between. */
function endsWithRevision(pdf: PdfDocument, { revision }: PdfSignature, end: number): boolean {
  const signed = pdf.revisions[revision];
  return signed !== undefined && end >= signed.endOffset && isBlank(pdf.bytes, signed.endOffset, end);
}

/** `<`, hexadecimal digits with letters of one case and nothing between them, `>`: one way to write the bytes. */
function isPlainHex(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== 0x3c || bytes[end - 1] !== 0x3e || (end - start) % 2 !== 0) return false;
  const text = latin1(bytes.subarray(start + 1, end - 1));
  // Decoding stops at the first thing that is no digit: what is written again is then shorter.
  const again = Buffer.from(text, 'hex').toString('hex');
  return again === text || again.toUpperCase() === text;
}
