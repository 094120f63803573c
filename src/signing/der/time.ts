import { contentOf, type Der, derError, TAG } from './read.ts';
import { encode } from './write.ts';

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/;

/** UTCTime (years 1950 to 2049) or GeneralizedTime; seconds and `Z` are there (RFC 5280 §4.1.2.5, X.690 §11.7, §11.8). */
export function readTime(node: Der): Date {
  if (node.tag === TAG.utcTime) return readUtcTime(node);
  if (node.tag === TAG.generalizedTime) return readGeneralizedTime(node);
  throw derError('not a time', node.start);
}

function readUtcTime(node: Der): Date {
  const parts = UTC_TIME.exec(textOf(node));
  if (parts === null) throw derError('UTCTime', node.start);
  const year = Number(parts[1]);
  return dateOf([year < 50 ? 2000 + year : 1900 + year, ...parts.slice(2).map(Number)], 0, node);
}

/** GeneralizedTime; a fraction of a second is read to the millisecond (timestamps have one). IMPLICIT tags are fine. */
export function readGeneralizedTime(node: Der): Date {
  const parts = GENERALIZED_TIME.exec(textOf(node));
  if (parts === null) throw derError('GeneralizedTime', node.start);
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  return dateOf(parts.slice(1, 7).map(Number), milliseconds, node);
}

function textOf(node: Der): string {
  return Buffer.from(contentOf(node)).toString('latin1');
}

function dateOf(parts: readonly number[], milliseconds: number, node: Der): Date {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, milliseconds);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  if (!same || second > 59) throw derError('no such time', node.start);
  return date;
}

/** UTCTime until 2049, GeneralizedTime from 2050 on, whole seconds (RFC 5280 §4.1.2.5). */
export function time(at: Date): Buffer {
  const year = at.getUTCFullYear();
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  if (year < 1950 || year > 2049) return encode(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
  return encode(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'));
}

export function generalizedTime(at: Date): Buffer {
  return encode(TAG.generalizedTime, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, ''), 'latin1'));
}
