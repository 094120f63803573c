import { CongvanError } from '../../kernel/errors.ts';
import type { PdfDocument } from './read/document.ts';
import { acroFormOf } from './read/form.ts';
import { holdsName, isStreamKey, nameScan } from './read/nameScan.ts';
import { asArray, asName, dictOf, type PdfObject, refTo } from './read/objects.ts';

/** Kinds of actions (§12.6.4) that run a program of the document. */
const ACTIVE: ReadonlySet<string> = new Set(['JavaScript']);
/** Kinds of actions that start something outside, or bring it in. A link to the Web (URI) is read, not run. */
const EXTERNAL: ReadonlySet<string> = new Set(['Launch', 'ImportData', 'Rendition', 'RichMediaExecute']);
/** One pass over the file for both. */
const SCAN = nameScan([...ACTIVE, 'JS', ...EXTERNAL, 'F']);
const SCANNED = new WeakMap<PdfDocument, boolean>();

/**
 * Refuses scripts and XFA forms, wherever they stand.
 * A long file in which none of the names occurs is not parsed for it.
 * @throws SIGNING_ACTIVE_CONTENT, and PDF_OBJECT_DAMAGED and the like for what cannot be read
 */
export function refuseActiveContent(pdf: PdfDocument): void {
  const form = acroFormOf(pdf);
  if (form !== null && pdf.value(form.dict, 'XFA').kind !== 'null') {
    throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: 'AcroForm', detail: 'XFA form' });
  }
  if (mayHold(pdf)) refuseEach(pdf, 'SIGNING_ACTIVE_CONTENT', scriptIn);
}

/**
 * Refuses launch and media actions and stream data in other files, wherever they stand.
 * @throws SIGNING_EXTERNAL_CONTENT, and PDF_OBJECT_DAMAGED and the like for what cannot be read
 */
export function refuseExternalContent(pdf: PdfDocument): void {
  if (mayHold(pdf)) refuseEach(pdf, 'SIGNING_EXTERNAL_CONTENT', outsideIn);
}

type Finder = (pdf: PdfDocument, object: PdfObject | undefined) => string | undefined;

function refuseEach(
  pdf: PdfDocument,
  code: 'SIGNING_ACTIVE_CONTENT' | 'SIGNING_EXTERNAL_CONTENT',
  find: Finder,
): void {
  for (const number of pdf.objectNumbers()) {
    const detail = find(pdf, objectOf(pdf, number));
    if (detail !== undefined) throw new CongvanError(code, { where: `object ${number}`, detail });
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
function mayHold(pdf: PdfDocument): boolean {
  const found = SCANNED.get(pdf) ?? holdsAny(pdf);
  SCANNED.set(pdf, found);
  return found;
}

function holdsAny(pdf: PdfDocument): boolean {
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

/** Script actions and the name tree of document scripts, wherever they stand in an object. */
function scriptIn(pdf: PdfDocument, object: PdfObject | undefined): string | undefined {
  const dict = dictOf(object);
  if (ACTIVE.has(asName(pdf.resolve(dict?.entries.get('S'))) ?? '')) return 'JavaScript';
  if (dict?.entries.has('JavaScript') || dict?.entries.has('JS')) return 'JavaScript';
  return inParts(pdf, object, scriptIn);
}

/** Actions that reach outside, and data in other files. */
function outsideIn(pdf: PdfDocument, object: PdfObject | undefined): string | undefined {
  if (object?.kind === 'stream' && pdf.value(object.dict, 'F').kind !== 'null') return 'data in another file';
  const action = asName(pdf.resolve(dictOf(object)?.entries.get('S')));
  return action !== undefined && EXTERNAL.has(action) ? action : inParts(pdf, object, outsideIn);
}

function inParts(pdf: PdfDocument, object: PdfObject | undefined, find: Finder): string | undefined {
  const dict = dictOf(object);
  const parts = dict === undefined ? (asArray(object)?.items ?? []) : dict.entries.values();
  for (const part of parts) {
    const found = part.kind === 'dict' || part.kind === 'array' ? find(pdf, part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
