import { endsToken, readDigits, skipSpace, skipWhite, standsAt } from './chars.ts';
import { ambiguous, overLimit, xrefDamaged } from './damage.ts';
import { PDF_LIMITS } from './limits.ts';
import type { PdfDict } from './objects.ts';
import { parseObject } from './parser.ts';
import type { XrefEntry } from './xrefEntry.ts';

export interface XrefTable {
  readonly entries: ReadonlyMap<number, XrefEntry>;
  readonly trailer: PdfDict;
  readonly end: number;
}

/**
 * A cross-reference table and its trailer (ISO 32000-2 §7.5.4). The white space inside an entry is tolerated as
 * real producers write it; an object listed twice is not.
 * @param at at the keyword `xref`
 * @throws PDF_XREF_DAMAGED, PDF_AMBIGUOUS, PDF_LIMIT_EXCEEDED
 */
export function readXrefTable(bytes: Uint8Array, at: number): XrefTable {
  const entries = new Map<number, XrefEntry>();
  let place = skipWhite(bytes, at + 4);
  while (!standsAt(bytes, place, 'trailer')) place = readSubsection(bytes, place, entries);
  const trailer = parseObject(bytes, place + 7);
  if (trailer.kind !== 'dict') throw xrefDamaged(place, 'trailer without a dictionary');
  return { entries, trailer, end: trailer.end };
}

function readSubsection(bytes: Uint8Array, at: number, entries: Map<number, XrefEntry>): number {
  const first = readDigits(bytes, at);
  const count = first === undefined ? undefined : readDigits(bytes, skipWhite(bytes, first.end));
  if (first === undefined || count === undefined) throw xrefDamaged(at, 'no trailer and no subsection');
  if (entries.size + count.value > PDF_LIMITS.entries) throw overLimit(`byte ${at}`, 'too many objects');
  let place = skipSpace(bytes, count.end);
  for (let i = 0; i < count.value; i++) {
    const number = first.value + i;
    if (entries.has(number)) throw ambiguous(place, `object ${number} listed twice`);
    place = readEntry(bytes, place, number, entries);
  }
  return place;
}

/** `nnnnnnnnnn ggggg n`; gives the place of what follows. */
function readEntry(bytes: Uint8Array, at: number, number: number, entries: Map<number, XrefEntry>): number {
  const offset = readDigits(bytes, at);
  const generation = offset === undefined ? undefined : readDigits(bytes, skipWhite(bytes, offset.end));
  if (offset === undefined || generation === undefined || number > PDF_LIMITS.objectNumber) {
    throw xrefDamaged(at, 'not an entry');
  }
  const mark = skipWhite(bytes, generation.end);
  if (!endsToken(bytes[mark + 1])) throw xrefDamaged(mark, 'not an entry');
  if (bytes[mark] === 0x6e && offset.value > 0) {
    entries.set(number, { kind: 'offset', offset: offset.value, generation: generation.value });
  } else if (bytes[mark] === 0x66 || bytes[mark] === 0x6e) {
    // No object can stand at byte 0: some producers write unused numbers so.
    entries.set(number, { kind: 'free', generation: generation.value });
  } else {
    throw xrefDamaged(mark, 'neither n nor f');
  }
  return skipWhite(bytes, mark + 1);
}
