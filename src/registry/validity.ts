/** A row of a table that law can change. Days are `yyyy-mm-dd`, Vietnam time. */
export interface Dated {
  /** First day on which it holds. */
  readonly from: string;
  /** Last day on which it holds; null while it does. */
  readonly to: string | null;
  /** Document and clause it comes from. */
  readonly source: string;
}

export function isValidOn(row: Dated, day: string): boolean {
  return row.from <= day && (row.to === null || day <= row.to);
}

export function rowsValidOn<Row extends Dated>(rows: readonly Row[], day: string): readonly Row[] {
  return rows.filter((row) => isValidOn(row, day));
}

/** A finding about a value. An error is refused where the rule binds; a warning is shown and goes through. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Where: `SignerInfo.FullName`. */
  readonly path: string;
  /** The rule's clause or name. */
  readonly rule: string;
  readonly text: { readonly en: string; readonly vi: string };
}
