/** Where another judge and we differ on the integrity of a file, and what `explained.json` says of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Said, UNCHANGED } from './judges.ts';

export const JUDGES = ['pyHanko', 'DSS'] as const;
export type Judge = (typeof JUDGES)[number];

export interface Disagreement {
  readonly file: string;
  readonly judge: Judge;
  readonly ours: Said;
  readonly theirs: Said;
}

/** One explanation. It covers disagreements with the same words on both sides, in the files it names. */
export interface Explanation {
  readonly judges: readonly Judge[];
  readonly ours: Said;
  /** Any of these. */
  readonly theirs: readonly Said[];
  readonly why: string;
  /** Of corpora, as `corpus/path`. */
  readonly files?: readonly string[];
  /** Of our own letters and attack families (`own/…`): how the names of those it covers begin; empty: all. */
  readonly own?: readonly string[];
}

export const OWN = 'own/';

export function explanations(): readonly Explanation[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'explained.json'), 'utf8'));
}

/** Two judges disagree when one shows a file unchanged and the other does not, whatever the reason. */
export function disagreementsOn(
  file: string,
  ours: Said,
  others: Readonly<Record<Judge, Said>>,
): readonly Disagreement[] {
  return JUDGES.filter((judge) => (others[judge] === UNCHANGED) !== (ours === UNCHANGED)).map((judge) => ({
    ...{ file, judge, ours },
    theirs: others[judge],
  }));
}

export function explains(row: Explanation, one: Disagreement): boolean {
  const isNamed = one.file.startsWith(OWN)
    ? (row.own ?? []).some((start) => one.file.startsWith(`${OWN}${start}`))
    : (row.files ?? []).includes(one.file);
  return (
    isNamed && row.judges.includes(one.judge) && row.ours === one.ours && row.theirs.includes(one.theirs)
  );
}

/** Explained things that are not so any more, one line each: a file, a judge, an answer, or own files altogether. */
export function unneeded(
  rows: readonly Explanation[],
  found: readonly Disagreement[],
  isThere: (file: string) => boolean,
): readonly string[] {
  return rows.flatMap((row) => {
    const covered = found.filter((one) => explains(row, one));
    const told = (what: string) => `${row.ours} | ${row.theirs.join(', ')} | ${what}`;
    const files = (row.files ?? []).filter(isThere);
    if (files.length === 0 && row.own === undefined) return [];
    return [
      ...files.filter((file) => !covered.some((one) => one.file === file)).map(told),
      ...row.judges.filter((judge) => !covered.some((one) => one.judge === judge)).map(told),
      ...row.theirs.filter((said) => !covered.some(({ theirs }) => theirs === said)).map(told),
      ...(row.own ?? [])
        .filter((start) => !covered.some(({ file }) => file.startsWith(`${OWN}${start}`)))
        .map((start) => told(`${OWN}${start}`)),
    ];
  });
}
