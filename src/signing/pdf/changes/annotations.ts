import { asArray, asDict, asName, asRef, type PdfDict, type PdfObject } from '../read/objects.ts';
import type { Comparison } from './comparison.ts';
import { formOf } from './formIndex.ts';
import { hidesContent } from './hiding.ts';

/** Markup annotations (ISO 32000-2 Table 171) that a reader draws around content, and their pop-up windows. */
const MARKUP: ReadonlySet<string> = new Set([
  ...['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Caret', 'Ink', 'Line', 'Popup'],
  ...['Square', 'Circle', 'Polygon', 'PolyLine'],
]);

interface Page {
  readonly old: PdfDict;
  readonly now: PdfDict;
  readonly path: string;
  readonly page: number;
}

/** Where an annotation stands. */
interface Place {
  readonly path: string;
  /** Index of its page. */
  readonly page: number;
}

/** /Annots of one page: those that were there keep their order; new ones stand for themselves. */
export function compareAnnotations(comparison: Comparison, page: Page): void {
  const pair = comparison.pair(page.old, page.now, 'Annots');
  const before = asArray(pair.old)?.items ?? [];
  const after = asArray(pair.now)?.items ?? [];
  if (pair.now.kind !== 'array' && pair.now.kind !== 'null') {
    comparison.report({ code: 'PDF_CHANGE_ANNOTATION', path: `${page.path}/Annots`, needs: 'never' });
  }
  const left = new Map(after.map((item, index) => [keyOf(item, index), item]));
  const places = placesOf(after);
  let last = -1;
  for (const [index, item] of before.entries()) {
    comparison.spend();
    const path = `${page.path}/Annots[${index}]`;
    const place = places.get(keyOf(item, index)) ?? -1;
    const now = after[place];
    left.delete(keyOf(item, index));
    if (now === undefined) removed(comparison, item, path);
    else if (place < last) comparison.report({ code: 'PDF_CHANGE_ANNOTATION', path, needs: 'never' });
    else changed(comparison, item, now, { path, page: page.page });
    last = Math.max(last, place);
  }
  for (const [index, item] of left) {
    added(comparison, item, { path: `${page.path}/Annots[${index}]`, page: page.page });
  }
}

/** Where each stands first. */
function placesOf(items: readonly PdfObject[]): ReadonlyMap<string, number> {
  return new Map(items.map((item, index) => [keyOf(item, index), index] as const).toReversed());
}

/** An indirect annotation is known by its number, a direct one by its place. */
function keyOf(item: PdfObject, index: number): string {
  return item.kind === 'ref' ? `${item.number}.${item.generation}` : `at ${index}`;
}

function kindOf(comparison: Comparison, item: PdfObject, side: 'before' | 'after'): string {
  return asName(comparison[side].value(asDict(comparison[side].resolve(item)) ?? EMPTY, 'Subtype')) ?? '';
}

const EMPTY: PdfDict = { kind: 'dict', entries: new Map(), start: 0, end: 0 };

function removed(comparison: Comparison, item: PdfObject, path: string): void {
  const isMarkup = MARKUP.has(kindOf(comparison, item, 'before'));
  comparison.report({ code: 'PDF_CHANGE_ANNOTATION_REMOVED', path, needs: isMarkup ? 3 : 'never' });
}

/** Widgets of form fields are compared with their field (`fields.ts`). */
function changed(comparison: Comparison, old: PdfObject, now: PdfObject, at: Place): void {
  const { path } = at;
  const number = asRef(now)?.number;
  const { before } = formOf(comparison);
  if (number !== undefined) comparison.reached.add(number);
  if (number !== undefined && before.widgets.has(number)) return;
  const isMarkup =
    MARKUP.has(kindOf(comparison, old, 'before')) && MARKUP.has(kindOf(comparison, now, 'after'));
  const [oldDict, nowDict] = [comparison.before.resolve(old), comparison.resolve(now)];
  const count = comparison.changes.length;
  comparison.strict(oldDict, nowDict, path, 'PDF_CHANGE_ANNOTATION');
  if (!isMarkup || comparison.changes.length === count) return;
  comparison.changes.length = count;
  comparison.reach(now);
  comparison.report({ code: 'PDF_CHANGE_ANNOTATION', path, needs: 3 });
  reportHiding(comparison, now, at);
}

/** A note beside the text is one thing; one painted over it changes what the page says. */
function reportHiding(comparison: Comparison, item: PdfObject, { path, page }: Place): void {
  const dict = asDict(comparison.after.resolve(item));
  if (dict !== undefined && hidesContent(comparison, { ref: asRef(item) ?? null, dict, page })) {
    comparison.report({ code: 'PDF_CHANGE_CONTENT_COVERED', path, needs: 'never' });
  }
}

/** A widget is judged with the field it belongs to; without one it may not be added. */
function added(comparison: Comparison, item: PdfObject, at: Place): void {
  const { path } = at;
  const number = asRef(item)?.number;
  const { after } = formOf(comparison);
  const field = number === undefined ? undefined : after.widgets.get(number);
  comparison.reach(item);
  if (field?.type === 'Sig') return;
  const isMarkup = MARKUP.has(kindOf(comparison, item, 'after'));
  comparison.report(
    isMarkup
      ? { code: 'PDF_CHANGE_ANNOTATION_ADDED', path, needs: 3 }
      : { code: 'PDF_CHANGE_ANNOTATION_KIND', path, needs: 'never' },
  );
  reportHiding(comparison, item, at);
}
