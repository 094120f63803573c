import { ambiguous, overLimit, xrefDamaged } from './damage.ts';
import { PDF_LIMITS } from './limits.ts';
import { asArray, asInteger, type PdfDict } from './objects.ts';
import type { XrefEntry } from './xrefEntry.ts';

/**
 * The entries of a decoded cross-reference stream (ISO 32000-2 §7.5.8).
 * @throws PDF_XREF_DAMAGED, PDF_AMBIGUOUS, PDF_LIMIT_EXCEEDED
 */
export function readXrefStream(
  data: Uint8Array,
  dict: PdfDict,
  size: number,
): ReadonlyMap<number, XrefEntry> {
  const widths = integers(dict, 'W');
  const [type, second, third] = widths ?? [];
  if (widths?.length !== 3 || type === undefined || second === undefined || third === undefined) {
    throw xrefDamaged(dict.start, '/W');
  }
  if (widths.some((width) => width < 0 || width > 8)) throw xrefDamaged(dict.start, '/W');
  const row = type + second + third;
  const entries = new Map<number, XrefEntry>();
  let at = 0;
  for (const [first, count] of ranges(dict, size)) {
    if (row === 0 || at + count * row > data.length) throw xrefDamaged(dict.start, 'too few entries');
    if (entries.size + count > PDF_LIMITS.entries)
      throw overLimit('cross-reference stream', 'too many objects');
    for (let number = first; number < first + count; number++, at += row) {
      if (entries.has(number)) throw ambiguous(dict.start, `object ${number} listed twice`);
      const kind = type === 0 ? 1 : field(data, at, type);
      entries.set(
        number,
        entryOf(kind, field(data, at + type, second), field(data, at + type + second, third)),
      );
    }
  }
  return entries;
}

/** /Index as pairs [first, count]; the whole of /Size when absent. */
function ranges(dict: PdfDict, size: number): readonly (readonly [number, number])[] {
  const index = dict.entries.has('Index') ? integers(dict, 'Index') : [0, size];
  if (index === undefined || index.length % 2 !== 0) throw xrefDamaged(dict.start, '/Index');
  const pairs: [number, number][] = [];
  for (let i = 0; i < index.length; i += 2) {
    const [first, count] = [index[i] ?? -1, index[i + 1] ?? -1];
    if (first < 0 || count < 0 || first + count > PDF_LIMITS.objectNumber + 1) {
      throw xrefDamaged(dict.start, '/Index');
    }
    pairs.push([first, count]);
  }
  return pairs;
}

function integers(dict: PdfDict, key: string): readonly number[] | undefined {
  const items = asArray(dict.entries.get(key))?.items.map(asInteger);
  if (items === undefined || items.includes(undefined)) return undefined;
  return items.filter((item) => item !== undefined);
}

function field(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (data[at + i] ?? 0);
  return value;
}

/** A type that the standard does not know stands for the null object (§7.5.8.3, Table 18). */
function entryOf(kind: number, second: number, third: number): XrefEntry {
  switch (kind) {
    case 0:
      return { kind: 'free', generation: third };
    case 1:
      return { kind: 'offset', offset: second, generation: third };
    case 2:
      return { kind: 'compressed', stream: second, index: third };
    default:
      return { kind: 'free', generation: 0 };
  }
}
