import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { isUuid, type MessageId, type RecordId } from '../kernel/ids.ts';

const UUID: Bilingual = {
  en: 'copy the whole id as a list or a search prints it: 01980e2a-0000-7000-8000-000000000001',
  vi: 'chép nguyên mã như danh sách hoặc kết quả tìm in ra: 01980e2a-0000-7000-8000-000000000001',
};

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
  throw new CongvanError('USAGE_INVALID_VALUE', { where: text, hint: UUID });
}
