import type { MetadataField, MetadataTable } from './metadataTables.ts';
import { METADATA_TABLES } from './metadataTables.ts';
import { isValidOn, type Problem } from './validity.ts';

/** Names a hồ sơ (NĐ 30/2020 PL VI II.I.1). */
export interface FileCode {
  /** OrganId: the agency that keeps the list of files. */
  readonly organId: string;
  /** FileCatalog: the year the file was opened. */
  readonly fileCatalog: number;
  /** FileNotation. */
  readonly fileNotation: string;
}

/** One metadata value; `To` may stand several times, every other path once. Empty values are left out. */
export interface MetadataValue {
  /** As in the table: `To.OrganId`. */
  readonly path: string;
  /** From 0; counts the repetitions of a group. */
  readonly occurrence: number;
  readonly value: string;
}

/** The law's table on a day (`yyyy-mm-dd`). Undefined for a day before any. */
export function metadataTable(name: MetadataTable['name'], day: string): MetadataTable | undefined {
  return METADATA_TABLES.find((table) => table.name === name && isValidOn(table, day));
}

/** What does not fit the decree's names, types and lengths (characters counted after NFC). Empty when all fits. */
export function validateMetadata(table: MetadataTable, values: readonly MetadataValue[]): readonly Problem[] {
  return values.flatMap((value) => {
    const field = table.fields.find((row) => row.path === value.path && row.kind !== 'Group');
    return field === undefined ? [unknownField(value.path)] : problemsOf(field, value.value);
  });
}

function problemsOf(field: MetadataField, value: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (field.kind === 'Number' && !/^\d+$/.test(value)) problems.push(notA(field, 'a number', 'số'));
  if (field.kind === 'Date' && !isDate(value)) problems.push(notA(field, 'a date', 'ngày'));
  const length = [...value.normalize('NFC')].length;
  if (field.length !== null && length > field.length) problems.push(tooLong(field, length));
  return problems;
}

/** The decree gives ten characters and no pattern: `yyyy-mm-dd` or `dd/mm/yyyy`. */
function isDate(value: string): boolean {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : value.split('/').reverse().join('-');
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : new Date(Number.NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
}

function unknownField(path: string): Problem {
  return {
    severity: 'error',
    path,
    rule: 'NĐ 30/2020 PL VI',
    text: { en: 'not a field of the annex', vi: 'không có trong phụ lục' },
  };
}

function notA(field: MetadataField, en: string, vi: string): Problem {
  return {
    severity: 'error',
    path: field.path,
    rule: `NĐ 30/2020 PL VI ${field.no}`,
    text: { en: `not ${en}`, vi: `không phải ${vi}` },
  };
}

/** QĐ 20/2020 codes have up to 35 characters where the annex of the same year still says 13: only a warning. */
function tooLong(field: MetadataField, length: number): Problem {
  const isCode = field.path.endsWith('OrganId') && length <= 35;
  return {
    severity: isCode ? 'warning' : 'error',
    path: field.path,
    rule: `NĐ 30/2020 PL VI ${field.no}`,
    text: {
      en: `${length} characters, the annex allows ${field.length}`,
      vi: `${length} ký tự, phụ lục cho phép ${field.length}`,
    },
  };
}
