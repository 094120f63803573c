import { CongvanError } from '../../../kernel/errors.ts';
import { SHOWLESS, visibleRect } from '../changes/visible.ts';
import type { Matrix } from '../geometry.ts';
import type { PdfDocument } from '../read/document.ts';
import {
  asArray,
  asDict,
  asName,
  asNumber,
  asRef,
  type PdfDict,
  type PdfObject,
  type PdfRef,
} from '../read/objects.ts';
import { type PdfPage, type PdfRect, rectOf } from '../read/pages.ts';

/** A form XObject that stands somewhere on a page, in user space. */
export interface PlacedForm {
  readonly form: PdfRef;
  readonly matrix: Matrix;
}

/**
 * What the annotations of a page show, in their order: signatures, filled fields, notes, stamps. Links and hidden ones
 * show nothing. Afterwards it is content of the page, and nothing can be filled in, clicked or signed.
 * @throws RENDITION_REFUSED for an annotation that is part of a layer, or that every reader draws in its own way
 */
export function flattenedAnnotations(pdf: PdfDocument, page: PdfPage): readonly PlacedForm[] {
  return (asArray(pdf.value(page.dict, 'Annots'))?.items ?? []).flatMap((item) => {
    const annotation = asDict(pdf.resolve(item));
    if (annotation === undefined || SHOWLESS.has(asName(pdf.value(annotation, 'Subtype')) ?? '')) return [];
    const rect = visibleRect(pdf, annotation);
    if (rect === null) return [];
    refuseUndrawn(pdf, page, annotation);
    const form = normalAppearance(pdf, annotation);
    if (form === undefined) return [];
    refuseLayer(pdf, page, annotation);
    return placed(pdf, form, rect) ?? [];
  });
}

/** /N, or of several states the one that /AS names (ISO 32000-2 §12.5.5). */
function normalAppearance(pdf: PdfDocument, annotation: PdfDict): PdfRef | undefined {
  const normal = asDict(pdf.value(annotation, 'AP'))?.entries.get('N');
  const states = asDict(pdf.resolve(normal));
  const chosen = states === undefined ? normal : stateOf(pdf, annotation, states);
  return pdf.resolve(chosen).kind === 'stream' ? asRef(chosen) : undefined;
}

function stateOf(pdf: PdfDocument, annotation: PdfDict, states: PdfDict): PdfObject | undefined {
  return states.entries.get(asName(pdf.value(annotation, 'AS')) ?? '');
}

/** Kinds that readers draw themselves when they bring no appearance (§12.5.6). */
const DRAWN_BY_READERS: ReadonlySet<string> = new Set([
  ...['Text', 'FreeText', 'Line', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Ink', 'Stamp'],
  ...['Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Caret', 'FileAttachment'],
]);

/** Without an appearance: a note or mark, or a text or choice that was filled in. Empty fields show nothing. */
function refuseUndrawn(pdf: PdfDocument, page: PdfPage, annotation: PdfDict): void {
  if (pdf.value(annotation, 'AP').kind !== 'null') return;
  const kind = asName(pdf.value(annotation, 'Subtype')) ?? '';
  const field = asName(pdf.value(annotation, 'FT')) ?? '';
  const isFilled = ['Tx', 'Ch'].includes(field) && pdf.value(annotation, 'V').kind !== 'null';
  if (!isFilled && !DRAWN_BY_READERS.has(kind)) return;
  throw new CongvanError('RENDITION_REFUSED', {
    where: `page ${page.index + 1}`,
    detail: `${kind} annotation without an appearance`,
  });
}

function refuseLayer(pdf: PdfDocument, page: PdfPage, annotation: PdfDict): void {
  if (pdf.value(annotation, 'OC').kind === 'null') return;
  throw new CongvanError('RENDITION_REFUSED', {
    where: `page ${page.index + 1}`,
    detail: 'an annotation belongs to a layer',
  });
}

/** Algorithm 8.1 of §12.5.5: the box of the form, turned by its matrix, is brought onto the rectangle. */
function placed(pdf: PdfDocument, form: PdfRef, rect: PdfRect): PlacedForm | undefined {
  const value = pdf.resolve(form);
  const entries = value.kind === 'stream' ? value.dict.entries : undefined;
  const box = rectOf(pdf, entries?.get('BBox'));
  if (box === null) return undefined;
  const seen = turned(box, matrixOf(pdf, entries?.get('Matrix')));
  const [width, height] = [seen.right - seen.left, seen.top - seen.bottom];
  if (!(width > 0) || !(height > 0)) return undefined;
  const [across, up] = [(rect.right - rect.left) / width, (rect.top - rect.bottom) / height];
  return { form, matrix: [across, 0, 0, up, rect.left - seen.left * across, rect.bottom - seen.bottom * up] };
}

function matrixOf(pdf: PdfDocument, object: PdfObject | undefined): Matrix {
  const items = asArray(pdf.resolve(object))?.items ?? [];
  const [a, b, c, d, e, f] = items.map((item) => asNumber(pdf.resolve(item)));
  const isWhole = a !== undefined && b !== undefined && c !== undefined && d !== undefined;
  return isWhole && e !== undefined && f !== undefined ? [a, b, c, d, e, f] : [1, 0, 0, 1, 0, 0];
}

function turned({ left, bottom, right, top }: PdfRect, [a, b, c, d, e, f]: Matrix): PdfRect {
  const corners = [
    [left, bottom],
    [left, top],
    [right, bottom],
    [right, top],
  ].map(([x = 0, y = 0]) => [a * x + c * y + e, b * x + d * y + f] as const);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}
