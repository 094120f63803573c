import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import type { InspectedSignature, Inspection } from './inspect.ts';
import type { Aftermath } from './judgeSignature.ts';
import type { Placement } from './overlaps.ts';

/** Allowed changes told of one signature at most; forbidden ones are told up to the same number. */
const TOLD = 20;

/**
 * What came after one signature: the worst of all updates, of later signatures that cover something, and of bytes
 * after the end. Allowed changes are told too, with the place of each signature that was added.
 * @param placements of all signatures, by field and revision
 */
export function aftermathOf(
  { signature }: InspectedSignature,
  inspection: Inspection,
  placements: ReadonlyMap<string, Placement>,
): Aftermath {
  const updates = inspection.updates.filter(({ revision }) => revision > signature.revision);
  const judged = updates.flatMap(({ changes }) => changes ?? []);
  const later = inspection.signatures.filter((one) => one.signature.revision > signature.revision);
  const covers = later.flatMap((one) => placements.get(placeKey(one))?.covers ?? []);
  const removed = signature.present ? [] : [reason('PDF_SIGNATURE_REMOVED', signature.field)];
  const forbidden = [
    ...removed,
    ...judged.filter(({ isAllowed }) => !isAllowed).map((one) => one.reason),
    ...covers,
    ...inspection.tail,
  ];
  const unreadable = updates.flatMap(({ reasons }) => reasons);
  const allowed = judged.filter(({ isAllowed }) => isAllowed).map((one) => one.reason);
  return {
    modifications: modificationsOf(forbidden, unreadable, updates.length),
    reasons: [...cut(forbidden), ...unreadable, ...cut(allowed), ...shownPlaces(later, placements)],
  };
}

function modificationsOf(
  forbidden: readonly Reason[],
  unreadable: readonly Reason[],
  updates: number,
): Aftermath['modifications'] {
  if (forbidden.length > 0) return 'FORBIDDEN';
  if (unreadable.length > 0) return 'UNKNOWN';
  return updates === 0 ? 'NONE' : 'ALLOWED';
}

function shownPlaces(
  later: readonly InspectedSignature[],
  placements: ReadonlyMap<string, Placement>,
): readonly Reason[] {
  return later.flatMap((one) => {
    const place = placements.get(placeKey(one))?.place ?? null;
    return place === null ? [] : [reason('PDF_SIGNATURE_SHOWN', `${one.signature.field}, ${place}`)];
  });
}

export function placeKey({ signature }: InspectedSignature): string {
  return `${signature.revision} ${signature.field}`;
}

function cut(reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length <= TOLD) return reasons;
  return [...reasons.slice(0, TOLD), reason('PDF_CHANGES_MORE', `${reasons.length - TOLD}`)];
}
