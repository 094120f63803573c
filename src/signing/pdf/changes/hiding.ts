import { isCongvanError } from '../../../kernel/errors.ts';
import type { Matrix } from '../geometry.ts';
import { operatorCode } from '../pageText/contentLexer.ts';
import { operatorsOf } from '../pageText/operators.ts';
import { pageContent } from '../pageText/pageRows.ts';
import { TextShower } from '../pageText/showText.ts';
import type { ShownCharacter } from '../pageText/textRun.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asName, asRef, type PdfDict, type PdfObject } from '../read/objects.ts';
import { type PdfPage, type PdfRect, pagesOf } from '../read/pages.ts';
import type { Comparison } from './comparison.ts';
import { overlap, visibleRect } from './visible.ts';

/** Fewer letters than this are the edge of a line, or a mark that the box was meant to stand on. */
const FEW_LETTERS = 3;
/** Operators that paint (ISO 32000-2 Table 50): a wide line or one glyph can hide as much as an area. */
const PAINTING: ReadonlySet<number> = new Set(
  ['f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'S', 's', 'sh', 'Do', 'BI', 'Tj', 'TJ', "'", '"'].map(operatorCode),
);
const LETTER = /[\p{L}\p{N}\p{Co}\ufffd]/u;
const MOST_LOOK_BYTES = 4 * 1024 * 1024;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a page itself shows, in user space. */
interface Content {
  /** The middle of every letter and figure. */
  readonly letters: readonly Point[];
  readonly images: readonly PdfRect[];
}

const CONTENTS = new WeakMap<PdfDict, Content | null>();

/** Does the area lie over text that the page itself shows? True also when its content cannot be read. */
export function coversText(pdf: PdfDocument, page: PdfPage, area: PdfRect): boolean {
  const content = contentOf(pdf, page);
  return content === null || lettersIn(content, area) >= FEW_LETTERS;
}

function lettersIn({ letters }: Content, { left, bottom, right, top }: PdfRect): number {
  return letters.filter(({ x, y }) => x > left && x < right && y > bottom && y < top).length;
}

/** Null when the content cannot be read. */
function contentOf(pdf: PdfDocument, page: PdfPage): Content | null {
  const known = CONTENTS.get(page.dict);
  if (known !== undefined) return known;
  const content = readContent(pdf, page);
  CONTENTS.set(page.dict, content);
  return content;
}

function readContent(pdf: PdfDocument, page: PdfPage): Content | null {
  const shower = new TextShower(pdf);
  try {
    shower.show(pageContent(pdf, page), asDict(pdf.resolve(page.resources)));
    const letters = shower.characters().filter(({ text }) => LETTER.test(text));
    return { letters: letters.map(middleOf), images: shower.images.map(boundsOf) };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return null;
  }
}

function middleOf({ x, y, endX, endY, size }: ShownCharacter): Point {
  const length = Math.hypot(endX - x, endY - y) || 1;
  const up = { x: -((endY - y) / length) * size * 0.3, y: ((endX - x) / length) * size * 0.3 };
  return { x: (x + endX) / 2 + up.x, y: (y + endY) / 2 + up.y };
}

function boundsOf([a, b, c, d, e, f]: Matrix): PdfRect {
  const [xs, ys] = [
    [e, e + a, e + c, e + a + c],
    [f, f + b, f + d, f + b + d],
  ];
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}

/** An annotation of the newer revision. */
export interface Annotation {
  /** Null for one that stands in /Annots itself; `page` says where. */
  readonly ref: { readonly number: number } | null;
  readonly dict: PdfDict;
  /** Index of a page it is known to stand on, besides those that name it. */
  readonly page?: number;
}

/**
 * Does the annotation, as it looks in the newer revision, paint over text or a picture (a scanned letter is one) of a
 * page it stands on, or over another annotation that was there before? One that stands on no page shows nothing.
 * @throws PDF_LIMIT_EXCEEDED when the comparison has cost too much
 */
export function hidesContent(comparison: Comparison, annotation: Annotation): boolean {
  const { before, after } = comparison;
  const area = visibleRect(after, annotation.dict);
  if (area === null || !paints(after, annotation.dict)) return false;
  const own = annotation.ref?.number;
  return pagesWith(after, annotation).some((index) => {
    const page = pagesIn(before)[index];
    return page !== undefined && hidesOn(comparison, page, own, area);
  });
}

function hidesOn(comparison: Comparison, page: PdfPage, own: number | undefined, area: PdfRect): boolean {
  const { before } = comparison;
  const content = contentOf(before, page);
  if (content === null) return true;
  const shown = shownOn(before, page);
  comparison.spend(content.letters.length + content.images.length + shown.length);
  return (
    lettersIn(content, area) >= FEW_LETTERS ||
    content.images.some((image) => overlap(image, area)) ||
    shown.some(({ number, rect }) => (own === undefined || number !== own) && overlap(rect, area))
  );
}

const PAGES = new WeakMap<PdfDocument, readonly PdfPage[]>();
const PLACES = new WeakMap<PdfDocument, ReadonlyMap<number, readonly number[]>>();

function pagesIn(pdf: PdfDocument): readonly PdfPage[] {
  const known = PAGES.get(pdf) ?? [...pagesOf(pdf)];
  PAGES.set(pdf, known);
  return known;
}

/** Indexes of all pages it stands on: one annotation may be named by several. */
function pagesWith(pdf: PdfDocument, { ref, page }: Annotation): readonly number[] {
  const named = ref === null ? [] : (placesIn(pdf).get(ref.number) ?? []);
  return page === undefined ? named : [...new Set([...named, page])];
}

/** By object number of an annotation, the pages that name it. */
function placesIn(pdf: PdfDocument): ReadonlyMap<number, readonly number[]> {
  const known = PLACES.get(pdf);
  if (known !== undefined) return known;
  const places = new Map<number, number[]>();
  for (const { index, dict } of pagesIn(pdf)) {
    for (const number of new Set(annotationsOf(pdf, dict).map((item) => asRef(item)?.number))) {
      if (number === undefined) continue;
      const pages = places.get(number) ?? [];
      pages.push(index);
      places.set(number, pages);
    }
  }
  PLACES.set(pdf, places);
  return places;
}

function annotationsOf(pdf: PdfDocument, page: PdfDict): readonly PdfObject[] {
  return asArray(pdf.value(page, 'Annots'))?.items ?? [];
}

interface ShownAnnotation {
  readonly number: number | undefined;
  readonly rect: PdfRect;
}

const SHOWN = new WeakMap<PdfPage, readonly ShownAnnotation[]>();

/** Annotations of the page that have a look of their own. */
function shownOn(pdf: PdfDocument, page: PdfPage): readonly ShownAnnotation[] {
  const known = SHOWN.get(page);
  if (known !== undefined) return known;
  const shown = annotationsOf(pdf, page.dict).flatMap((item) => {
    const dict = asDict(pdf.resolve(item));
    if (dict === undefined || pdf.value(dict, 'AP').kind === 'null') return [];
    const rect = visibleRect(pdf, dict);
    return rect === null ? [] : [{ number: asRef(item)?.number, rect }];
  });
  SHOWN.set(page, shown);
  return shown;
}

/** Is something painted by the appearance it shows now? What cannot be read might be. */
function paints(pdf: PdfDocument, annotation: PdfDict): boolean {
  const looks = asDict(pdf.value(annotation, 'AP'));
  const normal = looks === undefined ? undefined : pdf.value(looks, 'N');
  const state = asName(pdf.value(annotation, 'AS')) ?? '';
  const look = normal?.kind === 'dict' ? pdf.value(normal, state) : normal;
  if (look?.kind !== 'stream') return paintsUnasked(pdf, annotation);
  try {
    for (const operator of operatorsOf(pdf.streamBytes(look, MOST_LOOK_BYTES)))
      if (PAINTING.has(operator)) return true;
    return false;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return true;
  }
}

/** Kinds that readers draw as a small sign or a see-through mark (ISO 32000-2 §12.5.6.4, .10, .11). */
const SLIGHT: ReadonlySet<string> = new Set([
  ...['Text', 'Popup', 'Caret', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut'],
]);

/** Without an appearance a reader draws one: areas, lines of any width, the value of a field in any size. */
function paintsUnasked(pdf: PdfDocument, annotation: PdfDict): boolean {
  return !SLIGHT.has(asName(pdf.value(annotation, 'Subtype')) ?? '');
}

/** True when an annotation of this kind may be seen without an appearance, or has one that is not empty. */
export function mayShow(pdf: PdfDocument, widget: PdfDict): boolean {
  if (visibleRect(pdf, widget) === null) return false;
  const looks = pdf.value(widget, 'AP');
  const characteristics = asDict(pdf.value(widget, 'MK'))?.entries.size ?? 0;
  if (characteristics > 0) return true;
  if (looks.kind === 'null') return false;
  return looks.kind !== 'dict' || [...looks.entries.values()].some((look) => !isBlankLook(pdf, look));
}

function isBlankLook(pdf: PdfDocument, object: PdfObject): boolean {
  const look = pdf.resolve(object);
  if (look.kind === 'null') return true;
  if (look.kind !== 'stream') return false;
  try {
    return Buffer.from(pdf.streamBytes(look, MOST_LOOK_BYTES)).toString('latin1').trim() === '';
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return false;
  }
}
