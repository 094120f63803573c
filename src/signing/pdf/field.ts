/** Signature field, widget and signature dictionary (ISO 32000-2 §12.7.5.5, §12.8.1). */
import { CongvanError } from '../../kernel/errors.ts';
import { ACT_KEY, actDictionary, type DeclaredAct } from './declaredAct.ts';
import type { PdfDocument } from './read/document.ts';
import { acroFormOf, fieldsOf } from './read/form.ts';
import { asInteger, asRef, type PdfDict, type PdfIndirect, type PdfRef } from './read/objects.ts';
import type { PdfPage, PdfRect } from './read/pages.ts';
import type { WaitingField } from './signedField.ts';
import { changedDict, kept, objectRef, type PdfUpdate } from './write/update.ts';
import { dict, type NewDict, type NewValue, name, type ObjectRef, raw, textString } from './write/values.ts';

/** Print (4) and Locked (128). */
const WIDGET_FLAGS = 132;
/** SignaturesExist (1) and AppendOnly (2). */
const SIG_FLAGS = 3;

export interface SignatureField {
  readonly page: PdfPage;
  readonly rect: PdfRect;
  /** Null for a field that shows nothing; its rectangle is then empty. */
  readonly appearance: ObjectRef | null;
  readonly value: ObjectRef;
  /** Partial name, new in this form. */
  readonly title: string;
}

/** The first of `Signature1`, `Signature2`, … that no field of the form has. */
export function nextFieldName(pdf: PdfDocument, stem = 'Signature'): string {
  const taken = new Set(fieldsOf(pdf).map((field) => field.name));
  for (let count = 1; ; count++) if (!taken.has(`${stem}${count}`)) return `${stem}${count}`;
}

/** Adds a field merged with its widget to the form and to the page, changing as few objects as possible. */
export function addSignatureField(pdf: PdfDocument, update: PdfUpdate, field: SignatureField): ObjectRef {
  const page = indirectOf(pdf, field.page.ref, () => `page ${field.page.index + 1}`);
  const { left, bottom, right, top } = field.rect;
  const widget = update.add(
    dict({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: textString(field.title),
      F: WIDGET_FLAGS,
      P: objectRef(page.ref),
      Rect: [left, bottom, right, top],
      AP: field.appearance === null ? undefined : dict({ N: field.appearance }),
      V: field.value,
    }),
  );
  addToPage(pdf, update, page, widget);
  addToForm(pdf, update, widget);
  return widget;
}

/** An empty field that becomes signed: its value, and the look of its widget; its rectangle stays. */
export function fillSignatureField(
  pdf: PdfDocument,
  update: PdfUpdate,
  waiting: WaitingField,
  filled: { readonly value: ObjectRef; readonly appearance: ObjectRef },
): void {
  const field = indirectOf(pdf, waiting.ref, () => waiting.name);
  const look = { F: WIDGET_FLAGS, AP: dict({ N: filled.appearance }) };
  if (waiting.widget.number === waiting.ref.number) {
    const changes = { V: filled.value, ...look };
    update.write(objectRef(field.ref), changedDict(field.indirect, field.dict, changes));
  } else {
    const widget = indirectOf(pdf, waiting.widget, () => waiting.name);
    update.write(objectRef(field.ref), changedDict(field.indirect, field.dict, { V: filled.value }));
    update.write(objectRef(widget.ref), changedDict(widget.indirect, widget.dict, look));
  }
  addToForm(pdf, update, null);
}

interface Holder {
  readonly ref: PdfRef;
  readonly indirect: PdfIndirect;
  readonly dict: PdfDict;
}

function indirectOf(pdf: PdfDocument, ref: PdfRef | null, where: () => string): Holder {
  const indirect = ref === null ? undefined : pdf.indirect(ref);
  if (ref === null || indirect?.value.kind !== 'dict') {
    throw new CongvanError('PDF_OBJECT_DAMAGED', {
      where: where(),
      detail: 'not an indirect dictionary',
    });
  }
  return { ref, indirect, dict: indirect.value };
}

/** An array under a key: in the dictionary itself, or an object of its own. */
interface List {
  readonly own: { readonly ref: PdfRef; readonly indirect: PdfIndirect } | null;
  readonly items: readonly NewValue[];
}

/** @throws PDF_OBJECT_DAMAGED when something else stands there: it would be lost */
function listOf(pdf: PdfDocument, holder: PdfIndirect, from: PdfDict, key: string): List {
  const object = from.entries.get(key);
  const value = pdf.resolve(object);
  if (value.kind === 'null') return { own: null, items: [] };
  const ref = asRef(object);
  const indirect = ref === undefined ? holder : pdf.indirect(ref);
  if (value.kind !== 'array' || indirect === undefined || (ref !== undefined && indirect.value !== value)) {
    throw new CongvanError('PDF_OBJECT_DAMAGED', { where: `/${key}`, detail: 'not an array' });
  }
  const items = value.items.map((item) => kept(indirect, item));
  return { own: ref === undefined ? null : { ref, indirect }, items };
}

