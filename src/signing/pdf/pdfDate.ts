import { asString, type PdfObject } from './read/objects.ts';
import { textOf } from './read/text.ts';

const DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)(?:'?(\d\d)'?)?)?/;

/** A date (ISO 32000-2 §7.9.4) as UTC; null when it is none. Without a zone it counts as UTC. */
export function pdfDate(object: PdfObject | undefined): Date | null {
  const bytes = asString(object);
  const match = bytes === undefined ? null : DATE.exec(textOf(bytes));
  if (match === null) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, ...zone] = match;
  const [zoneHour = '00', zoneMinute = '00'] = zone;
  const suffix = sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${suffix}`);
  return Number.isNaN(date.getTime()) ? null : date;
}
