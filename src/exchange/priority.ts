/**
 * Urgency on the wire (edXML `OtherInfo/Priority`): 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ.
 * QĐ 28/2018 Đ6.2: urgent documents travel in priority mode and at once.
 */
export type Priority = 0 | 1 | 2 | 3 | 4;

/** A lane is a queue of its own: urgent ones go first, but ordinary ones never starve. */
export type Lane = 'flash' | 'veryUrgent' | 'urgent' | 'ordinary';

interface LaneRow {
  readonly lane: Lane;
  /** Its share when every lane has work. */
  readonly weight: number;
  readonly from: Priority;
  readonly to: Priority;
}

/** Most urgent first. */
export const LANES: readonly LaneRow[] = [
  { lane: 'flash', weight: 8, from: 3, to: 4 },
  { lane: 'veryUrgent', weight: 4, from: 2, to: 2 },
  { lane: 'urgent', weight: 2, from: 1, to: 1 },
  { lane: 'ordinary', weight: 1, from: 0, to: 0 },
];

export function laneOf(priority: Priority): Lane {
  return LANES.find((row) => priority >= row.from && priority <= row.to)?.lane ?? 'ordinary';
}

export function isPriority(value: number): value is Priority {
  return Number.isInteger(value) && value >= 0 && value <= 4;
}
