import type { MetadataValue } from '../registry/metadata.ts';
import type { MetadataTable } from '../registry/metadataTables.ts';
import { formatCode } from '../registry/numbers.ts';
import type { ArchiveRecord, KeptRecord, StatusAddition } from './record.ts';

/** The table of NĐ 30/2020 PL VI that a record follows. */
export function metadataTableName(record: ArchiveRecord): MetadataTable['name'] {
  return record.direction === 'out' ? 'outgoing' : 'incoming';
}

/** A record's metadata under the decree's names, empty values left out. Days are `yyyy-mm-dd`. */
export function metadataOf(kept: KeptRecord): readonly MetadataValue[] {
  const { record } = kept;
  const own = record.direction === 'out' ? outgoing(record) : incoming(kept);
  return [...common(record), ...own].filter((value) => value.value !== '');
}

function common(record: ArchiveRecord): readonly MetadataValue[] {
  return [
    one('FileCode.OrganId', record.fileCode?.organId),
    one('FileCode.FileCatalog', record.fileCode?.fileCatalog),
    one('FileCode.FileNotation', record.fileCode?.fileNotation),
    one('TypeName', record.typeName),
    one('CodeNumber', record.number),
    one('CodeNotation', record.notation),
    one('IssuedDate', record.issuedDate),
    one('OrganName', record.issuer.name),
    one('Subject', record.subject),
    one('Language', record.language),
    one('PageAmount', record.pageAmount),
    one('Description', record.description),
    one('SignerInfo.Position', record.signer.position),
    one('SignerInfo.FullName', record.signer.fullName),
    one('Priority', record.priority),
    one('DueDate', record.dueDate),
  ];
}

function outgoing(record: ArchiveRecord): readonly MetadataValue[] {
  return record.recipients.flatMap(({ code, name }, occurrence) => [
    { path: 'To.OrganId', occurrence, value: code },
    { path: 'To.OrganName', occurrence, value: name },
  ]);
}

function incoming({ record, additions }: KeptRecord): readonly MetadataValue[] {
  const statuses = additions.filter((addition) => addition.kind === 'status');
  return [
    one('ArrivalDate', record.arrival?.date),
    one('ArrivalNumber', record.arrival?.number),
    one('ToPlaces', record.places.join('; ')),
    one('TraceHeaderList', statuses.map(statusLine).join('\n')),
  ];
}

function statusLine({ at, agency, code, description }: StatusAddition): string {
  return [at, agency, code, description].filter((part) => part !== '').join(' ');
}

function one(path: string, value: string | number | null | undefined): MetadataValue {
  return { path, occurrence: 0, value: value === null || value === undefined ? '' : String(value) };
}

/** For people: "15/QĐ-STC 2026-03-02 Về việc …". */
export function titleOf(record: ArchiveRecord): string {
  return [formatCode(record.number, record.notation), record.issuedDate, record.subject].join(' ');
}
