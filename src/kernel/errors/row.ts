/** One message in the two languages of the program. */
export interface Bilingual {
  readonly en: string;
  readonly vi: string;
}

/** Exit codes of the command line (README, "Exit codes"). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 130;

export interface ErrorRow {
  readonly exit: ExitCode;
  /** True when the same request may succeed later without anybody changing it. */
  readonly temporary: boolean;
  /** HTTP status when the axis or the daemon answers with this error. */
  readonly http: number;
  /** What is wrong: lower case, no full stop. */
  readonly text: Bilingual;
  /** What to do about it. */
  readonly hint?: Bilingual;
}
