import type { PdfDocument } from '../read/document.ts';
import { asInteger, type PdfDict } from '../read/objects.ts';
import { type PdfRect, rectOf } from '../read/pages.ts';

/** Invisible, Hidden, NoView (ISO 32000-2 Table 167). */
const HIDING_FLAGS = 1 | 2 | 32;

/** The rectangle an annotation shows itself in; null when it has no area or its flags hide it. */
export function visibleRect(pdf: PdfDocument, annotation: PdfDict): PdfRect | null {
  const rect = rectOf(pdf, annotation.entries.get('Rect'));
  const flags = asInteger(pdf.value(annotation, 'F')) ?? 0;
  if (rect === null || (flags & HIDING_FLAGS) !== 0) return null;
  return rect.right > rect.left && rect.top > rect.bottom ? rect : null;
}

export function isVisible(pdf: PdfDocument, annotation: PdfDict): boolean {
  return visibleRect(pdf, annotation) !== null;
}

export function overlap(one: PdfRect, other: PdfRect): boolean {
  return one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top;
}
