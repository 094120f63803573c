import type { PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { asArray, asDict, asInteger, asName, asString, type PdfDict } from './read/objects.ts';
import { textOf } from './read/text.ts';
import type { PdfSignature } from './signatures.ts';

/** Which fields a signature locks (FieldMDP, ISO 32000-2 §12.8.2.4), by their full names. */
export type FieldLock =
  | { readonly action: 'All'; readonly known: ReadonlySet<string> }
  | { readonly action: 'Include'; readonly fields: ReadonlySet<string> }
  | {
      readonly action: 'Exclude';
      readonly fields: ReadonlySet<string>;
      readonly known: ReadonlySet<string>;
    };

/** What a signature says about changes after it. */
export interface Permissions {
  /** /P of DocMDP; null when it says nothing: then 2 holds. 0: it says something that cannot be read. */
  readonly p: 0 | 1 | 2 | 3 | null;
  /** True for the signature that /Perms of the catalog names. */
  readonly certifies: boolean;
  readonly locks: readonly FieldLock[];
}

/** Read from the signed revision only. A transform that is not known permits nothing. */
export function permissionsOf(pdf: PdfDocument, signature: PdfSignature): Permissions {
  const view = pdf.at(signature.revision);
  const fields = fieldsOf(view);
  const known = new Set(fields.map(({ name }) => name));
  const references = asArray(view.value(signature.dict, 'Reference'))?.items ?? [];
  const parts = references.map((item) => referenceOf(view, asDict(view.resolve(item)), known));
  const own = fields.find(({ name }) => name === signature.field);
  const lock = own === undefined ? undefined : asDict(view.value(own.dict, 'Lock'));
  if (lock !== undefined) parts.push({ p: pOf(view, lock), lock: lockOf(view, lock, known) });
  const ps = parts.flatMap(({ p }) => (p === null ? [] : [p]));
  return {
    p: ps.length === 0 ? null : ps.reduce(least),
    certifies: isCertification(view, signature),
    locks: parts.flatMap((part) => (part.lock === null ? [] : [part.lock])),
  };
}

interface Part {
  readonly p: Permissions['p'];
  readonly lock: FieldLock | null;
}

function referenceOf(view: PdfDocument, reference: PdfDict | undefined, known: ReadonlySet<string>): Part {
  const method = reference && asName(view.value(reference, 'TransformMethod'));
  const parameters = reference && asDict(view.value(reference, 'TransformParams'));
  if (method === 'DocMDP')
    return { p: parameters === undefined ? 2 : (pOf(view, parameters) ?? 2), lock: null };
  if (method === 'FieldMDP' && parameters !== undefined) {
    return { p: pOf(view, parameters), lock: lockOf(view, parameters, known) };
  }
  // UR and UR3 grant rights in one vendor's program; they say nothing of changes.
  if (method === 'UR' || method === 'UR3' || method === 'Identity') return { p: null, lock: null };
  return { p: 0, lock: null };
}

function pOf(view: PdfDocument, dict: PdfDict): Permissions['p'] {
  const value = view.value(dict, 'P');
  if (value.kind === 'null') return null;
  const p = asInteger(value);
  return p === 1 || p === 2 || p === 3 ? p : 0;
}

function lockOf(view: PdfDocument, dict: PdfDict, known: ReadonlySet<string>): FieldLock {
  const action = asName(view.value(dict, 'Action'));
  const items = asArray(view.value(dict, 'Fields'))?.items ?? [];
  const fields = new Set(items.map((item) => textOf(asString(view.resolve(item)) ?? new Uint8Array())));
  if (action === 'Include') return { action, fields };
  return action === 'Exclude' ? { action, fields, known } : { action: 'All', known };
}

function isCertification(view: PdfDocument, signature: PdfSignature): boolean {
  const permissions = asDict(view.value(view.catalog(), 'Perms'));
  const certified = permissions && asDict(view.value(permissions, 'DocMDP'));
  return certified !== undefined && certified === signature.dict;
}

/**
 * Is the field locked? By its exact name, or because a field above it is: `a` locks `a.b`, never `ab`.
 * What did not exist when it was signed is locked only by its name.
 */
export function isLocked(lock: FieldLock, field: string): boolean {
  switch (lock.action) {
    case 'Include':
      return ancestors(field).some((name) => lock.fields.has(name));
    case 'Exclude':
      return lock.known.has(field) && !lock.fields.has(field);
    case 'All':
      return lock.known.has(field);
    default:
      lock satisfies never;
      return true;
  }
}

/** `a.b.c`, `a.b`, `a`. */
function ancestors(field: string): readonly string[] {
  const parts = field.split('.');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('.'));
}

function least(one: 0 | 1 | 2 | 3, other: 0 | 1 | 2 | 3): 0 | 1 | 2 | 3 {
  return one <= other ? one : other;
}