function addToPage(pdf: PdfDocument, update: PdfUpdate, page: Holder, widget: ObjectRef): void {
  const { own, items } = listOf(pdf, page.indirect, page.dict, 'Annots');
  const list = [...items, widget];
  if (own !== null) update.write(objectRef(own.ref), list);
  else update.write(objectRef(page.ref), changedDict(page.indirect, page.dict, { Annots: list }));
}

/** @param widget null: the form has it already, and only learns that it bears signatures */
function addToForm(pdf: PdfDocument, update: PdfUpdate, widget: ObjectRef | null): void {
  const catalog = indirectOf(pdf, pdf.catalogRef, () => 'catalog');
  const form = acroFormOf(pdf);
  if (form === null) {
    const created = dict({ Fields: widget === null ? [] : [widget], SigFlags: SIG_FLAGS });
    update.write(objectRef(catalog.ref), changedDict(catalog.indirect, catalog.dict, { AcroForm: created }));
    return;
  }
  const holder = form.ref === null ? catalog : indirectOf(pdf, form.ref, () => 'AcroForm');
  const changes = formChanges(pdf, update, holder.indirect, form.dict, widget);
  if (Object.keys(changes).length === 0) return;
  const changed = changedDict(holder.indirect, form.dict, changes);
  const written =
    form.ref === null ? changedDict(catalog.indirect, catalog.dict, { AcroForm: changed }) : changed;
  update.write(objectRef(holder.ref), written);
}

/** Empty when only an array of its own had to change. */
function formChanges(
  pdf: PdfDocument,
  update: PdfUpdate,
  holder: PdfIndirect,
  form: PdfDict,
  widget: ObjectRef | null,
): Readonly<Record<string, NewValue>> {
  const flags = asInteger(pdf.value(form, 'SigFlags')) ?? 0;
  const flagChange = (flags & SIG_FLAGS) === SIG_FLAGS ? {} : { SigFlags: flags | SIG_FLAGS };
  if (widget === null) return flagChange;
  const { own, items } = listOf(pdf, holder, form, 'Fields');
  const list = [...items, widget];
  if (own === null) return { ...flagChange, Fields: list };
  update.write(objectRef(own.ref), list);
  return flagChange;
}

export interface SignatureDictionary {
  /** Size of the CMS at most. */
  readonly contentsBytes: number;
  /** `D:…` */
  readonly signedAt: NewValue;
  readonly signer: string;
  readonly reason: string | undefined;
  readonly location: string | undefined;
  /** What an agency declares beside sealing. */
  readonly act?: DeclaredAct | undefined;
  /** Entries of the /Lock of the field it is made in. */
  readonly lock?: NewDict | undefined;
}

/** Ten digits in each place; the pattern is the one that signing programs know as unfinished. */
export const BYTE_RANGE = '[0 /********** /********** /**********]';

/** /ByteRange stands before /Contents: `insertSignature` looks for the one behind the other. */
export function signatureDictionary(signature: SignatureDictionary): NewDict {
  const text = (value: string | undefined) => (value === undefined ? undefined : textString(value));
  return dict({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    ByteRange: raw(BYTE_RANGE),
    Contents: raw(`<${'0'.repeat(signature.contentsBytes * 2)}>`),
    M: signature.signedAt,
    Name: textString(signature.signer),
    Reason: text(signature.reason),
    Location: text(signature.location),
    Reference: signature.lock === undefined ? undefined : [fieldMdp(signature.lock)],
    [ACT_KEY]: signature.act === undefined ? undefined : actDictionary(signature.act),
  });
}

/** The lock of the field, signed with the document (ISO 32000-2 §12.8.2.4, Tables 256 and 259). */
function fieldMdp(lock: NewDict): NewDict {
  const entries = new Map([...lock.entries].filter(([key]) => key !== 'Type'));
  const parameters = { kind: 'dict' as const, entries: entries.set('V', name('1.2')) };
  return dict({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    TransformParams: { ...parameters, entries: entries.set('Type', name('TransformParams')) },
  });
}

/** The lock as it stands in the file, to be written again. */
export function keptLock(
  pdf: PdfDocument,
  { ref, name: field, lock, dict: own }: WaitingField,
): NewDict | undefined {
  if (lock === undefined) return undefined;
  const at = asRef(own.entries.get('Lock')) ?? ref;
  return changedDict(indirectOf(pdf, at, () => `/Lock of ${field}`).indirect, lock, {});
}
