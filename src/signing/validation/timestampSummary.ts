import type { TimestampSummary } from '../report.ts';
import type { TimestampJudgement } from './timestampJudgement.ts';

/** What a report says of one timestamp. */
export function timestampSummary(judged: TimestampJudgement): TimestampSummary {
  const { indication, subIndication, genTime, authority, chain, revocation } = judged;
  return {
    ...{ indication, subIndication, chain, revocation },
    time: genTime?.toISOString() ?? null,
    authority: authority?.subject.text ?? null,
  };
}
