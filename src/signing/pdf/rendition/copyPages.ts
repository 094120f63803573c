import { damaged } from '../read/damage.ts';
import type { PdfDocument } from '../read/document.ts';
import { asName, type PdfIndirect } from '../read/objects.ts';
import { type PdfPage, type PdfRect, pagesOf } from '../read/pages.ts';
import { dict, type NewDict, type NewValue, name, type ObjectRef } from '../write/values.ts';
import { ObjectCopier } from './copyObjects.ts';
import { FreshFile } from './freshFile.ts';

/** Of the catalog: which layers are shown, the language, the colours of the printer. */
const CATALOG_KEYS = ['OCProperties', 'Lang', 'OutputIntents'] as const;
const PAGE_KEYS = ['Contents', 'Resources', 'Group', 'UserUnit'] as const;

/**
 * The pages of a document in a file of one revision, with what they are drawn with and nothing else of it. Every page
 * has its own /Resources (`drawOnPage` has seen to that).
 */
export function copyPages(pdf: PdfDocument): Buffer {
  const file = new FreshFile();
  const copier = new ObjectCopier(pdf, file);
  const [catalog, tree] = [file.reserve(), file.reserve()];
  const kids = [...pagesOf(pdf)].map((page) => file.add(pageDict(pdf, copier, page, tree)));
  file.write(tree, dict({ Type: name('Pages'), Kids: kids, Count: kids.length }));
  const root = pdf.indirect(pdf.catalogRef);
  file.write(catalog, dict({ Type: name('Catalog'), Pages: tree, ...copied(copier, root, CATALOG_KEYS) }));
  return file.bytes(versionOf(pdf), catalog);
}

function pageDict(pdf: PdfDocument, copier: ObjectCopier, page: PdfPage, tree: ObjectRef): NewDict {
  const holder = page.ref === null ? undefined : pdf.indirect(page.ref);
  if (holder === undefined) throw damaged(page.dict.start, 'a page is not an indirect object');
  return dict({
    Type: name('Page'),
    Parent: tree,
    MediaBox: boxOf(page.mediaBox),
    CropBox: boxOf(page.cropBox),
    Rotate: page.rotate,
    ...copied(copier, holder, PAGE_KEYS),
  });
}

function copied(
  copier: ObjectCopier,
  holder: PdfIndirect | undefined,
  keys: readonly string[],
): Readonly<Record<string, NewValue>> {
  const entries = holder?.value.kind === 'dict' ? holder.value.entries : undefined;
  const found = keys.flatMap((key) => {
    const value = entries?.get(key);
    return value === undefined || holder === undefined ? [] : [[key, copier.copy(holder, value)] as const];
  });
  return Object.fromEntries(found);
}

/** A4 (NĐ 30/2020 PL I, I.1), for the rare page without a box. */
function boxOf(rect: PdfRect | null): readonly number[] {
  return rect === null ? [0, 0, 595.276, 841.89] : [rect.left, rect.bottom, rect.right, rect.top];
}

/** The higher one of header and catalog (ISO 32000-2 §7.5.2). */
function versionOf(pdf: PdfDocument): string {
  const named = asName(pdf.value(pdf.catalog(), 'Version')) ?? '';
  return /^[12]\.\d$/.test(named) && named > pdf.version ? named : pdf.version;
}
