import type { Material } from '../material.ts';
import type { SignatureReport, SignedPiece } from '../report.ts';
import type { JudgingContext } from '../validation/context.ts';

/** One signature or timestamp of a container, and the files it stands for if it is intact. */
export interface JudgedEntry {
  readonly report: SignatureReport;
  /** Names of entries whose bytes it covers. */
  readonly covered: readonly string[];
}

/** Material and proofs of the context are the container's, too. */
export interface EntryContext extends JudgingContext {
  /** Since when entries are proven to exist by accepted timestamps over them: UTC, by name. */
  readonly since: ReadonlyMap<string, Date>;
  /** What the container carries. */
  readonly inFile: Material;
}

export function wholeFiles(names: readonly string[]): readonly SignedPiece[] {
  return names.map((name) => ({ name, extent: 'WHOLE' }));
}
