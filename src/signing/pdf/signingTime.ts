import { vietnamIso } from '../../kernel/vietnamTime.ts';

/** `21/11/2026 09:30:05 +07:00`: day, time and zone as NĐ 30/2020 PL I asks for. */
export function signingTimeText(at: Date): string {
  const [day = '', time = ''] = vietnamIso(at).split('T');
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 8)} ${time.slice(8)}`;
}
