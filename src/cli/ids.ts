import { CongvanError } from '../kernel/errors.ts';
import { isUuid, type MessageId, type RecordId } from '../kernel/ids.ts';

/** @throws USAGE_INVALID_VALUE */
export function messageIdOf(text: string): MessageId {
  return uuidOf(text) as MessageId;
}

/** @throws USAGE_INVALID_VALUE */
export function recordIdOf(text: string): RecordId {
  return uuidOf(text) as RecordId;
}

function uuidOf(text: string): string {
  const id = text.toLowerCase();
  if (isUuid(id)) return id;
  throw new CongvanError('USAGE_INVALID_VALUE', { where: text, detail: 'an id is a UUID' });
}
