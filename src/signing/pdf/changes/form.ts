import { asDict, type PdfDict, type PdfObject } from '../read/objects.ts';
import { type Comparison, keysOf } from './comparison.ts';
import { compareFields } from './fields.ts';

/** Settings of a form that first came with a signature (ISO 32000-2 Table 224). */
const HARMLESS_WHEN_NEW: ReadonlySet<string> = new Set(['DA', 'Q']);

/** The interactive form: its fields, and the settings around them. */
export function compareForms(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const pair = comparison.pair(old, now, 'AcroForm');
  const [before, after] = [asDict(pair.old), asDict(pair.now)];
  if (after === undefined) {
    if (before !== undefined) never(comparison, 'Root/AcroForm');
    return;
  }
  for (const key of keysOf(before ?? after, after)) {
    const path = `Root/AcroForm/${key}`;
    const oldValue = before?.entries.get(key);
    const nowValue = after.entries.get(key);
    if (key === 'Fields') comparison.resolve(nowValue);
    else if (key === 'SigFlags') compareFlags(comparison, oldValue, nowValue, path);
    else if (key === 'NeedAppearances') compareNeed(comparison, oldValue, nowValue, path);
    else if (key === 'DR') compareResources(comparison, oldValue, nowValue, path, 0);
    else if (oldValue === undefined && HARMLESS_WHEN_NEW.has(key)) lookSettings(comparison, nowValue, path);
    else comparison.strict(oldValue, nowValue, path, 'PDF_CHANGE_FORM');
  }
  compareFields(comparison);
}

function never(comparison: Comparison, path: string): void {
  comparison.report({ code: 'PDF_CHANGE_FORM', path, needs: 'never' });
}

function settings(comparison: Comparison, now: PdfObject | undefined, path: string): void {
  comparison.reach(now);
  comparison.report({ code: 'PDF_CHANGE_FORM_SETTINGS', path, needs: 1 });
}

/** Fonts, sizes and alignment: where readers draw the fields themselves, these decide what is read. */
function lookSettings(comparison: Comparison, now: PdfObject | undefined, path: string): void {
  const form = comparison.before.catalog();
  const before = asDict(comparison.before.value(form, 'AcroForm'));
  const asked = before && comparison.before.value(before, 'NeedAppearances');
  if (asked?.kind === 'boolean' && asked.value) never(comparison, path);
  else settings(comparison, now, path);
}

/** Bits may be set, none cleared. */
function compareFlags(
  comparison: Comparison,
  old: PdfObject | undefined,
  now: PdfObject | undefined,
  path: string,
): void {
  const [before, after] = [comparison.before.resolve(old), comparison.resolve(now)];
  const was = before.kind === 'number' ? before.value : 0;
  const is = after.kind === 'number' ? after.value : 0;
  if (was === is) return;
  if ((was & is) === was) settings(comparison, now, path);
  else never(comparison, path);
}

/** It may be taken back, never set: it would let every reader draw the fields anew. */
function compareNeed(
  comparison: Comparison,
  old: PdfObject | undefined,
  now: PdfObject | undefined,
  path: string,
): void {
  const [before, after] = [comparison.before.resolve(old), comparison.resolve(now)];
  const was = before.kind === 'boolean' && before.value;
  const is = after.kind === 'boolean' && after.value;
  if (was === is) return;
  if (is) never(comparison, path);
  else settings(comparison, now, path);
}

/** Default resources: new fonts and the like may join those that are there, which stay as they are. */
function compareResources(
  comparison: Comparison,
  old: PdfObject | undefined,
  now: PdfObject | undefined,
  path: string,
  depth: number,
): void {
  const [before, after] = [asDict(comparison.before.resolve(old)), asDict(comparison.resolve(now))];
  if (old === undefined) {
    lookSettings(comparison, now, path);
  } else if (before === undefined || after === undefined || depth === 2) {
    comparison.strict(old, now, path, 'PDF_CHANGE_FORM');
  } else {
    for (const key of keysOf(before, after)) {
      compareResources(
        comparison,
        before.entries.get(key),
        after.entries.get(key),
        `${path}/${key}`,
        depth + 1,
      );
    }
  }
}
