import { hash } from 'node:crypto';
import { vietnamDay } from '../../kernel/vietnamTime.ts';
import { formsOf } from '../../registry/agencyCode.ts';
import { documentType } from '../../registry/documentTypes.ts';
import { formatCode } from '../../registry/numbers.ts';
import type { ArchiveRecord } from '../record.ts';
import { foldedRuns, slug, textTokens } from './fold.ts';

/** More text than this is not indexed: a search aid must not grow without bound. Characters. */
const LONGEST_TEXT = 4_000_000;

/** Every record has this token: what "everything but …" begins with. */
export const EVERY = '__all';

/**
 * Filter tokens begin with two underscores, which text tokens never do. The middle names the field, the rest is the
 * value's slug.
 */
export function filterToken(field: FilterField, value: string): string {
  return `__${field}_${slug(value)}`;
}

export type FilterField =
  | 'dir'
  | 'iss'
  | 'rec'
  | 'typ'
  | 'num'
  | 'not'
  | 'cod'
  | 'pri'
  | 'arr'
  | 'ind'
  | 'sub'
  | 'sig'
  | 'doc';

/** Opaque ids are compared byte for byte, so their token is a digest. */
export function documentIdToken(documentId: string): string {
  return `__doc_${hash('sha256', documentId, 'hex').slice(0, 32)}`;
}

/** "05" and "5" are one number. */
export function plainNumber(number: string): string {
  return number.trim().replace(/^0+(?=.)/, '');
}

/** Type id, or the slug of a name that is not of the list ("Thông tư" → thong_tu). */
export function typeSlug(type: string | null, typeName: string): string {
  return slug(type ?? typeName);
}

/** Everything a person may look for, as lines of text: what a word or phrase is compared with. */
export function searchLines(record: ArchiveRecord): readonly string[] {
  const { issuer, recipients, signer } = record;
  return [
    formatCode(record.number, record.notation),
    record.subject,
    record.typeName,
    documentType(record.type ?? '')?.name ?? '',
    record.documentId,
    record.id,
    ...[issuer, ...recipients].flatMap((agency) => [agency.name, ...formsOf(agency.code)]),
    ...record.places,
    signer.fullName,
    signer.position,
    signer.competence,
    record.description,
    record.fileCode?.fileNotation ?? '',
    ...record.files.map((file) => file.name),
  ];
}

/** The text that is searched: the fields, then the files' text. */
export function searchText(record: ArchiveRecord, text: string): string {
  return [...searchLines(record), text.slice(0, LONGEST_TEXT)].join('\n');
}

/** All tokens of a record, each once. */
export function recordTokens(record: ArchiveRecord, text: string): ReadonlySet<string> {
  return new Set([
    EVERY,
    ...textTokens(foldedRuns(searchText(record, text))),
    ...prefixed('sub', record.subject),
    ...prefixed('sig', record.signer.fullName),
    ...filterTokens(record),
  ]);
}

/** Syllables and pairs of one field. */
export function prefixed(field: 'sub' | 'sig', text: string): readonly string[] {
  return [...textTokens(foldedRuns(text))].map((token) => `__${field}_${token}`);
}

function filterTokens(record: ArchiveRecord): readonly string[] {
  const number = plainNumber(record.number);
  return [
    filterToken('dir', record.direction),
    ...formsOf(record.issuer.code).map((code) => filterToken('iss', code)),
    ...record.recipients.flatMap(({ code }) => formsOf(code)).map((code) => filterToken('rec', code)),
    filterToken('typ', typeSlug(record.type, record.typeName)),
    filterToken('num', number),
    filterToken('not', record.notation),
    filterToken('cod', formatCode(number, record.notation)),
    filterToken('pri', String(record.priority)),
    ...(record.arrival === null ? [] : [filterToken('arr', String(record.arrival.number))]),
    ...(record.indication === null ? [] : [filterToken('ind', record.indication)]),
    documentIdToken(record.documentId),
  ];
}

/** The day by which records are ordered and found: the document's own, else the day it was kept. */
export function sortDay(record: ArchiveRecord): string {
  const at = new Date(`${record.issuedDate}T00:00:00Z`);
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(record.issuedDate);
  return isDay && record.issuedDate.length === 10
    ? record.issuedDate
    : vietnamDay(new Date(record.archivedAt));
}
