/**
 * Vietnam time (Asia/Ho_Chi_Minh, UTC+07:00, no summer time). Times are kept in UTC and shown in Vietnam time
 * (QĐ 28/2018 Đ14.4: ISO 8601, uniform zone).
 */
const OFFSET_MS = 7 * 60 * 60 * 1000;

function shifted(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString();
}

/** `2026-11-19T09:30:05+07:00` */
export function vietnamIso(at: Date): string {
  return `${shifted(at).slice(0, 19)}+07:00`;
}

/** `2026-11-19`: the calendar day in Vietnam. */
export function vietnamDay(at: Date): string {
  return shifted(at).slice(0, 10);
}

/** The calendar year in Vietnam: numbers start again at its beginning. */
export function vietnamYear(at: Date): number {
  return Number(shifted(at).slice(0, 4));
}
