import type { PdfDocument } from '../read/document.ts';
import { asArray } from '../read/objects.ts';
import { serializeIndirect, serializeValue } from './serialize.ts';
import { dict, type NewDict, type NewValue, name, type ObjectRef, stream } from './values.ts';

export interface WrittenObject {
  readonly offset: number;
  readonly generation: number;
}
type Written = ReadonlyMap<number, WrittenObject>;

/**
 * The cross-reference section of an update with its trailer, `startxref` and `%%EOF`, in the form of the section
 * that the file's own `startxref` leads to: some readers do not follow a chain of mixed forms.
 * @param at where the section will stand
 * @param next the first object number that is still free
 */
export function crossReferenceSection(
  pdf: PdfDocument,
  written: Written,
  at: number,
  next: number,
): readonly (string | Uint8Array)[] {
  const section = pdf.revision.kind === 'table' ? tableSection : streamSection;
  return [...section(pdf, written, at, next), `startxref\n${at}\n%%EOF\n`];
}

function tableSection(pdf: PdfDocument, written: Written, _at: number, next: number): readonly string[] {
  const lines = runs(written).flatMap((run) => [
    `${run[0]?.number ?? 0} ${run.length}\n`,
    ...run.map(({ offset, generation }) => `${digits(offset, 10)} ${digits(generation, 5)} n \n`),
  ]);
  return [`xref\n${lines.join('')}trailer\n${serializeValue(trailer(pdf, next))}\n`];
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

function streamSection(
  pdf: PdfDocument,
  written: Written,
  at: number,
  next: number,
): readonly (string | Uint8Array)[] {
  const self: ObjectRef = { kind: 'ref', number: next, generation: 0 };
  const all = runs(new Map(written).set(next, { offset: at, generation: 0 }));
  const offsetBytes = Math.max(4, Math.ceil(at.toString(16).length / 2));
  const entries = dict({
    Type: name('XRef'),
    W: [1, offsetBytes, 2],
    Index: all.flatMap((run) => [run[0]?.number ?? 0, run.length]),
  }).entries;
  const data = Buffer.concat(all.flat().map((entry) => streamEntry(entry, offsetBytes)));
  const merged = new Map([...entries, ...trailer(pdf, next + 1).entries]);
  return serializeIndirect(self, stream({ kind: 'dict', entries: merged }, data));
}

/** Type 1 (§7.5.8.3): in the file at this offset, with this generation. */
function streamEntry(entry: WrittenObject, offsetBytes: number): Buffer {
  const bytes = Buffer.alloc(1 + offsetBytes + 2);
  bytes[0] = 1;
  bytes.writeUIntBE(entry.offset, 1, offsetBytes);
  bytes.writeUInt16BE(entry.generation, 1 + offsetBytes);
  return bytes;
}

type Run = readonly (WrittenObject & { readonly number: number })[];

/** Object numbers that follow one another go into one subsection. */
function runs(written: Written): readonly Run[] {
  const found: (WrittenObject & { readonly number: number })[][] = [];
  for (const [number, object] of [...written].sort(([a], [b]) => a - b)) {
    const open = found.at(-1);
    if (open?.at(-1)?.number === number - 1) open.push({ number, ...object });
    else found.push([{ number, ...object }]);
  }
  return found;
}

/** What a trailer says of its own section and its place in the file (ISO 32000-2 Tables 5, 15, 17 and 19). */
const OF_SECTION: ReadonlySet<string> = new Set([
  ...['Size', 'Prev', 'XRefStm', 'Type', 'W', 'Index', 'Length', 'DL'],
  ...['Filter', 'DecodeParms', 'F', 'FFilter', 'FDecodeParms'],
]);

/** What a trailer says of the whole file is said again, as it stands there, whoever put it there (ISO 32000-2 §7.5.6). */
function trailer(pdf: PdfDocument, size: number): NewDict {
  const entries = new Map<string, NewValue>([['Size', size]]);
  for (const [key, value] of pdf.trailer.entries) {
    // What is no pair of identifiers would count as one that was changed.
    const isSound = key !== 'ID' || asArray(pdf.resolve(value))?.items.length === 2;
    if (!OF_SECTION.has(key) && isSound) {
      entries.set(key, { kind: 'raw', bytes: pdf.bytes.subarray(value.start, value.end) });
    }
  }
  return { kind: 'dict', entries: entries.set('Prev', pdf.revision.xrefOffset) };
}
