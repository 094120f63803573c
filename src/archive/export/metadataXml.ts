import type { MetadataValue } from '../../registry/metadata.ts';
import type { MetadataTable } from '../../registry/metadataTables.ts';

/**
 * Metadata as XML under the names of NĐ 30/2020 PL VI, in the annex's order. The annex prescribes no namespace and no
 * root element; the root says which table it follows.
 */
export function metadataXml(table: MetadataTable, values: readonly MetadataValue[]): string {
  const groups = table.fields.filter((field) => !field.path.includes('.'));
  const lines = groups.flatMap((field) =>
    field.kind === 'Group'
      ? groupLines(table, field.path, values)
      : valuesAt(values, field.path).map(({ value }) => `  ${element(field.path, value)}`),
  );
  const head = `<?xml version="1.0" encoding="UTF-8"?>`;
  const root = `<Document table="${table.name}" source="${escaped(table.source)}">`;
  return [head, root, ...lines, '</Document>', ''].join('\n');
}

/** A group is repeated as often as any of its members. */
function groupLines(
  table: MetadataTable,
  group: string,
  values: readonly MetadataValue[],
): readonly string[] {
  const members = table.fields.filter((field) => field.path.startsWith(`${group}.`));
  const present = values.filter((value) => members.some((member) => member.path === value.path));
  const times = [...new Set(present.map((value) => value.occurrence))].sort((a, b) => a - b);
  return times.flatMap((occurrence) => [
    `  <${group}>`,
    ...members.flatMap((member) =>
      valuesAt(present, member.path)
        .filter((value) => value.occurrence === occurrence)
        .map(({ value }) => `    ${element(member.path.slice(group.length + 1), value)}`),
    ),
    `  </${group}>`,
  ]);
}

function valuesAt(values: readonly MetadataValue[], path: string): readonly MetadataValue[] {
  return values.filter((value) => value.path === path);
}

function element(name: string, value: string): string {
  return `<${name}>${escaped(value)}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Characters that XML 1.0 cannot carry become U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter)
    .replaceAll('\r', '&#13;');
}
