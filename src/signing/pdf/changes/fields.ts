import type { FormField } from '../read/form.ts';
import { asArray, asName, asRef, type PdfDict, type PdfObject } from '../read/objects.ts';
import type { ChangeCode, Needed } from './change.ts';
import { type Comparison, keysOf, sameRef, sameScalar } from './comparison.ts';
import { formOf } from './formIndex.ts';
import { hidesContent, mayShow } from './hiding.ts';
import { isVisible } from './visible.ts';

/** What may change in a field and its widgets because of what happened to it. */
interface Happened {
  readonly keys: ReadonlySet<string>;
  readonly code: ChangeCode;
}

const UNTOUCHED: Happened = { keys: new Set(), code: 'PDF_CHANGE_FIELD' };
const WAS_SIGNED: Happened = { keys: new Set(), code: 'PDF_CHANGE_SIGNATURE_CHANGED' };
const SIGNED_NOW: Happened = {
  keys: new Set(['V', 'AP', 'AS', 'F', 'M', 'MK', 'DA']),
  code: 'PDF_CHANGE_FIELD',
};
const FILLED: Happened = { keys: new Set(['V', 'I', 'AS', 'RV', 'AP', 'M', 'DA']), code: 'PDF_CHANGE_FIELD' };
/** A button shows one of the looks it was signed with. */
const PRESSED: Happened = { keys: new Set(['V', 'I', 'AS', 'M']), code: 'PDF_CHANGE_FIELD' };

/** What a new signature field and its widget may have (ISO 32000-2 Tables 166, 226, 238, 192); nothing that acts. */
const NEW_FIELD_KEYS: ReadonlySet<string> = new Set([
  ...[
    'Type',
    'Subtype',
    'FT',
    'T',
    'TU',
    'TM',
    'V',
    'Kids',
    'Parent',
    'P',
    'Rect',
    'F',
    'Ff',
    'AP',
    'AS',
    'M',
    'NM',
  ],
  ...[
    'MK',
    'DA',
    'DR',
    'Q',
    'BS',
    'Border',
    'H',
    'C',
    'Lock',
    'SV',
    'Contents',
    'StructParent',
    'OC',
    'Lang',
  ],
]);

/** Every field of the form, old ones against what they were, new ones for what they are. */
export function compareFields(comparison: Comparison): void {
  const { before, after } = formOf(comparison);
  const known = new Set<FormField>();
  for (const old of before.fields) {
    const now = old.ref === null ? after.byName.get(old.name) : after.byNumber.get(old.ref.number);
    const path = `Root/AcroForm/${old.name}`;
    if (now?.name !== old.name || !sameRef(old.ref, now.ref)) {
      comparison.report({ code: 'PDF_CHANGE_FIELD_REMOVED', path, needs: 'never', field: old.name });
    } else {
      known.add(now);
      compareField(comparison, old, now, path);
    }
  }
  for (const field of after.fields) if (!known.has(field)) added(comparison, field);
}

function compareField(comparison: Comparison, old: FormField, now: FormField, path: string): void {
  if (now.ref !== null) comparison.reached.add(now.ref.number);
  const happened = whatHappened(comparison, old, now, path);
  compareKeys(comparison, old.dict, now.dict, path, happened);
  compareKids(comparison, old, now, path, happened);
}

function whatHappened(comparison: Comparison, old: FormField, now: FormField, path: string): Happened {
  const before = comparison.before.resolve(old.value);
  const after = comparison.resolve(now.value);
  if (old.type === 'Sig') {
    if (before.kind !== 'null') return WAS_SIGNED;
    if (after.kind === 'null') return UNTOUCHED;
    reportSigned(comparison, now, path);
    return SIGNED_NOW;
  }
  if (sameValue(comparison, before, after)) return UNTOUCHED;
  const overwrites = !isEmpty(before);
  comparison.report({ code: 'PDF_CHANGE_FIELD_FILLED', path, needs: 2, field: old.name, overwrites });
  if (now.widgets.some((widget) => hidesContent(comparison, widget))) {
    comparison.report({ code: 'PDF_CHANGE_CONTENT_COVERED', path, needs: 'never', field: old.name });
  }
  return old.type === 'Btn' ? PRESSED : FILLED;
}

function sameValue(comparison: Comparison, before: PdfObject, after: PdfObject): boolean {
  if (before.kind === 'array' && after.kind === 'array') {
    return (
      before.items.length === after.items.length &&
      before.items.every((item, i) =>
        sameScalar(comparison.before.resolve(item), comparison.resolve(after.items[i])),
      )
    );
  }
  if (before.kind === 'stream' && after.kind === 'stream') return comparison.sameData(before, after);
  return sameScalar(before, after);
}

