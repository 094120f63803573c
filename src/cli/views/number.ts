import type { Json } from '../../kernel/canonicalJson.ts';
import { documentType } from '../../registry/documentTypes.ts';
import { formatCode } from '../../registry/numbers.ts';
import type { NumberEntry, NumberState } from '../../registry/store.ts';
import type { Style } from '../output.ts';
import { shortTime } from './time.ts';

const STATES: Readonly<Record<NumberState, string>> = {
  reserved: 'giữ chỗ',
  issued: 'đã cấp',
  sent: 'đã gửi',
  voided: 'đã hủy',
};

/** One line of a book, as `--json` shows it. */
export function numberJson(entry: NumberEntry): Json {
  return {
    code: codeOf(entry),
    number: entry.number,
    notation: entry.notation,
    register: entry.register,
    agency: entry.agency,
    year: entry.year,
    sequence: entry.sequence,
    serial: entry.serial,
    state: entry.state,
    issuer: entry.issuer ?? null,
    issuerNumber: entry.issuerNumber ?? null,
    type: entry.type,
    typeName: typeName(entry),
    subject: entry.subject,
    signer: entry.signer,
    issuedDate: entry.issuedDate,
    recordId: entry.recordId,
    key: entry.key,
    allocatedAt: entry.allocatedAt,
    sentAt: entry.sentAt,
    voidedAt: entry.voidedAt,
    voidReason: entry.voidReason,
  };
}

export function numberTable(style: Style, entries: readonly NumberEntry[]): string {
  if (entries.length === 0) return style.say('no numbers', 'không có số nào');
  return entries[0]?.register === 'in' ? incomingTable(style, entries) : outgoingTable(style, entries);
}

function outgoingTable(style: Style, entries: readonly NumberEntry[]): string {
  const head = [
    style.say('number', 'số ký hiệu'),
    style.say('date', 'ngày'),
    style.say('type', 'loại'),
    style.say('signer', 'người ký'),
    style.say('state', 'trạng thái'),
    style.say('subject', 'trích yếu'),
  ];
  const rows = entries.map((entry) => [
    codeOf(entry),
    entry.issuedDate,
    typeName(entry) ?? '',
    entry.signer,
    style.say(entry.state, STATES[entry.state]),
    entry.subject,
  ]);
  return style.table(head, rows);
}

/** The columns of the incoming book (NĐ 30/2020 PL IV): arrival first, then what the issuer says. */
function incomingTable(style: Style, entries: readonly NumberEntry[]): string {
  const head = [
    style.say('arrival', 'số đến'),
    style.say('arrived on', 'ngày đến'),
    style.say('from', 'tác giả'),
    style.say('number', 'số ký hiệu'),
    style.say('date', 'ngày'),
    style.say('type', 'loại'),
    style.say('subject', 'trích yếu'),
  ];
  const rows = entries.map((entry) => [
    entry.number,
    shortTime(entry.allocatedAt).slice(0, 10),
    entry.issuer ?? '',
    codeOf(entry),
    entry.issuedDate,
    typeName(entry) ?? '',
    entry.subject,
  ]);
  return style.table(head, rows);
}

/** Number and notation as on the document; of an incoming one the issuer's. */
export function codeOf(entry: NumberEntry): string {
  return formatCode(entry.register === 'in' ? (entry.issuerNumber ?? '') : entry.number, entry.notation);
}

function typeName(entry: NumberEntry): string | null {
  return entry.type === null ? null : (documentType(entry.type)?.name ?? null);
}
