import type { Reason, SubIndication } from '../report.ts';
import { reason } from './reasons.ts';
import type { TimestampJudgement } from './timestampJudgement.ts';

/**
 * A timestamp that is there must be good: one that belongs elsewhere or was damaged shows that somebody touched the
 * signature, and one that cannot be judged yet leaves the question open.
 */
export function spoiltBy(timestamps: readonly TimestampJudgement[]): SubIndication | null {
  const bad = timestamps.filter(({ subIndication }) => subIndication !== null);
  if (bad.some(({ indication }) => indication === 'TOTAL-FAILED')) return 'SIG_CONSTRAINTS_FAILURE';
  return bad[0]?.subIndication ?? null;
}

/** Why timestamps were not accepted, and what is said of those that were. */
export function reasonsOf(timestamps: readonly TimestampJudgement[]): readonly Reason[] {
  return timestamps.flatMap(({ subIndication, reasons }) =>
    subIndication === null ? reasons : [reason('TIMESTAMP_NOT_ACCEPTED', subIndication), ...reasons],
  );
}

/** Is there a timestamp from before that time which is intact, but does not count as long as nothing proves it? */
export function mayBeOlder(timestamps: readonly TimestampJudgement[], time: Date): boolean {
  return timestamps.some(
    ({ indication, cryptography, genTime }) =>
      indication === 'INDETERMINATE' && cryptography === 'INTACT' && genTime !== null && genTime < time,
  );
}
