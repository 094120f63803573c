import { ambiguous, overLimit } from './damage.ts';
import type { PdfDocument } from './document.ts';
import { PDF_LIMITS } from './limits.ts';
import {
  asArray,
  asDict,
  asName,
  asRef,
  asString,
  PDF_NULL,
  type PdfDict,
  type PdfObject,
  type PdfRef,
} from './objects.ts';
import { textOf } from './text.ts';

/** The interactive form (ISO 32000-2 §12.7.3). */
export interface AcroForm {
  /** Null when the dictionary stands in the catalog itself. */
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
}

/** A form field, or one that has kids which are fields. */
export interface FormField {
  /** Null for a field that is not an indirect object. */
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  /** Fully qualified (§12.7.4.2): partial names joined by full stops. */
  readonly name: string;
  /** /FT, its own or inherited. */
  readonly type: string | null;
  /** /V, its own or inherited, not resolved; the null object when absent. */
  readonly value: PdfObject;
  /** The indirect object in which /V stands; null when there is none. */
  readonly valueHolder: PdfRef | null;
  /** The widgets: the field itself when merged with its widget, else its kids without a name. */
  readonly widgets: readonly { readonly ref: PdfRef | null; readonly dict: PdfDict }[];
  readonly terminal: boolean;
}

export function acroFormOf(pdf: PdfDocument): AcroForm | null {
  const object = pdf.catalog().entries.get('AcroForm');
  const dict = asDict(pdf.resolve(object));
  return dict === undefined ? null : { ref: asRef(object) ?? null, dict };
}

interface Above {
  readonly name: string;
  readonly type: string | null;
  readonly value: PdfObject;
  readonly valueHolder: PdfRef | null;
}

const TOP: Above = { name: '', type: null, value: PDF_NULL, valueHolder: null };

/** Every field of the form, parents before their kids. @throws PDF_AMBIGUOUS when the tree has a circle */
export function fieldsOf(pdf: PdfDocument): readonly FormField[] {
  const form = acroFormOf(pdf);
  const out: FormField[] = [];
  const visited = new Set<number>();
  const roots = form === null ? undefined : asArray(pdf.value(form.dict, 'Fields'));
  for (const field of roots?.items ?? []) collect(pdf, field, TOP, visited, 0, out);
  return out;
}

function collect(
  pdf: PdfDocument,
  node: PdfObject,
  above: Above,
  visited: Set<number>,
  depth: number,
  out: FormField[],
): void {
  if (depth > PDF_LIMITS.pageDepth) throw overLimit('form', 'fields nested too deep');
  const ref = asRef(node) ?? null;
  if (ref !== null && visited.has(ref.number)) throw ambiguous(ref.start, 'a field stands in the form twice');
  if (ref !== null) visited.add(ref.number);
  const dict = asDict(pdf.resolve(node));
  if (dict === undefined) return;
  const here = inherit(pdf, dict, ref, above);
  const kids = kidsOf(pdf, dict);
  const isField = (kid: { dict: PdfDict }): boolean => kid.dict.entries.has('T');
  const terminal = !kids.some(isField);
  const widgets = kids.length === 0 ? [{ ref, dict }] : kids.filter((kid) => !isField(kid));
  out.push({ ref, dict, ...here, widgets, terminal });
  for (const kid of kids) if (isField(kid)) collect(pdf, kid.ref ?? kid.dict, here, visited, depth + 1, out);
}

function inherit(pdf: PdfDocument, dict: PdfDict, ref: PdfRef | null, above: Above): Above {
  const value = dict.entries.get('V');
  const title = asString(pdf.value(dict, 'T'));
  const part = title === undefined ? '' : textOf(title);
  return {
    name: above.name === '' || part === '' ? above.name + part : `${above.name}.${part}`,
    type: asName(pdf.value(dict, 'FT')) ?? above.type,
    value: value ?? above.value,
    valueHolder: value === undefined ? above.valueHolder : ref,
  };
}

function kidsOf(pdf: PdfDocument, dict: PdfDict): readonly { ref: PdfRef | null; dict: PdfDict }[] {
  const kids = asArray(pdf.value(dict, 'Kids'))?.items ?? [];
  return kids.flatMap((kid) => {
    const kidDict = asDict(pdf.resolve(kid));
    return kidDict === undefined ? [] : [{ ref: asRef(kid) ?? null, dict: kidDict }];
  });
}
