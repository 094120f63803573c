import { isCongvanError } from '../../../kernel/errors.ts';
import type { Reason } from '../../report.ts';
import { reason } from '../../validation/reasons.ts';
import { isLocked, type Permissions } from '../permissions.ts';
import type { PdfDocument } from '../read/document.ts';
import type { Change, ChangeCode } from './change.ts';
import { compareRevisions } from './compareRevisions.ts';
import { type Budget, newBudget } from './comparison.ts';

/** One update of the file (a revision after a signed one) and what it changed. */
export interface Update {
  readonly revision: number;
  /** Null when it cannot be read. */
  readonly changes: readonly Change[] | null;
  /** Why it cannot be read. */
  readonly detail: string | null;
}

/** A change with its verdict under the permissions that held when it was made. */
export interface JudgedChange {
  readonly change: Change;
  readonly isAllowed: boolean;
  readonly reason: Reason;
}

/** Permissions of the signatures that were there before an update, oldest first. */
export type Standing = readonly Permissions[];

/** Every update after the first signed revision. */
export function updatesAfter(pdf: PdfDocument, firstSigned: number): readonly Update[] {
  const budget = newBudget();
  const later = pdf.revisions.filter(({ index }) => index > firstSigned);
  if (later.length === 0) return [];
  let before = pdf.passing(firstSigned);
  return later.map(({ index }) => {
    const after = pdf.passing(index);
    const update = readUpdate(before, after, budget);
    before = after;
    return update;
  });
}

function readUpdate(before: PdfDocument, after: PdfDocument, budget: Budget): Update {
  const revision = after.revision.index;
  try {
    return { revision, changes: compareRevisions(before, after, budget), detail: null };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return { revision, changes: null, detail: error.message };
  }
}

/** Judges each change of an update: allowed only if every signature before it permits it. */
export function judgeUpdate(changes: readonly Change[], standing: Standing): readonly JudgedChange[] {
  return changes.map((change) => {
    const obstacle = obstacleTo(change, standing);
    return { change, isAllowed: obstacle === null, reason: reason(obstacle ?? change.code, change.path) };
  });
}

/** Null when the change is allowed; else the code that says why it is not. */
function obstacleTo(change: Change, standing: Standing): ChangeCode | null {
  if (change.needs === 'never') return change.code;
  const { field } = change;
  const locks = standing.flatMap((permissions) => permissions.locks);
  const touches = change.code !== 'PDF_CHANGE_TIMESTAMP_ADDED' && field !== undefined;
  if (touches && locks.some((lock) => isLocked(lock, field))) return 'PDF_CHANGE_FIELD_LOCKED';
  if (change.needs > permitted(standing)) return 'PDF_CHANGE_NOT_PERMITTED';
  if (change.overwrites === true && !permitsFilling(standing)) return 'PDF_CHANGE_FIELD_OVERWRITTEN';
  return null;
}

/** /P in force: 2 unless a certification says otherwise; no other signature can widen it. */
export function permitted(standing: Standing): number {
  let p = 2;
  for (const permissions of standing) {
    if (permissions.p === null) continue;
    p = permissions.certifies && permissions === standing[0] ? permissions.p : Math.min(p, permissions.p);
  }
  return p;
}

/** Replacing a value that was signed needs a signature that speaks of filling in at all. */
function permitsFilling(standing: Standing): boolean {
  return standing.some(({ p, locks }) => (p ?? 0) >= 2 || locks.length > 0);
}
