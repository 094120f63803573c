import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { isMessageId, isRecordId, type MessageId, type RecordId } from '../kernel/ids.ts';

const UUID: Bilingual = {
  en: 'copy the whole id as a list or a search prints it: 01980e2a-0000-7000-8000-000000000001',
  vi: 'chép nguyên mã như danh sách hoặc kết quả tìm in ra: 01980e2a-0000-7000-8000-000000000001',
};

/** @throws USAGE_INVALID_VALUE */
export function messageIdOf(text: string): MessageId {
  const id = text.toLowerCase();
  if (isMessageId(id)) return id;
  throw new CongvanError('USAGE_INVALID_VALUE', { where: text, hint: UUID });
}

/** @throws USAGE_INVALID_VALUE */
export function recordIdOf(text: string): RecordId {
  const id = text.toLowerCase();
  if (isRecordId(id)) return id;
  throw new CongvanError('USAGE_INVALID_VALUE', { where: text, hint: UUID });
}
