import { CongvanError } from '../../kernel/errors.ts';
import type { PdfDocument } from './read/document.ts';
import { acroFormOf } from './read/form.ts';
import { holdsName, isStreamKey, nameScan } from './read/nameScan.ts';
import { asArray, asName, dictOf, type PdfObject, refTo } from './read/objects.ts';

const ACTIVE = new Set(['JavaScript', 'Launch', 'ImportData', 'Rendition', 'RichMediaExecute']);
const SCAN = nameScan([...ACTIVE, 'JS', 'F']);

/**
 * Refuses scripts, launch and media actions, XFA forms and stream data in other files, wherever they stand.
 * A long file in which none of the names occurs is not parsed for it.
 * @throws SIGNING_ACTIVE_CONTENT, and PDF_OBJECT_DAMAGED and the like for what cannot be read
 */
export function refuseActiveContent(pdf: PdfDocument): void {
  const form = acroFormOf(pdf);
  if (form !== null && pdf.value(form.dict, 'XFA').kind !== 'null') {
    throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: 'AcroForm', detail: 'XFA form' });
  }
  if (!mayBeActive(pdf)) return;
  for (const number of pdf.objectNumbers()) {
    const found = activeAction(pdf, objectOf(pdf, number));
    if (found !== undefined) {
      throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: `object ${number}`, detail: found });
    }
  }
}

function objectOf(pdf: PdfDocument, number: number): PdfObject | undefined {
  const entry = pdf.entry(number);
  return pdf.indirect(refTo(number, entry?.kind === 'offset' ? entry.generation : 0))?.value;
}

/** Parsing so many objects takes a few milliseconds. */
const MOST_PARSED = 1000;

/**
 * Refuses an ordinary document in which an object cannot be read: better before anybody signs than when the seal is
 * compared with what was there before. Of a long document only what is needed is read.
 * @throws PDF_OBJECT_DAMAGED and the like
 */
export function refuseDamaged(pdf: PdfDocument): void {
  const numbers: number[] = [];
  for (const number of pdf.objectNumbers()) if (numbers.push(number) > MOST_PARSED) return;
  for (const number of numbers) objectOf(pdf, number);
}

/** Every object is read from the file or from an object stream: names that are in neither are nowhere. */
function mayBeActive(pdf: PdfDocument): boolean {
  let asked = 0;
  const isMeant = (name: string, end: number): boolean => {
    if (name !== 'F') return true;
    asked += 1;
    return asked > MOST_ASKED || isStreamKey(pdf.bytes, end);
  };
  if (holdsName(pdf.bytes, SCAN, isMeant)) return true;
  for (const bytes of pdf.objectStreamBytes()) {
    // No stream lies in an object stream, so that /F is never data in another file there.
    if (holdsName(bytes, SCAN, (name) => name !== 'F')) return true;
  }
  return false;
}

/** /F stands in many annotations and, by chance, in the data of streams; a hostile file may hold millions. */
const MOST_ASKED = 16;

/** Actions (§12.6), the name tree of document scripts and data in other files, wherever they stand in an object. */
function activeAction(pdf: PdfDocument, object: PdfObject | undefined): string | undefined {
  const dict = dictOf(object);
  if (object?.kind === 'stream' && pdf.value(object.dict, 'F').kind !== 'null') return 'data in another file';
  const parts = dict === undefined ? (asArray(object)?.items ?? []) : dict.entries.values();
  const action = asName(pdf.resolve(dict?.entries.get('S')));
  if (action !== undefined && ACTIVE.has(action)) return action;
  if (dict?.entries.has('JavaScript') || dict?.entries.has('JS')) return 'JavaScript';
  for (const part of parts) {
    const found = part.kind === 'dict' || part.kind === 'array' ? activeAction(pdf, part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
