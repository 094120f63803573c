/** Which field a signature goes into: a new one, or an empty one that waits for it, with what that demands. */
import { CongvanError } from '../../kernel/errors.ts';
import { type BoxMm, boxAsSeen, type PageSpace, pageSpace } from './geometry.ts';
import { isLocked, permissionsOf } from './permissions.ts';
import type { PdfDocument } from './read/document.ts';
import { type FormField, fieldsOf } from './read/form.ts';
import { asArray, asDict, asRef, type PdfDict, type PdfRef } from './read/objects.ts';
import { type PdfPage, pagesOf, rectOf } from './read/pages.ts';
import { signaturesOf } from './signatures.ts';

/** An empty field that can be signed. */
export interface WaitingField {
  readonly name: string;
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  readonly widget: PdfRef;
  readonly space: PageSpace;
  /** Its rectangle as seen. */
  readonly box: BoxMm;
  /** /Lock (ISO 32000-2 Table 236); undefined without one. */
  readonly lock: PdfDict | undefined;
  /** /SV (Table 237); undefined without one. */
  readonly seed: PdfDict | undefined;
}

/**
 * The named field, if it is empty and stands visibly on one page.
 * @throws SIGNATURE_FIELD_NOT_FOUND, SIGNATURE_FIELD_SIGNED, SIGNATURE_FIELD_UNUSABLE
 */
export function waitingField(pdf: PdfDocument, name: string): WaitingField {
  const field = fieldsOf(pdf).find((one) => one.name === name && one.type === 'Sig' && one.terminal);
  if (field === undefined)
    throw new CongvanError('SIGNATURE_FIELD_NOT_FOUND', { where: name, detail: waiting(pdf) });
  if (pdf.resolve(field.value).kind !== 'null')
    throw new CongvanError('SIGNATURE_FIELD_SIGNED', { where: name });
  const [widget, another] = field.widgets;
  const page = pageOfWidget(pdf, field);
  const rect = rectOf(pdf, widget?.dict.entries.get('Rect'));
  if (field.ref === null || widget?.ref == null || another !== undefined)
    throw unusable(name, 'it is not one field object with one widget object');
  if (page === undefined || rect === null || rect.right <= rect.left || rect.top <= rect.bottom)
    throw unusable(name, 'it has no area on a page');
  const space = pageSpace(pdf, page);
  const { ref, dict } = field;
  const inField = (key: string): PdfDict | undefined => asDict(pdf.value(dict, key));
  return {
    ...{ name, ref, dict, widget: widget.ref, space, box: boxAsSeen(space, rect) },
    ...{ lock: inField('Lock'), seed: inField('SV') },
  };
}

/** The names of the empty fields, for the message. */
function waiting(pdf: PdfDocument): string {
  const names = fieldsOf(pdf)
    .filter(({ type, terminal, value }) => type === 'Sig' && terminal && pdf.resolve(value).kind === 'null')
    .map(({ name }) => name);
  return names.length === 0 ? 'no field waits for a signature' : `waiting: ${names.slice(0, 10).join(', ')}`;
}

function unusable(where: string, detail: string): CongvanError {
  return new CongvanError('SIGNATURE_FIELD_UNUSABLE', { where, detail });
}

export function pageOfWidget(pdf: PdfDocument, field: FormField): PdfPage | undefined {
  const number = field.widgets[0]?.ref?.number;
  for (const page of pagesOf(pdf)) {
    const annotations = asArray(pdf.value(page.dict, 'Annots'))?.items ?? [];
    if (annotations.some((annotation) => number !== undefined && asRef(annotation)?.number === number))
      return page;
  }
  return undefined;
}

/**
 * What earlier signatures permit (FieldMDP, field locks, DocMDP): asked before the key is used, by the verifier's rules.
 * @param field name of the field to be signed, new or waiting
 * @throws SIGNATURE_FIELD_LOCKED
 */
export function refuseLocked(pdf: PdfDocument, field: string): void {
  for (const signature of signaturesOf(pdf)) {
    const { p, locks } = permissionsOf(pdf, signature);
    const why = p === 0 || p === 1 ? `DocMDP P=${p}` : 'FieldMDP';
    if (p !== 0 && p !== 1 && !locks.some((lock) => isLocked(lock, field))) continue;
    throw new CongvanError('SIGNATURE_FIELD_LOCKED', { where: field, detail: `${signature.field}: ${why}` });
  }
}
