import { latin1, skipWhite } from './chars.ts';
import { ambiguous, xrefDamaged } from './damage.ts';
import type { PdfDict } from './objects.ts';
import { readSections } from './sections.ts';
import { readStartXref, type StartXref } from './tail.ts';
import type { XrefEntry, XrefSection } from './xrefEntry.ts';

/** One state of the file: what one program wrote in one go, ending with `%%EOF`. */
export interface PdfRevision {
  /** 0 is the oldest. */
  readonly index: number;
  /** Where its cross-reference section begins; what `startxref` says (white space aside). */
  readonly xrefOffset: number;
  /** Where its bytes begin: 0, or the end of the revision before. */
  readonly startOffset: number;
  /** After its `%%EOF`. */
  readonly endOffset: number;
  /** The form of its cross-reference section, to be kept by an update. */
  readonly kind: 'table' | 'stream';
  /** What this revision itself lists, without what it inherits. */
  readonly entries: ReadonlyMap<number, XrefEntry>;
  readonly trailer: PdfDict;
  readonly size: number;
  /** One; two in a linearized file. */
  readonly sections: readonly XrefSection[];
}

type Unnumbered = Omit<PdfRevision, 'index' | 'startOffset'>;

/** The revisions, oldest first. Each must end with its own `startxref` and `%%EOF`, after those before it. */
export function readRevisions(bytes: Uint8Array, tail: StartXref): readonly PdfRevision[] {
  const sections = [...readSections(bytes, tail.xrefOffset)].reverse();
  const groups = groupSections(bytes, sections);
  const revisions: PdfRevision[] = [];
  for (const group of groups) {
    const revision = revisionOf(bytes, group);
    const startOffset = revisions.at(-1)?.endOffset ?? 0;
    if (revision.endOffset > bytes.length || firstOffset(group) < startOffset) {
      throw ambiguous(revision.xrefOffset, 'an update lies inside an older one');
    }
    revisions.push({ ...revision, index: revisions.length, startOffset });
  }
  return revisions;
}

function firstOffset(group: readonly XrefSection[]): number {
  return Math.min(...group.map((section) => section.offset));
}

/**
 * Each section is a revision of its own, but the two sections of a linearized file are one (ISO 32000-2 Annex F):
 * the first-page section stands at the beginning and its /Prev leads forward.
 */
function groupSections(bytes: Uint8Array, oldestFirst: readonly XrefSection[]): readonly XrefSection[][] {
  const groups: XrefSection[][] = [];
  for (const [index, section] of oldestFirst.entries()) {
    const previous = oldestFirst[index - 1];
    if (previous === undefined || previous.offset < section.offset) {
      groups.push([section]);
    } else if (index === 1 && isLinearized(bytes)) {
      groups[0]?.push(section);
    } else {
      throw ambiguous(section.offset, '/Prev leads forward');
    }
  }
  return groups;
}

function isLinearized(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, 1024)).includes('/Linearized');
}

function revisionOf(bytes: Uint8Array, group: readonly XrefSection[]): Unnumbered {
  const [oldest] = group;
  const newest = group.at(-1);
  if (oldest === undefined || newest === undefined) throw xrefDamaged(0, 'no section');
  const close = readStartXref(bytes, oldest.end);
  if (close === undefined) throw xrefDamaged(oldest.end, 'no startxref and %%EOF after the section');
  if (skipWhite(bytes, close.xrefOffset) !== newest.offset) {
    throw ambiguous(oldest.end, 'startxref does not lead to the section before it');
  }
  const entries = group.length === 1 ? oldest.entries : merged(group);
  const { kind, trailer, size, offset: xrefOffset } = newest;
  return { xrefOffset, endOffset: close.endOffset, kind, entries, trailer, size, sections: group };
}

function merged(group: readonly XrefSection[]): ReadonlyMap<number, XrefEntry> {
  const entries = new Map<number, XrefEntry>();
  for (const section of group) for (const [number, entry] of section.entries) entries.set(number, entry);
  return entries;
}
