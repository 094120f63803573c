import { CongvanError } from '../../kernel/errors.ts';
import type { PdfDocument } from './read/document.ts';
import { acroFormOf, fieldsOf } from './read/form.ts';
import {
  asArray,
  asDict,
  asInteger,
  asName,
  dictOf,
  type PdfDict,
  type PdfObject,
  refTo,
} from './read/objects.ts';

/**
 * Refuses what should not be signed for its structure alone. What cannot be read in one way only (encrypted, hybrid,
 * contradictory) was refused by `openPdf`; what earlier signatures are worth is the verifier's answer.
 * @throws SIGNING_FORBIDDEN_BY_DOCUMENT, SIGNING_ACTIVE_CONTENT, SIGNING_EARLIER_SIGNATURE_BROKEN,
 *   SIGNING_UNFINISHED_SIGNATURE, PDF_AMBIGUOUS
 */
export function refuseToSign(pdf: PdfDocument): void {
  refuseToUpdate(pdf);
  refuseCertified(pdf);
  refuseHiddenLayers(pdf);
  refuseActiveContent(pdf);
}

/**
 * Refuses what no update may be appended to: validation data and document timestamps say nothing of the content and
 * are allowed even where the document permits no change (ISO 32000-2 §12.8.4.3, §12.8.5).
 * @throws SIGNING_EARLIER_SIGNATURE_BROKEN, SIGNING_UNFINISHED_SIGNATURE, PDF_AMBIGUOUS
 */
export function refuseToUpdate(pdf: PdfDocument): void {
  refuseTail(pdf);
  refuseUnfinished(pdf);
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
    throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: 'OCProperties', detail: 'hidden layer' });
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
      throw new CongvanError('SIGNING_FORBIDDEN_BY_DOCUMENT', { detail: `DocMDP P=${permission}` });
    }
  }
}

/** @signpdf looks for this mark; one that is already there would get our signature. */
function refuseUnfinished(pdf: PdfDocument): void {
  const { buffer, byteOffset, byteLength } = pdf.bytes;
  const at = Buffer.from(buffer, byteOffset, byteLength).indexOf('/**********');
  if (at >= 0) throw new CongvanError('SIGNING_UNFINISHED_SIGNATURE', { where: `byte ${at}` });
}

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

const ACTIVE = new Set(['JavaScript', 'Launch', 'ImportData', 'Rendition', 'RichMediaExecute']);

function refuseActiveContent(pdf: PdfDocument): void {
  const form = acroFormOf(pdf);
  if (form !== null && pdf.value(form.dict, 'XFA').kind !== 'null') {
    throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: 'AcroForm', detail: 'XFA form' });
  }
  for (const number of pdf.objectNumbers()) {
    const entry = pdf.entry(number);
    const generation = entry?.kind === 'offset' ? entry.generation : 0;
    const found = activeAction(pdf, pdf.indirect(refTo(number, generation))?.value);
    if (found !== undefined) {
      throw new CongvanError('SIGNING_ACTIVE_CONTENT', { where: `object ${number}`, detail: found });
    }
  }
}

/** Actions (§12.6), the name tree of document scripts and data in other files, wherever they stand in an object. */
function activeAction(pdf: PdfDocument, object: PdfObject | undefined): string | undefined {
  const dict = dictOf(object);
  if (object?.kind === 'stream' && pdf.value(object.dict, 'F').kind !== 'null') return 'data in another file';
  const parts = dict === undefined ? (asArray(object)?.items ?? []) : dict.entries.values();
  const action = asName(pdf.resolve(dict?.entries.get('S')));
  if (action !== undefined && ACTIVE.has(action)) return action;
  if (dict?.entries.has('JavaScript') || dict?.entries.has('JS')) return 'JavaScript';
  for (const part of parts) {
    const found = part.kind === 'dict' || part.kind === 'array' ? activeAction(pdf, part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
