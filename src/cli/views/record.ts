import type { HitCount, RecordPage } from '../../archive/query.ts';
import type { KeptRecord, RecordAddition } from '../../archive/record.ts';
import { asJson, type Json } from '../../kernel/canonicalJson.ts';
import { formatCode } from '../../registry/numbers.ts';
import { urgencyOfPriority } from '../../registry/urgency.ts';
import type { Style } from '../output.ts';
import { longTime } from './time.ts';

export function pageJson(page: RecordPage, total: HitCount): Json {
  return {
    hits: page.hits.map(keptJson),
    next: page.next,
    count: total.count,
    countExact: total.exact,
  };
}

/** The whole record with what came later and where its leaf is. */
export function keptJson(kept: KeptRecord): Json {
  return asJson({
    ...kept.record,
    code: formatCode(kept.record.number, kept.record.notation),
    digest: kept.digest,
    nonce: kept.nonce,
    leafIndex: kept.leafIndex,
    additions: kept.additions,
  });
}

export function pageText(style: Style, page: RecordPage, total: HitCount): string {
  if (page.hits.length === 0) return style.say('nothing found', 'không tìm thấy');
  const head = [
    style.say('record', 'hồ sơ lưu'),
    style.say('day', 'ngày'),
    style.say('way', 'chiều'),
    style.say('number', 'số ký hiệu'),
    style.say('issuer', 'cơ quan ban hành'),
    style.say('subject', 'trích yếu'),
  ];
  const rows = page.hits.map(({ record }) => [
    record.id,
    record.issuedDate,
    record.direction === 'in' ? style.say('in', 'đến') : style.say('out', 'đi'),
    formatCode(record.number, record.notation),
    record.issuer.name || record.issuer.code,
    record.subject,
  ]);
  const least = total.exact ? '' : style.say('at least ', 'ít nhất ');
  const more = page.next === null ? '' : `; ${style.say('next page', 'trang sau')}: --after ${page.next}`;
  return `${style.table(head, rows)}\n${least}${total.count} ${style.say('found', 'kết quả')}${more}`;
}

export function recordText(style: Style, kept: KeptRecord): string {
  const { record, additions } = kept;
  const files = record.files.map(({ name, sizeBytes, digest }) => `  ${name}  ${sizeBytes} bytes  ${digest}`);
  const later = additions.map((addition) => `  ${longTime(addition.at)}  ${additionText(addition)}`);
  return [
    style.facts(factsOf(style, kept)),
    '',
    `${style.say('Files', 'Tệp')}:`,
    ...files,
    ...(later.length === 0 ? [] : ['', `${style.say('Since then', 'Về sau')}:`, ...later]),
  ].join('\n');
}

function factsOf(
  style: Style,
  { record, leafIndex, digest }: KeptRecord,
): readonly (readonly [string, string | undefined])[] {
  const { signer } = record;
  return [
    [style.say('record', 'hồ sơ lưu'), record.id],
    [style.say('document', 'văn bản'), record.documentId],
    [style.say('number', 'số ký hiệu'), formatCode(record.number, record.notation)],
    [style.say('type', 'loại'), record.typeName],
    [style.say('day', 'ngày'), record.issuedDate],
    [style.say('subject', 'trích yếu'), record.subject],
    [style.say('issuer', 'cơ quan ban hành'), `${record.issuer.name} (${record.issuer.code})`],
    [
      style.say('recipients', 'nơi nhận'),
      record.recipients.map(({ name, code }) => `${name} (${code})`).join(', '),
    ],
    [
      style.say('signer', 'người ký'),
      [signer.competence, signer.position, signer.fullName].filter((part) => part !== '').join(' '),
    ],
    [style.say('urgency', 'độ khẩn'), urgencyOfPriority(record.priority)?.name],
    [style.say('due', 'hạn trả lời'), record.dueDate ?? undefined],
    [
      style.say('arrival', 'số đến'),
      record.arrival === null ? undefined : `${record.arrival.number} (${record.arrival.date})`,
    ],
    [style.say('signatures', 'chữ ký'), record.indication ?? undefined],
    [style.say('kept at', 'lưu lúc'), longTime(record.archivedAt)],
    [style.say('log leaf', 'lá nhật ký'), String(leafIndex)],
    [style.say('digest', 'mã băm'), digest],
  ];
}

function additionText(addition: RecordAddition): string {
  switch (addition.kind) {
    case 'receipt':
      return `${addition.receipt} ${addition.agency}`;
    case 'status':
      return `${addition.agency}: ${addition.code} ${addition.description}`;
    case 'report':
      return addition.indication;
  }
}
