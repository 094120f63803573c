import { CongvanError } from '../../../kernel/errors.ts';
import { endsToken, isDigit, skipWhite, standsAt } from './chars.ts';
import { overLimit, xrefDamaged } from './damage.ts';
import { decodeStream } from './filters.ts';
import { parseIndirect } from './indirect.ts';
import { PDF_LIMITS } from './limits.ts';
import { asInteger, asName, PDF_NULL, type PdfDict, type PdfObject } from './objects.ts';
import type { XrefSection } from './xrefEntry.ts';
import { readXrefStream } from './xrefStream.ts';
import { readXrefTable } from './xrefTable.ts';

/**
 * The cross-reference chain from `offset` on through /Prev, newest first.
 * @throws PDF_XREF_DAMAGED, PDF_HYBRID_XREF, PDF_AMBIGUOUS, PDF_LIMIT_EXCEEDED
 */
export function readSections(bytes: Uint8Array, offset: number): readonly XrefSection[] {
  const sections: XrefSection[] = [];
  const visited = new Set<number>();
  let entries = 0;
  for (let at: number | null = offset; at !== null; ) {
    if (visited.has(at)) throw xrefDamaged(at, '/Prev leads in a circle');
    if (visited.size >= PDF_LIMITS.sections) throw overLimit(`byte ${at}`, 'too many updates');
    visited.add(at);
    const section = readSection(bytes, at);
    entries += section.entries.size;
    if (entries > PDF_LIMITS.entries) throw overLimit(`byte ${at}`, 'too many objects');
    sections.push(section);
    at = section.prev;
  }
  return sections;
}

function readSection(bytes: Uint8Array, at: number): XrefSection {
  const offset = skipWhite(bytes, at);
  if (at >= bytes.length) throw xrefDamaged(at, 'offset outside the file');
  if (standsAt(bytes, offset, 'xref') && endsToken(bytes[offset + 4])) return tableSection(bytes, offset);
  if (isDigit(bytes[offset])) return streamSection(bytes, offset);
  throw xrefDamaged(at, 'no cross-reference section here');
}

function tableSection(bytes: Uint8Array, offset: number): XrefSection {
  const { entries, trailer, end } = readXrefTable(bytes, offset);
  if (trailer.entries.has('XRefStm')) {
    throw new CongvanError('PDF_HYBRID_XREF', { where: `byte ${trailer.start}` });
  }
  return { kind: 'table', offset, end, entries, trailer, number: null, ...common(trailer) };
}

function streamSection(bytes: Uint8Array, offset: number): XrefSection {
  const object = parseIndirect(bytes, offset, () => undefined);
  const { value } = object;
  if (value.kind !== 'stream' || asName(value.dict.entries.get('Type')) !== 'XRef') {
    throw xrefDamaged(offset, 'not a cross-reference stream');
  }
  const shared = common(value.dict);
  const data = decodeStream(
    bytes.subarray(value.dataStart, value.dataStart + value.dataLength),
    value.dict,
    direct,
    PDF_LIMITS.streamBytes,
  );
  const entries = readXrefStream(data, value.dict, shared.size);
  return {
    kind: 'stream',
    offset,
    end: object.end,
    entries,
    trailer: value.dict,
    number: object.number,
    ...shared,
  };
}

/** A cross-reference stream may not need itself to be read (§7.5.8.2): references in it count as absent. */
function direct(object: PdfObject | undefined): PdfObject {
  return object === undefined || object.kind === 'ref' ? PDF_NULL : object;
}

function common(trailer: PdfDict): { size: number; prev: number | null } {
  const size = asInteger(trailer.entries.get('Size'));
  if (size === undefined || size < 0 || size > PDF_LIMITS.objectNumber + 1) {
    throw xrefDamaged(trailer.start, '/Size');
  }
  const prev = trailer.entries.get('Prev');
  const previous = prev === undefined ? null : asInteger(prev);
  if (previous === undefined || (previous !== null && previous < 0))
    throw xrefDamaged(trailer.start, '/Prev');
  return { size, prev: previous };
}