function isEmpty(value: PdfObject): boolean {
  if (value.kind === 'null') return true;
  if (value.kind === 'array') return value.items.length === 0;
  return value.kind === 'string' ? value.bytes.length === 0 : asName(value) === 'Off';
}

function compareKeys(
  comparison: Comparison,
  old: PdfDict,
  now: PdfDict,
  path: string,
  { keys, code }: Happened,
): void {
  for (const key of keysOf(old, now)) {
    const [before, after] = [old.entries.get(key), now.entries.get(key)];
    if (key === 'Kids') continue;
    if (key === 'Parent' || (key === 'P' && before !== undefined)) {
      if (!sameRef(asRef(before), asRef(after)))
        comparison.report({ code, path: `${path}/${key}`, needs: 'never' });
    } else if (keys.has(key) || (key === 'P' && before === undefined)) {
      if (key === 'AP' && before?.kind === 'ref' && !sameRef(before, asRef(after))) {
        comparison.exchanged.set(before.number, `${path}/AP`);
      }
      comparison.reach(after);
    } else {
      const named = key === 'AP' && code === 'PDF_CHANGE_FIELD' ? 'PDF_CHANGE_APPEARANCE' : code;
      comparison.strict(before, after, `${path}/${key}`, named);
    }
  }
}

/** Widgets of the field, one by one; kids that are fields are in the list of fields themselves. */
function compareKids(
  comparison: Comparison,
  old: FormField,
  now: FormField,
  path: string,
  happened: Happened,
): void {
  comparison.resolve(now.dict.entries.get('Kids'));
  for (const kid of asArray(comparison.after.value(now.dict, 'Kids'))?.items ?? []) {
    const number = asRef(kid)?.number;
    if (number !== undefined) comparison.reached.add(number);
  }
  if (old.widgets[0]?.dict === old.dict && now.widgets[0]?.dict === now.dict) return;
  for (const [i, widget] of old.widgets.entries()) {
    const same = now.widgets[i];
    const kidPath = `${path}/Kids[${i}]`;
    if (same === undefined || !sameRef(widget.ref, same.ref)) {
      comparison.report({ code: happened.code, path: kidPath, needs: 'never', field: old.name });
    } else compareKeys(comparison, widget.dict, same.dict, kidPath, happened);
  }
  if (now.widgets.length > old.widgets.length) {
    comparison.report({ code: happened.code, path: `${path}/Kids`, needs: 'never', field: old.name });
  }
}

/** Only signature fields may be added, with a name of their own and nothing that acts or is not known. */
function added(comparison: Comparison, field: FormField): void {
  const path = `Root/AcroForm/${field.name}`;
  const { before } = formOf(comparison);
  comparison.reach(field.ref ?? field.dict);
  const parts = [field.dict, ...field.widgets.map(({ dict }) => dict)];
  const isKnown = parts.every(({ entries }) => [...entries.keys()].every((key) => NEW_FIELD_KEYS.has(key)));
  const isNew = !before.byName.has(field.name) && field.name !== '';
  if (!isNew || !isKnown || (field.type !== 'Sig' && field.terminal)) {
    comparison.report({ code: 'PDF_CHANGE_FIELD_ADDED', path, needs: 'never', field: field.name });
  } else if (!field.terminal) {
    return;
  } else if (comparison.after.resolve(field.value).kind === 'null') {
    reportEmpty(comparison, field, path);
  } else reportSigned(comparison, field, path);
}

/** Nobody answers for a field that nobody signed: it may not show anything. */
function reportEmpty(comparison: Comparison, field: FormField, path: string): void {
  const shows = field.widgets.some(({ dict }) => mayShow(comparison.after, dict));
  comparison.report(
    shows
      ? { code: 'PDF_CHANGE_APPEARANCE', path, needs: 'never', field: field.name }
      : { code: 'PDF_CHANGE_SIGNATURE_FIELD_ADDED', path, needs: 2, field: field.name },
  );
}

/** A document timestamp that shows nothing may be added even where nothing may change. */
function reportSigned(comparison: Comparison, field: FormField, path: string): void {
  const value = comparison.after.resolve(field.value);
  const isTimestamp =
    value.kind === 'dict' && asName(comparison.after.value(value, 'SubFilter')) === 'ETSI.RFC3161';
  const code = isTimestamp ? 'PDF_CHANGE_TIMESTAMP_ADDED' : 'PDF_CHANGE_SIGNATURE_ADDED';
  const shows = field.widgets.some(({ dict }) => isVisible(comparison.after, dict));
  const needs: Needed = isTimestamp && !shows ? 1 : 2;
  comparison.report({ code, path, needs, field: field.name });
}
