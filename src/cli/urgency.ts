import { findUrgency, URGENCIES, type Urgency } from '../registry/urgency.ts';
import type { UrgencyStamp } from '../signing/pdf/stampRequest.ts';
import { type Input, oneOf } from './input.ts';

export const URGENCY_MARKS: readonly UrgencyStamp[] = ['HỎA TỐC', 'THƯỢNG KHẨN', 'KHẨN'];

/** What `--urgency` says; "Thường" when it says nothing. @throws USAGE_INVALID_VALUE */
export function urgencyOf(input: Input): Urgency {
  const text = input.text('urgency') ?? 'Thường';
  const found = findUrgency(text);
  if (found === undefined) throw input.invalid('urgency', oneOf(URGENCIES.map(({ name }) => name)));
  return found;
}
