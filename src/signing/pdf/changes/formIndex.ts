import type { PdfDocument } from '../read/document.ts';
import { type FormField, fieldsOf } from '../read/form.ts';
import { asRef } from '../read/objects.ts';
import type { Comparison } from './comparison.ts';

/** The fields of one revision, found by name and by object number. */
export interface FormIndex {
  readonly fields: readonly FormField[];
  readonly byName: ReadonlyMap<string, FormField>;
  readonly byNumber: ReadonlyMap<number, FormField>;
  /** Object number of a widget, or of a field merged with its widget. */
  readonly widgets: ReadonlyMap<number, FormField>;
  /** Object numbers of the values of signature fields. */
  readonly signatures: ReadonlySet<number>;
}

interface Both {
  readonly before: FormIndex;
  readonly after: FormIndex;
}

const KNOWN = new WeakMap<Comparison, Both>();
const INDEXES = new WeakMap<PdfDocument, FormIndex>();

export function formOf(comparison: Comparison): Both {
  const known = KNOWN.get(comparison);
  if (known !== undefined) return known;
  const both = { before: indexOf(comparison.before), after: indexOf(comparison.after) };
  KNOWN.set(comparison, both);
  return both;
}

function indexOf(pdf: PdfDocument): FormIndex {
  const known = INDEXES.get(pdf);
  if (known !== undefined) return known;
  const fields = fieldsOf(pdf);
  const widgets = new Map<number, FormField>();
  const byNumber = new Map<number, FormField>();
  const signatures = new Set<number>();
  for (const field of fields) {
    if (field.ref !== null) byNumber.set(field.ref.number, field);
    const value = field.type === 'Sig' && field.terminal ? asRef(field.value) : undefined;
    if (value !== undefined) signatures.add(value.number);
    for (const { ref } of field.widgets) if (ref !== null) widgets.set(ref.number, field);
  }
  const byName = new Map(fields.map((field) => [field.name, field]));
  const index = { fields, byName, byNumber, widgets, signatures };
  INDEXES.set(pdf, index);
  return index;
}
