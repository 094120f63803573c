import type { PdfDocument } from '../read/document.ts';
import { asInteger, type PdfDict } from '../read/objects.ts';
import { type PdfRect, rectOf } from '../read/pages.ts';

/** Of ISO 32000-2 Table 167. Invisible (1) is for kinds that a reader does not know, not for those it shows. */
const HIDDEN = 2;
const PRINT = 4;
const NO_VIEW = 32;

/** The rectangle an annotation shows itself in; null when it has no area or its flags hide it. */
export function visibleRect(pdf: PdfDocument, annotation: PdfDict): PdfRect | null {
  const rect = rectOf(pdf, annotation.entries.get('Rect'));
  const flags = asInteger(pdf.value(annotation, 'F')) ?? 0;
  const isHidden = (flags & HIDDEN) !== 0 || (flags & (NO_VIEW | PRINT)) === NO_VIEW;
  if (rect === null || isHidden) return null;
  return rect.right > rect.left && rect.top > rect.bottom ? rect : null;
}

export function isVisible(pdf: PdfDocument, annotation: PdfDict): boolean {
  return visibleRect(pdf, annotation) !== null;
}

export function overlap(one: PdfRect, other: PdfRect): boolean {
  return one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top;
}
