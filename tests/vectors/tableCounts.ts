/** Counts of expected against actual per corpus, and whether they got worse. */
import type { CorpusRow } from './record.ts';

export interface Counts {
  /** Rows that their authors call valid. */
  readonly accept: { readonly accepted: number; readonly unsupported: number; readonly refused: number };
  /** Rows that must be refused; not supporting them is refusing them. */
  readonly refuse: { readonly refused: number; readonly accepted: number };
  /** Rows without such a verdict. */
  readonly either: number;
}

export type Kept = Readonly<Record<string, Counts>>;

export function countsOf(rows: readonly CorpusRow[]): Kept {
  const names = [...new Set(rows.map(({ corpus }) => corpus))].sort();
  return Object.fromEntries(
    names.map((name) => [name, counted(rows.filter(({ corpus }) => corpus === name))]),
  );
}

function counted(rows: readonly CorpusRow[]): Counts {
  const count = (expected: CorpusRow['expected'], ...actual: readonly CorpusRow['actual'][]): number =>
    rows.filter((row) => row.expected === expected && actual.includes(row.actual)).length;
  return {
    accept: {
      accepted: count('ACCEPT', 'ACCEPTED'),
      unsupported: count('ACCEPT', 'UNSUPPORTED'),
      refused: count('ACCEPT', 'REFUSED'),
    },
    refuse: { refused: count('REFUSE', 'REFUSED', 'UNSUPPORTED'), accepted: count('REFUSE', 'ACCEPTED') },
    either: count('EITHER', 'ACCEPTED', 'REFUSED', 'UNSUPPORTED'),
  };
}

/** One line for each count that is worse than it was. A corpus that is not there is not worse: its tests say so. */
export function worse(kept: Kept, now: Kept): readonly string[] {
  return Object.entries(now).flatMap(([name, { accept, refuse }]) => {
    const before = kept[name];
    if (before === undefined) return [];
    return [
      ...(accept.accepted < before.accept.accepted
        ? [`${name}: ${accept.accepted} valid rows accepted, were ${before.accept.accepted}`]
        : []),
      ...(accept.refused > before.accept.refused
        ? [`${name}: ${accept.refused} valid rows refused, were ${before.accept.refused}`]
        : []),
      ...(refuse.accepted > before.refuse.accepted
        ? [`${name}: ${refuse.accepted} bad rows ACCEPTED, were ${before.refuse.accepted}`]
        : []),
      ...(refuse.refused < before.refuse.refused
        ? [`${name}: ${refuse.refused} bad rows refused, were ${before.refuse.refused}`]
        : []),
    ];
  });
}
