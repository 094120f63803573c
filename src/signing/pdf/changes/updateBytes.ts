import { type Digest, sha256 } from '../../../kernel/digest.ts';
import { isWhite, latin1, standsAt } from '../read/chars.ts';
import type { PdfDocument } from '../read/document.ts';
import { asName, type PdfIndirect, type PdfStream, refTo } from '../read/objects.ts';
import type { Comparison } from './comparison.ts';
import { formOf } from './formIndex.ts';
import { isVriDict } from './validationData.ts';

/** Words in a comment that another program might take for structure. */
const STRUCTURE = /obj|stream|xref|trailer|%PDF|%%EOF/;

/**
 * Every byte of the newer revision must be an object it lists and something uses, its cross-reference section, its
 * end, white space or a plain comment.
 */
export function explainUpdate(comparison: Comparison): void {
  const { after } = comparison;
  const { revision } = after;
  const spans = sectionSpans(after);
  for (const [number, entry] of revision.entries) {
    if (entry.kind === 'free') continue;
    const container = entry.kind === 'compressed' ? entry.stream : null;
    const isOwn = revision.sections.some((section) => section.number === number);
    if (!isOwn && !isUsed(comparison, number)) {
      comparison.report({ code: 'PDF_CHANGE_UNREFERENCED', path: `object ${number}`, needs: 'never' });
    }
    if (container !== null || isOwn) continue;
    const generation = entry.kind === 'offset' ? entry.generation : 0;
    const object = after.indirect(refTo(number, generation));
    if (object === undefined) continue;
    if (isLostSignature(comparison, object)) {
      comparison.report({ code: 'PDF_CHANGE_SIGNATURE_LOST', path: `object ${number}`, needs: 'never' });
    }
    const span = { start: object.start, end: object.end };
    const isInside = span.start >= revision.startOffset && span.end <= revision.endOffset;
    if (isInside) spans.push(span);
    else if (!isAsBefore(comparison, number)) {
      comparison.report({ code: 'PDF_CHANGE_OUTSIDE', path: `object ${number}`, needs: 'never' });
    }
  }
  reportGaps(comparison, spans);
}

/**
 * Used, or one of two things producers leave behind that show nothing: a VRI dictionary that nothing names any more,
 * and a second copy of the data of a stream that is used.
 */
function isUsed(comparison: Comparison, number: number): boolean {
  if (comparison.reached.has(number) || isUsedContainer(comparison, number)) return true;
  const { before, after } = comparison;
  if (before.entry(number) !== undefined) return false;
  const value = after.get(refTo(number));
  if (value.kind === 'stream') return isCopy(comparison, value);
  return value.kind === 'dict' && asName(value.entries.get('Type')) === 'VRI' && isVriDict(after, value);
}

/** A signature dictionary that is the value of no field: somebody has taken the field away from it. */
function isLostSignature(comparison: Comparison, { number, value }: PdfIndirect): boolean {
  if (value.kind !== 'dict' || !value.entries.has('ByteRange') || !value.entries.has('Contents'))
    return false;
  return !formOf(comparison).after.signatures.has(number);
}

/** By comparison, when the first copy is asked about: digests of the data of the streams that are used. */
const USED_DATA = new WeakMap<Comparison, ReadonlySet<Digest>>();

function isCopy(comparison: Comparison, stream: PdfStream): boolean {
  const known = USED_DATA.get(comparison) ?? usedData(comparison);
  USED_DATA.set(comparison, known);
  return known.has(sha256(comparison.after.rawBytes(stream)));
}

function usedData({ after, reached }: Comparison): ReadonlySet<Digest> {
  const digests = new Set<Digest>();
  for (const number of after.revision.entries.keys()) {
    const value = reached.has(number) ? after.get(refTo(number)) : undefined;
    if (value?.kind === 'stream') digests.add(sha256(after.rawBytes(value)));
  }
  return digests;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function sectionSpans({ revision }: PdfDocument): Span[] {
  return revision.sections.map(({ offset, end }) => ({ start: offset, end }));
}

/** An object stream with at least one member that counts. */
function isUsedContainer(comparison: Comparison, number: number): boolean {
  const known = CONTAINERS.get(comparison) ?? containersIn(comparison);
  CONTAINERS.set(comparison, known);
  return known.has(number);
}

const CONTAINERS = new WeakMap<Comparison, ReadonlySet<number>>();

function containersIn({ after }: Comparison): ReadonlySet<number> {
  const entries = [...after.revision.entries.values()];
  return new Set(entries.flatMap((entry) => (entry.kind === 'compressed' ? [entry.stream] : [])));
}

/** Listed once more at the place where it was: nothing new. */
function isAsBefore({ before, after }: Comparison, number: number): boolean {
  const [old, now] = [before.entry(number), after.entry(number)];
  return old?.kind === 'offset' && now?.kind === 'offset' && old.offset === now.offset;
}

function reportGaps(comparison: Comparison, spans: Span[]): void {
  const { bytes, revision } = comparison.after;
  let at = revision.startOffset;
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  for (const span of [...ordered, tailSpan(bytes, revision.endOffset)]) {
    const isPlain = span.start >= at && isHarmless(bytes, at, span.start);
    if (!isPlain) {
      const path = `bytes ${at}–${span.start}`;
      comparison.report({ code: 'PDF_CHANGE_UNEXPLAINED_BYTES', path, needs: 'never' });
    }
    at = Math.max(at, span.end);
  }
}

/** `startxref`, the offset and `%%EOF`. */
function tailSpan(bytes: Uint8Array, end: number): Span {
  let start = end - 5;
  while (start > 0 && !standsAt(bytes, start, 'startxref')) start--;
  return { start, end };
}

/** White space and comments without a word of structure in them. */
function isHarmless(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    if (isWhite(bytes[at])) {
      at++;
      continue;
    }
    if (bytes[at] !== 0x25) return false;
    const begin = at;
    while (at < end && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
    if (STRUCTURE.test(latin1(bytes.subarray(begin, at)))) return false;
  }
  return true;
}
