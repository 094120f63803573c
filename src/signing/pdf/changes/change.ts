import type { ReasonCode } from '../../validation/reasons.ts';

export type ChangeCode = Extract<ReasonCode, `PDF_CHANGE_${string}`>;

/**
 * What must be permitted for the change to be allowed, as /P of DocMDP (ISO 32000-2 Table 257) counts:
 * 1: even when nothing may change (validation data, document timestamps, dates) · 2: filling in forms and signing ·
 * 3: annotating · never: nothing permits it.
 */
export type Needed = 1 | 2 | 3 | 'never';

/** One difference between two successive revisions. */
export interface Change {
  readonly code: ChangeCode;
  /** Where: `Root/Pages/Kids[0]/Contents`, from the trailer on. */
  readonly path: string;
  readonly needs: Needed;
  /** Fully qualified name of the form field concerned. */
  readonly field?: string;
  /** True when a value that was there before was replaced. */
  readonly overwrites?: boolean;
}
