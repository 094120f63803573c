import { hash } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type DocumentId, type MessageId, type RecordId, uuidv7 } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';

interface Source {
  readonly clock: Clock;
  readonly random: Random;
}

export function newMessageId({ clock, random }: Source): MessageId {
  return uuidv7(clock.now(), random(10)) as MessageId;
}

export function newRecordId({ clock, random }: Source): RecordId {
  return uuidv7(clock.now(), random(10)) as RecordId;
}

/** Salt of a log leaf: 16 random bytes as hexadecimal digits. */
export function newNonce({ random }: Source): string {
  return Buffer.from(random(16)).toString('hex');
}

/**
 * The message id of our answer to a message: the same question always gives the same id, so that a status is sent once
 * however often the work is repeated (UUIDv8, RFC 9562 §5.8).
 */
export function derivedMessageId(...parts: readonly string[]): MessageId {
  const digits = hash('sha256', parts.join('\n'), 'hex').slice(0, 32).split('');
  digits[12] = '8';
  digits[16] = '8';
  const hex = digits.join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as MessageId;
}

/**
 * The document id we give: agency, day and code. The triple is the form most systems on the national axis can read.
 * @param day `yyyy-mm-dd`
 */
export function documentIdOf(agency: string, day: string, number: string, notation: string): DocumentId {
  return `${agency},${day.replaceAll('-', '/')},${number}/${notation}` as DocumentId;
}
