import type { KeptRecord } from '../../archive/record.ts';
import type { InboxItem, InboxState, Refusal } from '../../exchange/inbox.ts';
import type { Json } from '../../kernel/canonicalJson.ts';
import { formatCode } from '../../registry/numbers.ts';
import { urgencyOfPriority } from '../../registry/urgency.ts';
import type { Style } from '../output.ts';
import { longTime, shortTime } from './time.ts';

const STATES: Readonly<Record<InboxState, string>> = {
  received: 'đang xử lý',
  filed: 'đã lưu',
  rejected: 'đã trả lại',
  duplicate: 'trùng',
  waiting: 'chờ quyết định',
  failed: 'lỗi',
};

/** An item with the record it became, when it has. */
export interface InboxRow {
  readonly item: InboxItem;
  readonly kept: KeptRecord | undefined;
}

export function inboxJson({ item, kept }: InboxRow): Json {
  const record = kept?.record;
  return {
    messageId: item.messageId,
    sender: item.sender,
    kind: item.kind,
    documentId: item.documentId,
    priority: item.priority,
    state: item.state,
    reason: item.reason === null ? null : { ...item.reason },
    recordId: item.recordId,
    receivedAt: item.receivedAt.toISOString(),
    acknowledgedAt: item.acknowledgedAt?.toISOString() ?? null,
    code: record === undefined ? null : formatCode(record.number, record.notation),
    subject: record?.subject ?? null,
    arrivalNumber: record?.arrival?.number ?? null,
    indication: record?.indication ?? null,
    envelope: { ...item.envelope },
    parts: item.parts.map((part) => ({ ...part })),
  };
}

export function inboxTable(style: Style, rows: readonly InboxRow[], refusals: readonly Refusal[]): string {
  const head = [
    style.say('message', 'mã gói tin'),
    style.say('received at', 'lúc'),
    style.say('from', 'nơi gửi'),
    style.say('number', 'số ký hiệu'),
    style.say('state', 'trạng thái'),
    style.say('subject', 'trích yếu'),
  ];
  const lines = rows.map(({ item, kept }) => [
    item.messageId,
    shortTime(item.receivedAt),
    item.sender,
    kept === undefined ? '' : formatCode(kept.record.number, kept.record.notation),
    style.say(item.state, STATES[item.state]),
    kept?.record.subject ?? item.reason?.text ?? item.documentId,
  ]);
  const refused = refusals.map((refusal) => [
    refusal.messageId,
    shortTime(refusal.refusedAt),
    `${refusal.claimedSender}?`,
    '',
    style.say('refused', 'từ chối'),
    `${refusal.reason.code}: ${refusal.reason.text}`,
  ]);
  const all = [...lines, ...refused];
  return all.length === 0 ? style.say('nothing was received', 'chưa nhận gì') : style.table(head, all);
}

export function refusalJson(refusal: Refusal): Json {
  return {
    messageId: refusal.messageId,
    claimedSender: refusal.claimedSender,
    reason: { ...refusal.reason },
    refusedAt: refusal.refusedAt.toISOString(),
    envelope: { ...refusal.envelope },
  };
}

export function inboxText(style: Style, { item, kept }: InboxRow): string {
  const record = kept?.record;
  const files = record?.files.map(({ name, sizeBytes }) => `${name} (${sizeBytes} bytes)`).join(', ');
  return style.facts([
    [style.say('message', 'mã gói tin'), item.messageId],
    [
      style.say('from', 'nơi gửi'),
      record === undefined ? item.sender : `${record.issuer.name} (${item.sender})`,
    ],
    [style.say('document', 'văn bản'), item.documentId],
    [style.say('number', 'số ký hiệu'), record && formatCode(record.number, record.notation)],
    [style.say('subject', 'trích yếu'), record?.subject],
    [style.say('signer', 'người ký'), record?.signer.fullName],
    [style.say('urgency', 'độ khẩn'), urgencyOfPriority(item.priority)?.name],
    [style.say('received at', 'lúc'), longTime(item.receivedAt)],
    [style.say('state', 'trạng thái'), style.say(item.state, STATES[item.state])],
    [
      style.say('why', 'lý do'),
      item.reason === null ? undefined : `${item.reason.code}: ${item.reason.text}`,
    ],
    [style.say('arrival number', 'số đến'), record?.arrival?.number.toString()],
    [style.say('signatures', 'chữ ký'), record?.indication ?? undefined],
    [style.say('files', 'tệp'), files],
    [style.say('record', 'hồ sơ lưu'), item.recordId ?? undefined],
  ]);
}
