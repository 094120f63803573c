import type { Delivery, DeliveryState, DispatchState, QueuedDispatch } from '../../exchange/dispatch.ts';
import { summaryOf } from '../../exchange/dispatch.ts';
import type { BusinessStatus, StatusEntry } from '../../exchange/status.ts';
import type { StoredReceipt } from '../../exchange/store.ts';
import type { Json } from '../../kernel/canonicalJson.ts';
import { urgencyOfPriority } from '../../registry/urgency.ts';
import type { Style } from '../output.ts';
import { longTime, shortTime } from './time.ts';

const STATES: Readonly<Record<DeliveryState | DispatchState, string>> = {
  queued: 'chờ gửi',
  accepted: 'trục đã nhận',
  consigned: 'đã chuyển',
  delivered: 'đã đến',
  refused: 'bị từ chối',
  rejected: 'trục từ chối',
  expired: 'quá hạn',
  cancelled: 'đã hủy',
  dead: 'bỏ dở',
};

const SUMMARIES = {
  queued: 'chờ gửi',
  sent: 'đã gửi',
  delivered: 'đã đến',
  partial: 'một phần',
  failed: 'thất bại',
};

export interface DispatchRow {
  readonly dispatch: QueuedDispatch;
  readonly deliveries: readonly Delivery[];
}

export interface ShownDispatch extends DispatchRow {
  readonly receipts: readonly StoredReceipt[];
  readonly statuses: readonly StatusEntry[];
}

export function dispatchListJson(rows: readonly DispatchRow[]): Json {
  return { dispatches: rows.map(rowJson) };
}

function rowJson({ dispatch, deliveries }: DispatchRow): { readonly [key: string]: Json } {
  return {
    messageId: dispatch.messageId,
    kind: dispatch.kind,
    documentId: dispatch.documentId,
    recordId: dispatch.recordId,
    summary: dispatch.summary,
    priority: dispatch.priority,
    state: dispatch.state,
    overall: summaryOf(deliveries),
    attempts: dispatch.attempts,
    nextAttemptAt: dispatch.state === 'queued' ? dispatch.nextAttemptAt.toISOString() : null,
    lastError: dispatch.lastError === null ? null : { ...dispatch.lastError },
    createdAt: dispatch.createdAt.toISOString(),
    expiresAt: dispatch.expiresAt.toISOString(),
    deliveries: deliveries.map(deliveryJson),
  };
}

function deliveryJson({ recipient, state, reason, changedAt, status }: Delivery): Json {
  return {
    recipient,
    state,
    reason: reason === null ? null : { ...reason },
    changedAt: changedAt.toISOString(),
    status: status === null ? null : statusJson(status),
  };
}

function statusJson({ code, description, arrivedAt }: BusinessStatus): { readonly [key: string]: Json } {
  return { code, description, arrivedAt: arrivedAt.toISOString() };
}

export function dispatchTable(style: Style, rows: readonly DispatchRow[]): string {
  if (rows.length === 0) return style.say('nothing was sent', 'chưa gửi gì');
  const head = [
    style.say('message', 'mã gói tin'),
    style.say('queued at', 'lúc'),
    style.say('to', 'nơi nhận'),
    style.say('state', 'trạng thái'),
    style.say('subject', 'trích yếu'),
  ];
  return style.table(
    head,
    rows.map(({ dispatch, deliveries }) => {
      const overall = summaryOf(deliveries);
      const to = deliveries.map(({ recipient }) => recipient).join(' ');
      const state = style.say(overall, SUMMARIES[overall]);
      return [dispatch.messageId, shortTime(dispatch.createdAt), to, state, dispatch.summary];
    }),
  );
}

export function dispatchJson(shown: ShownDispatch): Json {
  const { dispatch, receipts, statuses } = shown;
  return {
    ...rowJson(shown),
    envelope: { ...dispatch.envelope },
    parts: dispatch.parts.map((part) => ({ ...part })),
    receipts: receipts.map(({ kind, recipient, storedAt }) => ({
      kind,
      recipient,
      storedAt: storedAt.toISOString(),
    })),
    statuses: statuses.map((entry) => ({ from: entry.from, ...statusJson(entry) })),
  };
}

export function dispatchText(style: Style, shown: ShownDispatch): string {
  const { dispatch, deliveries, receipts, statuses } = shown;
  const { lastError } = dispatch;
  const facts = style.facts([
    [style.say('message', 'mã gói tin'), dispatch.messageId],
    [style.say('document', 'văn bản'), dispatch.documentId],
    [style.say('subject', 'trích yếu'), dispatch.summary],
    [style.say('urgency', 'độ khẩn'), urgencyOfPriority(dispatch.priority)?.name],
    [style.say('queued at', 'lúc'), longTime(dispatch.createdAt)],
    [style.say('sending', 'việc gửi'), style.say(dispatch.state, STATES[dispatch.state])],
    [
      style.say('last error', 'lỗi gần nhất'),
      lastError === null ? undefined : `${lastError.code}: ${lastError.text}`,
    ],
    [style.say('record', 'hồ sơ lưu'), dispatch.recordId ?? undefined],
  ]);
  const head = [
    style.say('recipient', 'nơi nhận'),
    style.say('state', 'trạng thái'),
    style.say('since', 'từ lúc'),
    style.say('receipts', 'biên nhận'),
    style.say('reported', 'phản hồi'),
  ];
  const rows = deliveries.map((delivery) => [
    delivery.recipient,
    style.say(delivery.state, STATES[delivery.state]),
    shortTime(delivery.changedAt),
    receiptsFor(receipts, delivery),
    lastWord(delivery),
  ]);
  const history = statuses.map(
    (entry) => `${shortTime(entry.arrivedAt)}  ${entry.from}  ${entry.code} ${entry.description}`,
  );
  const told =
    history.length === 0
      ? []
      : ['', `${style.say('Statuses', 'Trạng thái xử lý')}:`, ...history.map((line) => `  ${line}`)];
  return [facts, '', style.table(head, rows), ...told].join('\n');
}

function receiptsFor(receipts: readonly StoredReceipt[], { recipient }: Delivery): string {
  const about = receipts.filter((receipt) => receipt.recipient === null || receipt.recipient === recipient);
  return [...new Set(about.map(({ kind }) => kind))].join(' ');
}

function lastWord({ status, reason }: Delivery): string {
  if (reason !== null) return `${reason.code}: ${reason.text}`;
  return status === null ? '' : `${status.code} ${status.description}`;
}
