import { ambiguous, overLimit } from './read/damage.ts';
import type { PdfDocument } from './read/document.ts';
import { acroFormOf, type FormField, fieldsOf } from './read/form.ts';
import { asArray, asInteger, asName, type PdfDict, type PdfRef } from './read/objects.ts';

/** A signature dictionary (ISO 32000-2 Table 255), read from the revision that wrote it. */
export interface PdfSignature {
  /** Fully qualified name of its field. */
  readonly field: string;
  /** The revision that wrote it: where it should be, what it should cover. */
  readonly revision: number;
  readonly dict: PdfDict;
  /** Null when it stands in the field itself. */
  readonly ref: PdfRef | null;
  readonly subFilter: string | null;
  /** As written; null when it is not an array of whole numbers. */
  readonly byteRange: readonly number[] | null;
  /** Place of the string with its brackets, and what it holds; null when there is no hexadecimal string. */
  readonly contents: { readonly start: number; readonly end: number; readonly bytes: Uint8Array } | null;
  /** False when it is a member of an object stream: then its bytes are nowhere in the file. */
  readonly inFile: boolean;
  /** The other fields that name it; one signature belongs to one field. */
  readonly alsoIn: readonly string[];
  /** False when the newest revision no longer has it in this field. */
  readonly present: boolean;
}

/** A field of type /Sig of the newest revision. */
export interface SignatureField {
  readonly name: string;
  readonly field: FormField;
  /**
   * unsigned: there is no value · signed: the value is a dictionary, good or bad ·
   * destroyed: there is a value, but no dictionary behind it
   */
  readonly state: 'unsigned' | 'signed' | 'destroyed';
  readonly signature: PdfSignature | null;
}

/** Signatures judged in one file: each is told of all others. */
const MOST_SIGNATURES = 500;
/** Fields looked at in all revisions together. */
const BUDGET = 2_000_000;

/** The signature fields of the newest revision. */
export function signatureFields(pdf: PdfDocument): readonly SignatureField[] {
  const signatures = signaturesOf(pdf).filter(({ present }) => present);
  return fieldsOf(pdf)
    .filter(isSignatureField)
    .map((field) => {
      const signature = signatures.find((one) => one.field === field.name || one.alsoIn.includes(field.name));
      if (signature !== undefined) return { name: field.name, field, state: 'signed', signature };
      const state = field.value.kind === 'null' ? 'unsigned' : 'destroyed';
      return { name: field.name, field, state, signature: null };
    });
}

/**
 * Every signature any revision holds, in the order in which they were written; also those that a later revision
 * removed or replaced.
 */
export function signaturesOf(pdf: PdfDocument): readonly PdfSignature[] {
  const found = new Map<number, Found>();
  let budget = BUDGET;
  for (const { index } of pdf.revisions) {
    const view = pdf.passing(index);
    budget -= rootFields(view);
    for (const field of fieldsOf(view)) {
      budget -= 1 + field.widgets.length;
      if (budget < 0) throw overLimit('form', 'too many fields in too many revisions');
      if (isSignatureField(field)) note(view, field, found);
      if (found.size > MOST_SIGNATURES) throw overLimit('form', 'too many signatures');
    }
  }
  const last = pdf.revision.index;
  return [...found.values()]
    .sort((a, b) => a.dict.start - b.dict.start)
    .map((one) => describe(pdf, one, last));
}

/** How many the form names, fields or not. */
function rootFields(view: PdfDocument): number {
  const form = acroFormOf(view);
  return form === null ? 0 : (asArray(view.value(form.dict, 'Fields'))?.items.length ?? 0);
}

interface Found {
  readonly field: string;
  readonly alsoIn: Set<string>;
  readonly dict: PdfDict;
  readonly ref: PdfRef | null;
  readonly inFile: boolean;
  lastSeen: number;
}

function isSignatureField(field: FormField): boolean {
  return field.type === 'Sig' && field.terminal;
}

/** Signatures are told apart by the place of their dictionary. */
function note(view: PdfDocument, field: FormField, found: Map<number, Found>): void {
  const dict = view.resolve(field.value);
  if (dict.kind !== 'dict') return;
  const ref = field.value.kind === 'ref' ? field.value : null;
  const holder = ref ?? field.valueHolder;
  const inFile = holder !== null && view.indirect(holder)?.inStream === null;
  const known = found.get(dict.start);
  if (known === undefined || known.dict !== dict) {
    if (known !== undefined) throw ambiguous(dict.start, 'two signatures in one place');
    const first = { field: field.name, alsoIn: new Set<string>(), dict, ref, inFile };
    found.set(dict.start, { ...first, lastSeen: view.revision.index });
    return;
  }
  if (known.field !== field.name) known.alsoIn.add(field.name);
  known.lastSeen = view.revision.index;
}

function describe(pdf: PdfDocument, one: Found, last: number): PdfSignature {
  const { dict, field, ref, inFile } = one;
  const contents = dict.entries.get('Contents');
  const isHex = contents?.kind === 'string' && contents.form === 'hex';
  return {
    ...{ field, dict, ref, inFile },
    revision: inFile ? revisionAt(pdf, dict.start) : last,
    subFilter: asName(dict.entries.get('SubFilter')) ?? null,
    byteRange: numbersOf(dict),
    contents: isHex ? { start: contents.start, end: contents.end, bytes: contents.bytes } : null,
    alsoIn: [...one.alsoIn],
    present: one.lastSeen === last,
  };
}

function revisionAt(pdf: PdfDocument, offset: number): number {
  const index = pdf.revisions.findIndex(({ endOffset }) => offset < endOffset);
  return index < 0 ? pdf.revision.index : index;
}

function numbersOf(dict: PdfDict): readonly number[] | null {
  const items = asArray(dict.entries.get('ByteRange'))?.items.map(asInteger);
  const numbers = items?.filter((item) => item !== undefined);
  return numbers === undefined || numbers.length !== items?.length ? null : numbers;
}
