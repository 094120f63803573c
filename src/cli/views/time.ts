import { vietnamIso } from '../../kernel/vietnamTime.ts';

/** `2026-11-19 09:30` in Vietnam, for tables. */
export function shortTime(at: Date | string): string {
  return vietnamIso(new Date(at)).slice(0, 16).replace('T', ' ');
}

/** `2026-11-19 09:30:05 +07:00`, for a single fact. */
export function longTime(at: Date | string): string {
  const iso = vietnamIso(new Date(at));
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} ${iso.slice(19)}`;
}
