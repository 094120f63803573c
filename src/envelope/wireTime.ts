/**
 * Days and times of the wire. Written `yyyy/MM/dd` and `yyyy/MM/dd HH:mm:ss`, without a zone, meaning Vietnam time.
 * Read in the three forms in circulation: these two and `dd/MM/yyyy`.
 */
const YEAR_FIRST = /^(\d{4})\/(\d{2})\/(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/;
const DAY_FIRST = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2}):(\d{2}))?$/;
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})\+07:00$/;

/** @returns `YYYY-MM-DD`, or undefined for anything that is no day of the calendar */
export function dayFromWire(text: string): string | undefined {
  return momentFromWire(text)?.day;
}

/** @returns ISO 8601 with `+07:00`; a day without a time counts from midnight */
export function timeFromWire(text: string): string | undefined {
  const moment = momentFromWire(text);
  return moment && `${moment.day}T${moment.time}+07:00`;
}

/** @param day `YYYY-MM-DD` */
export function dayToWire(day: string): string {
  return day.replaceAll('-', '/');
}

/** @param time ISO 8601 with `+07:00` */
export function timeToWire(time: string): string {
  const [, day = '', clock = ''] = ISO_TIME.exec(time) ?? [];
  return `${dayToWire(day)} ${clock}`;
}

export function isDay(text: string): boolean {
  return dayFromWire(dayToWire(text)) === text;
}

export function isVietnamTime(text: string): boolean {
  return ISO_TIME.test(text) && timeFromWire(timeToWire(text)) === text;
}

function momentFromWire(text: string): { day: string; time: string } | undefined {
  const [, y1, m1, d1, ...clock1] = YEAR_FIRST.exec(text) ?? [];
  const [, d2, m2, y2, ...clock2] = DAY_FIRST.exec(text) ?? [];
  const day = `${y1 ?? y2}-${m1 ?? m2}-${d1 ?? d2}`;
  const clock = [...clock1, ...clock2].filter((part) => part !== undefined);
  const time = clock.length === 3 ? clock.join(':') : '00:00:00';
  const at = new Date(`${day}T${time}Z`);
  const isReal = !Number.isNaN(at.getTime()) && at.toISOString() === `${day}T${time}.000Z`;
  return isReal ? { day, time } : undefined;
}
