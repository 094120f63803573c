import type { Reason, Role } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { coversText } from './changes/hiding.ts';
import { overlap, SHOWLESS, visibleRect } from './changes/visible.ts';
import type { PdfDocument } from './read/document.ts';
import { type FormField, fieldsOf } from './read/form.ts';
import { asArray, asDict, asName, asRef } from './read/objects.ts';
import { type PdfRect, pagesOf } from './read/pages.ts';
import type { PdfSignature } from './signatures.ts';

/** A signature with the role its certificate claims. */
export interface PlacedSignature {
  readonly signature: PdfSignature;
  readonly role: Role;
}

/** Where a later signature shows itself, and what it covers that it may not. */
export interface Placement {
  /** `page 1 [72 600 180 700]`, in points from the lower left corner; null when it shows nothing. */
  readonly place: string | null;
  readonly covers: readonly Reason[];
}

interface Shown {
  readonly page: number;
  readonly rect: PdfRect;
  readonly number: number;
}

/**
 * Where the signature's widget stands, and which annotations of the revision before it lies over. An agency's seal
 * lies over the signature of a person (NĐ 30/2020, Annex I, part II.8); nothing else may lie over anything.
 */
export function placementOf(
  pdf: PdfDocument,
  placed: PlacedSignature,
  all: readonly PlacedSignature[],
): Placement {
  const { signature, role } = placed;
  const view = pdf.at(signature.revision);
  const own = shownWidgets(view, widgetNumbers(view, signature.field));
  if (own.length === 0) return { place: null, covers: [] };
  const before = signature.revision === 0 ? undefined : pdf.at(signature.revision - 1);
  const earlier = before === undefined ? [] : shownBefore(before, own);
  const covers = own.flatMap((mine) =>
    earlier
      .filter(({ page, rect }) => page === mine.page && overlap(rect, mine.rect))
      .filter(({ number }) => before !== undefined && !isAllowed(before, number, role, all))
      .map(({ number }) => reason('PDF_CHANGE_SIGNATURE_OVERLAPS', `${signature.field}, object ${number}`)),
  );
  return {
    place: own.map(describe).join(', '),
    covers: [...covers, ...textCovered(before, own, placed, all)],
  };
}

/** Largest seal with the lines under it, in points: about 12 cm by 8 cm. */
const SEAL = { width: 340, height: 227 };

/** Text of the page may stand under a seal beside the signature it belongs to; under nothing else that came later. */
function textCovered(
  before: PdfDocument | undefined,
  own: readonly Shown[],
  { signature, role }: PlacedSignature,
  all: readonly PlacedSignature[],
): readonly Reason[] {
  if (before === undefined || !all.some((one) => one.signature.revision < signature.revision)) return [];
  const pages = [...pagesOf(before)];
  return own.flatMap(({ page, rect }) => {
    const at = pages[page];
    if (at === undefined || (role === 'agency' && isSealOver(before, page, rect, all))) return [];
    if (!coversText(before, at, rect)) return [];
    return [reason('PDF_CHANGE_CONTENT_COVERED', `${signature.field}, page ${page + 1}`)];
  });
}

function isSealOver(
  before: PdfDocument,
  page: number,
  rect: PdfRect,
  all: readonly PlacedSignature[],
): boolean {
  if (rect.right - rect.left > SEAL.width || rect.top - rect.bottom > SEAL.height) return false;
  const persons = new Set(all.flatMap((one) => (one.role === 'person' ? [one.signature.field] : [])));
  const theirs = fieldsOf(before).filter(({ name }) => persons.has(name));
  const numbers = new Set(theirs.flatMap((field) => field.widgets.map(({ ref }) => ref?.number ?? -1)));
  return shown(before, (number) => numbers.has(number)).some(
    (one) => one.page === page && overlap(one.rect, rect),
  );
}

function describe({ page, rect }: Shown): string {
  const corners = [rect.left, rect.bottom, rect.right, rect.top].map((value) => Math.round(value * 10) / 10);
  return `page ${page + 1} [${corners.join(' ')}]`;
}

function widgetNumbers(view: PdfDocument, field: string): ReadonlySet<number> {
  const widgets = fieldsOf(view)
    .filter(({ name }) => name === field)
    .flatMap((one) => one.widgets);
  return new Set(widgets.flatMap(({ ref }) => (ref === null ? [] : [ref.number])));
}

function shownWidgets(view: PdfDocument, numbers: ReadonlySet<number>): readonly Shown[] {
  return shown(view, (number) => numbers.has(number));
}

/** What stood on the pages already, except the widgets of the signature itself. */
function shownBefore(view: PdfDocument, own: readonly Shown[]): readonly Shown[] {
  const pages = new Set(own.map(({ page }) => page));
  const numbers = new Set(own.map(({ number }) => number));
  return shown(view, (number, page) => pages.has(page) && !numbers.has(number));
}

function shown(view: PdfDocument, wanted: (number: number, page: number) => boolean): readonly Shown[] {
  const out: Shown[] = [];
  for (const { index: page, dict } of pagesOf(view)) {
    for (const item of asArray(view.value(dict, 'Annots'))?.items ?? []) {
      const number = asRef(item)?.number ?? -1;
      const annotation = wanted(number, page) ? asDict(view.resolve(item)) : undefined;
      if (annotation === undefined || SHOWLESS.has(asName(view.value(annotation, 'Subtype')) ?? '')) continue;
      const rect = visibleRect(view, annotation);
      if (rect !== null) out.push({ page, rect, number });
    }
  }
  return out;
}

const FIELDS = new WeakMap<PdfDocument, ReadonlyMap<number, FormField>>();

/** The field that has the widget of this number. */
function fieldByWidget(pdf: PdfDocument): ReadonlyMap<number, FormField> {
  const known = FIELDS.get(pdf);
  if (known !== undefined) return known;
  const fields = new Map<number, FormField>();
  for (const field of fieldsOf(pdf).toReversed())
    for (const { ref } of field.widgets) if (ref !== null) fields.set(ref.number, field);
  FIELDS.set(pdf, fields);
  return fields;
}

/** An empty signature field may be covered; a person's signature only by an agency's seal. */
function isAllowed(
  before: PdfDocument,
  number: number,
  role: Role,
  all: readonly PlacedSignature[],
): boolean {
  const field = fieldByWidget(before).get(number);
  if (field === undefined || field.type !== 'Sig') return false;
  if (before.resolve(field.value).kind === 'null') return true;
  const covered = all.find(({ signature }) => signature.field === field.name);
  return role === 'agency' && covered?.role === 'person';
}
