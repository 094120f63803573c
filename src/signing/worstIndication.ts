import type { Indication } from './report.ts';

const BADNESS: Readonly<Record<Indication, number>> = {
  'TOTAL-PASSED': 0,
  INDETERMINATE: 1,
  'TOTAL-FAILED': 2,
};

/** The worst of what was said; INDETERMINATE when nothing was. */
export function worstIndication(indications: readonly Indication[]): Indication {
  if (indications.length === 0) return 'INDETERMINATE';
  return indications.reduce((one, other) => (BADNESS[other] > BADNESS[one] ? other : one));
}
