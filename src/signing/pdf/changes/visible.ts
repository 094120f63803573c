import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asInteger, asName, type PdfDict, type PdfObject } from '../read/objects.ts';
import { type PdfPage, type PdfRect, rectOf } from '../read/pages.ts';

/** Of ISO 32000-2 Table 167. Invisible (1) is for kinds that a reader does not know, not for those it shows. */
const HIDDEN = 2;
const PRINT = 4;
const NO_VIEW = 32;

/** The rectangle an annotation shows itself in; null when it has no area or its flags hide it. */
export function visibleRect(pdf: PdfDocument, annotation: PdfDict): PdfRect | null {
  const rect = rectOf(pdf, firstFour(pdf, annotation.entries.get('Rect')));
  const flags = asInteger(pdf.value(annotation, 'F')) ?? 0;
  const isHidden = (flags & HIDDEN) !== 0 || (flags & (NO_VIEW | PRINT)) === NO_VIEW;
  if (rect === null || isHidden) return null;
  return rect.right > rect.left && rect.top > rect.bottom ? rect : null;
}

/** A rectangle with too many numbers is none; readers take the first four all the same. */
function firstFour(pdf: PdfDocument, object: PdfObject | undefined): PdfObject | undefined {
  const array = asArray(pdf.resolve(object));
  return array === undefined ? object : { ...array, items: array.items.slice(0, 4) };
}

export function isVisible(pdf: PdfDocument, annotation: PdfDict): boolean {
  return visibleRect(pdf, annotation) !== null;
}

export function overlap(one: PdfRect, other: PdfRect): boolean {
  return one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top;
}

/** Annotations without a look of their own. */
export const SHOWLESS: ReadonlySet<string> = new Set(['Link', 'Popup']);

/** Where annotations of the page show themselves. */
export function visibleAnnotations(pdf: PdfDocument, page: PdfPage): readonly PdfRect[] {
  return (asArray(pdf.value(page.dict, 'Annots'))?.items ?? []).flatMap((item) => {
    const annotation = asDict(pdf.resolve(item));
    if (annotation === undefined || SHOWLESS.has(asName(pdf.value(annotation, 'Subtype')) ?? '')) return [];
    return visibleRect(pdf, annotation) ?? [];
  });
}
