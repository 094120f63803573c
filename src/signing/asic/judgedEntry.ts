import type { SignatureReport, SignedPiece } from '../report.ts';
import type { JudgingContext } from '../validation/context.ts';

/** One signature or timestamp of a container, and the files it stands for if it is intact. */
export interface JudgedEntry {
  readonly report: SignatureReport;
  /** Names of entries whose bytes it covers. */
  readonly covered: readonly string[];
}

/** Since when the entries of a container are proven to exist, by accepted timestamps over them. */
export interface Existence {
  /** UTC; undefined when nothing proves it. */
  of(name: string): Date | undefined;
}

export interface EntryContext extends JudgingContext {
  readonly existence: Existence;
}

export function wholeFiles(names: readonly string[]): readonly SignedPiece[] {
  return names.map((name) => ({ name, extent: 'WHOLE' }));
}
