import { CongvanError } from '../../kernel/errors.ts';
import { refuseActiveContent, refuseDamaged, refuseExternalContent } from './activeContent.ts';
import { refuseCoveredText, refuseDuplicates, refuseSecondCatalog } from './preparedContent.ts';
import type { PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { holdsName, nameScan } from './read/nameScan.ts';
import { asArray, asDict, asInteger, asName, type PdfDict, type PdfObject } from './read/objects.ts';

/** Asked of the structure of a document before it is signed, in this order. Each throws the first thing it finds. */
export const SIGNING_CHECKS: readonly ((pdf: PdfDocument) => void)[] = [
  refuseTail,
  refuseUnfinished,
  refuseAnyDestroyed,
  refuseCertified,
  refuseHiddenLayers,
  refuseActiveContent,
  refuseExternalContent,
  refuseDuplicates,
  refuseSecondCatalog,
  refuseCoveredText,
  refuseDamaged,
];

/**
 * Refuses what should not be signed for its structure alone. What cannot be read in one way only (encrypted, hybrid,
 * contradictory) was refused by `openPdf`; what earlier signatures are worth is the verifier's answer.
 * @throws SIGNING_FORBIDDEN_BY_DOCUMENT, SIGNING_ACTIVE_CONTENT, SIGNING_EXTERNAL_CONTENT, SIGNING_HIDDEN_LAYERS,
 *   SIGNING_DUPLICATE_OBJECT, SIGNING_SHADOW_CONTENT, SIGNING_EARLIER_SIGNATURE_BROKEN, SIGNING_UNFINISHED_SIGNATURE,
 *   PDF_AMBIGUOUS, PDF_OBJECT_DAMAGED
 */
export function refuseToSign(pdf: PdfDocument): void {
  for (const check of SIGNING_CHECKS) check(pdf);
}

/**
 * Refuses what no update may be appended to: validation data and document timestamps say nothing of the content and
 * are allowed even where the document permits no change (ISO 32000-2 §12.8.4.3, §12.8.5).
 * @throws SIGNING_EARLIER_SIGNATURE_BROKEN, SIGNING_UNFINISHED_SIGNATURE, PDF_AMBIGUOUS
 */
export function refuseToUpdate(pdf: PdfDocument): void {
  refuseTail(pdf);
  refuseUnfinished(pdf);
  refuseAnyDestroyed(pdf);
}

function refuseAnyDestroyed(pdf: PdfDocument): void {
  for (const field of fieldsOf(pdf)) {
    const value = asDict(pdf.resolve(field.value));
    if (field.type === 'Sig' && value !== undefined) refuseDestroyed(pdf, value, field.name);
  }
}

/** What one reader shows and another hides, or paper shows and the screen does not (§8.11.4), is not signed. */
function refuseHiddenLayers(pdf: PdfDocument): void {
  const layers = asDict(pdf.value(pdf.catalog(), 'OCProperties'));
  if (layers === undefined) return;
  const usual = asDict(pdf.value(layers, 'D'));
  const off = (usual && asArray(pdf.value(usual, 'OFF'))?.items.length) ?? 0;
  const base = usual && asName(pdf.value(usual, 'BaseState'));
  const groups = asArray(pdf.value(layers, 'OCGs'))?.items ?? [];
  const isHidden = off > 0 || base === 'OFF' || groups.some((group) => hidesItself(pdf, group));
  if (isHidden) {
    throw new CongvanError('SIGNING_HIDDEN_LAYERS', { where: 'OCProperties' });
  }
}

/** Usage of a layer by event (Table 100). */
function hidesItself(pdf: PdfDocument, group: PdfObject): boolean {
  const dict = asDict(pdf.resolve(group));
  const usage = dict && asDict(pdf.value(dict, 'Usage'));
  const isOff = (event: string): boolean => {
    const state = usage && asDict(pdf.value(usage, event));
    return state !== undefined && asName(pdf.value(state, `${event}State`)) === 'OFF';
  };
  return isOff('View') || isOff('Print');
}

/** Bytes after the end belong to nobody; an update would take them in. */
function refuseTail(pdf: PdfDocument): void {
  if (pdf.endsCleanly) return;
  throw new CongvanError('PDF_AMBIGUOUS', {
    where: `byte ${pdf.revision.endOffset}`,
    detail: 'something follows the end of the file',
  });
}

/** DocMDP with P=1: no changes at all (ISO 32000-2 §12.8.2.2.2, Table 257). */
function refuseCertified(pdf: PdfDocument): void {
  const permissions = asDict(pdf.value(pdf.catalog(), 'Perms'));
  const signature = permissions && asDict(pdf.value(permissions, 'DocMDP'));
  const references = (signature && asArray(pdf.value(signature, 'Reference'))?.items) ?? [];
  for (const item of references) {
    const reference = asDict(pdf.resolve(item));
    if (reference === undefined || asName(pdf.value(reference, 'TransformMethod')) !== 'DocMDP') continue;
    const parameters = asDict(pdf.value(reference, 'TransformParams'));
    const permission = (parameters && asInteger(pdf.value(parameters, 'P'))) ?? 2;
    if (permission !== 2 && permission !== 3) {
      throw new CongvanError('SIGNING_FORBIDDEN_BY_DOCUMENT', {
        where: 'Perms',
        detail: `DocMDP P=${permission}`,
      });
    }
  }
}

/** A place kept for a value that never came: whoever fills it up later would sign in the name of this document. */
function refuseUnfinished(pdf: PdfDocument): void {
  const found: number[] = [];
  holdsName(pdf.bytes, UNFINISHED, (_, end) => found.push(end) > 0);
  if (found[0] === undefined) return;
  throw new CongvanError('SIGNING_UNFINISHED_SIGNATURE', { where: `byte ${found[0]}` });
}

/** What signing programs write into /ByteRange until they know it. */
const UNFINISHED = nameScan(['**********']);

/** A signature whose /ByteRange leaves the file, or that has no value: copies on the Internet are full of them. */
function refuseDestroyed(pdf: PdfDocument, signature: PdfDict, field: string): void {
  const range = asArray(pdf.value(signature, 'ByteRange'))?.items.map(asInteger) ?? [];
  const [start, length, second, rest] = range;
  const contents = pdf.value(signature, 'Contents');
  const isWhole =
    range.length === 4 &&
    start === 0 &&
    length !== undefined &&
    second !== undefined &&
    rest !== undefined &&
    second > length &&
    second + rest <= pdf.bytes.length;
  const hasValue = contents.kind === 'string' && contents.bytes.some((byte) => byte !== 0);
  if (isWhole && hasValue) return;
  const detail = isWhole ? 'it has no value' : 'its byte range does not fit the file';
  throw new CongvanError('SIGNING_EARLIER_SIGNATURE_BROKEN', { where: field, detail });
}
