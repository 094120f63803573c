import { CongvanError } from '../../../kernel/errors.ts';

/** An object cannot be read. `at` is the offset in the file, or in the decoded object stream `inStream`. */
export function damaged(at: number, detail: string): CongvanError {
  return new CongvanError('PDF_OBJECT_DAMAGED', { where: `byte ${at}`, detail });
}

/** The cross-reference data cannot be read. */
export function xrefDamaged(at: number, detail: string): CongvanError {
  return new CongvanError('PDF_XREF_DAMAGED', { where: `byte ${at}`, detail });
}

/** Two programs could read different things here. */
export function ambiguous(at: number, detail: string): CongvanError {
  return new CongvanError('PDF_AMBIGUOUS', { where: `byte ${at}`, detail });
}

export function overLimit(where: string, detail: string): CongvanError {
  return new CongvanError('PDF_LIMIT_EXCEEDED', { where, detail });
}
