import type { PdfDocument } from '../read/document.ts';
import { fieldsOf } from '../read/form.ts';
import { asArray, asDict, type PdfObject, type PdfRef } from '../read/objects.ts';
import { pagesOf } from '../read/pages.ts';
import type { Change } from './change.ts';
import { type Budget, Comparison } from './comparison.ts';
import { compareTrailers } from './trailer.ts';
import { explainUpdate } from './updateBytes.ts';

/**
 * Every difference between a revision and the one after it, by object path, and every byte of the update that
 * nothing explains. Says what would have to be permitted for each; who permits what is `judgeChanges.ts`.
 * @param budget what the comparisons of one file may cost together
 * @throws PDF_OBJECT_DAMAGED and the like when one of the two cannot be read
 */
export function compareRevisions(before: PdfDocument, after: PdfDocument, budget: Budget): readonly Change[] {
  const comparison = new Comparison(before, after, budget);
  for (const ref of ownedObjects(before)) {
    comparison.spend();
    comparison.owned.add(ref.number);
  }
  compareTrailers(comparison);
  for (const [number, path] of comparison.exchanged) {
    if (comparison.reached.has(number))
      comparison.report({ code: 'PDF_CHANGE_APPEARANCE', path, needs: 'never' });
  }
  explainUpdate(comparison);
  return comparison.changes;
}

/** The objects that have a zone of their own: the catalog, pages and their parents, annotations, fields. */
function* ownedObjects(pdf: PdfDocument): Iterable<PdfRef> {
  yield pdf.catalogRef;
  const parents = new Set<number>();
  for (const page of pagesOf(pdf)) {
    if (page.ref !== null) yield page.ref;
    yield* parentsOf(pdf, page.dict.entries.get('Parent'), parents);
    for (const item of asArray(pdf.value(page.dict, 'Annots'))?.items ?? [])
      if (item.kind === 'ref') yield item;
  }
  for (const field of fieldsOf(pdf)) {
    if (field.ref !== null) yield field.ref;
    for (const { ref } of field.widgets) if (ref !== null) yield ref;
  }
}

function* parentsOf(pdf: PdfDocument, object: PdfObject | undefined, known: Set<number>): Iterable<PdfRef> {
  for (let parent = object; parent?.kind === 'ref' && !known.has(parent.number); ) {
    known.add(parent.number);
    yield parent;
    parent = asDict(pdf.resolve(parent))?.entries.get('Parent');
  }
}
