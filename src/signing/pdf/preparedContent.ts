/**
 * Content prepared to be swapped after signing (the "shadow attacks" on PDF signatures): a second body or a second object
 * waits unseen until an update points to it, or something lies over the text until an update takes it away.
 */
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { coversText } from './changes/hiding.ts';
import { visibleRect } from './changes/visible.ts';
import type { PdfDocument } from './read/document.ts';
import { holdsName, nameScan } from './read/nameScan.ts';
import { asArray, asDict, asName, asRef, dictOf, refTo } from './read/objects.ts';
import { pagesOf } from './read/pages.ts';
import type { PdfRevision } from './read/revisions.ts';

/**
 * Refuses two objects of one number in one revision: which of them a reader takes is its own business.
 * Data of streams may look like anything; only what lies in no listed object counts.
 * @throws SIGNING_DUPLICATE_OBJECT
 */
export function refuseDuplicates(pdf: PdfDocument): void {
  for (const revision of pdf.revisions) refuseDuplicatesIn(pdf, revision);
}

const WORD = Buffer.from(' obj');
/** Of a file; a listed object costs nothing, and a hostile stream full of them is not looked through. */
const MOST_STRAY = 1000;

function refuseDuplicatesIn(pdf: PdfDocument, revision: PdfRevision): void {
  const { startOffset, endOffset, entries, sections } = revision;
  const bytes = Buffer.from(pdf.bytes.buffer, pdf.bytes.byteOffset, endOffset);
  const listed = new Set([...entries.values()].flatMap((one) => (one.kind === 'offset' ? [one.offset] : [])));
  for (const { offset } of sections) listed.add(offset);
  let stray = 0;
  for (let at = bytes.indexOf(WORD, startOffset); at >= 0; at = bytes.indexOf(WORD, at + 1)) {
    const head = /(?:^|[\s>])(\d{1,10}) \d{1,5}$/.exec(
      bytes.toString('latin1', Math.max(startOffset, at - 18), at),
    );
    if (head?.[1] === undefined) continue;
    const begins = at - head[0].trimStart().length + (head[0].startsWith('>') ? 1 : 0);
    const number = Number(head[1]);
    const entry = entries.get(number);
    if (listed.has(begins) || entry === undefined || entry.kind === 'free') continue;
    if (entry.kind === 'offset' && bytes.subarray(entry.offset, begins).toString('latin1').trim() === '')
      continue;
    stray += 1;
    if (stray > MOST_STRAY) return;
    if (isInsideObject(pdf, revision, begins)) continue;
    throw new CongvanError('SIGNING_DUPLICATE_OBJECT', {
      where: `object ${number}`,
      detail: `another one stands at byte ${begins}`,
    });
  }
}

/** Does the place lie in a listed object of the revision: the last that begins before it? */
function isInsideObject(pdf: PdfDocument, { entries, index }: PdfRevision, at: number): boolean {
  let best: { readonly number: number; readonly offset: number; readonly generation: number } | undefined;
  for (const [number, entry] of entries) {
    if (entry.kind !== 'offset' || entry.offset > at || entry.offset <= (best?.offset ?? -1)) continue;
    best = { number, offset: entry.offset, generation: entry.generation };
  }
  if (best === undefined) return false;
  try {
    const object = pdf.at(index).indirect(refTo(best.number, best.generation));
    return object !== undefined && at < object.end;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return true;
  }
}

/**
 * Refuses a second catalog in what is in force: a whole other document that one changed number would show.
 * @throws SIGNING_SHADOW_CONTENT
 */
export function refuseSecondCatalog(pdf: PdfDocument): void {
  let named = 0;
  const count = () => ++named > 1;
  holdsName(pdf.bytes, CATALOG, count);
  for (const bytes of named > 1 ? [] : pdf.objectStreamBytes()) holdsName(bytes, CATALOG, count);
  if (named < 2) return;
  const root = pdf.catalogRef.number;
  let parsed = 0;
  for (const number of pdf.objectNumbers()) {
    if (number === root) continue;
    if (++parsed > MOST_PARSED) return;
    const dict = dictOf(objectOf(pdf, number));
    if (dict !== undefined && asName(dict.entries.get('Type')) === 'Catalog') {
      const detail = 'a second catalog, not the one in force';
      throw new CongvanError('SIGNING_SHADOW_CONTENT', { where: `object ${number}`, detail });
    }
  }
}

const CATALOG = nameScan(['Catalog']);
const MOST_PARSED = 20_000;

function objectOf(pdf: PdfDocument, number: number) {
  const entry = pdf.entry(number);
  return pdf.indirect(refTo(number, entry?.kind === 'offset' ? entry.generation : 0))?.value;
}

/** Annotations that cover what they lie on; marks on text, links, notes and fields to fill in do not. */
const COVERING: ReadonlySet<string> = new Set([
  'Stamp',
  'FreeText',
  'Square',
  'Circle',
  'Polygon',
  'Redact',
  'Screen',
]);
const MOST_PAGES = 50;
const MOST_ANNOTATIONS = 200;

/**
 * Refuses an annotation that lies over text of its page: whoever takes it away later shows another document than the
 * one that was seen when it was signed.
 * @throws SIGNING_SHADOW_CONTENT
 */
export function refuseCoveredText(pdf: PdfDocument): void {
  for (const page of pagesOf(pdf)) {
    if (page.index >= MOST_PAGES) return;
    const annotations = asArray(pdf.value(page.dict, 'Annots'))?.items ?? [];
    for (const item of annotations.slice(0, MOST_ANNOTATIONS)) {
      const annotation = asDict(pdf.resolve(item));
      if (annotation === undefined || !COVERING.has(asName(pdf.value(annotation, 'Subtype')) ?? '')) continue;
      const area = pdf.value(annotation, 'AP').kind === 'dict' ? visibleRect(pdf, annotation) : null;
      if (area === null || !coversText(pdf, page, area)) continue;
      const number = asRef(item)?.number;
      throw new CongvanError('SIGNING_SHADOW_CONTENT', {
        where: number === undefined ? `page ${page.index + 1}` : `object ${number}`,
        detail: `an annotation lies over text of page ${page.index + 1}`,
      });
    }
  }
}
