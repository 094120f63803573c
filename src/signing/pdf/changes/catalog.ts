import { asDict, asName, type PdfDict, type PdfObject } from '../read/objects.ts';
import type { ChangeCode } from './change.ts';
import { type Comparison, keysOf } from './comparison.ts';
import { compareForms } from './form.ts';
import { compareMetadata } from './metadata.ts';
import { comparePageTree } from './pageTree.ts';
import { compareValidationData } from './validationData.ts';

type Zone = (comparison: Comparison, old: PdfDict, now: PdfDict) => void;

/** Keys of the catalog (ISO 32000-2 Table 29) in which something may be allowed. */
const ZONES: ReadonlyMap<string, Zone> = new Map<string, Zone>([
  ['Pages', comparePageTree],
  ['AcroForm', compareForms],
  ['DSS', compareValidationData],
  ['Metadata', compareMetadata],
  ['Extensions', compareExtensions],
  ['Version', compareVersion],
]);

/** What a difference elsewhere in the catalog is called. */
const NAMES: ReadonlyMap<string, ChangeCode> = new Map<string, ChangeCode>([
  ['Perms', 'PDF_CHANGE_PERMISSIONS'],
  ['StructTreeRoot', 'PDF_CHANGE_STRUCTURE'],
  ['OCProperties', 'PDF_CHANGE_LAYERS'],
  ['Names', 'PDF_CHANGE_NAMES'],
  ['Dests', 'PDF_CHANGE_NAMES'],
  ['OpenAction', 'PDF_CHANGE_NAMES'],
  ['AA', 'PDF_CHANGE_NAMES'],
]);

export function compareCatalog(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  for (const key of keysOf(old, now)) {
    const zone = ZONES.get(key);
    const name = NAMES.get(key) ?? 'PDF_CHANGE_CATALOG';
    if (zone === undefined)
      comparison.strict(old.entries.get(key), now.entries.get(key), `Root/${key}`, name);
    else zone(comparison, old, now);
  }
}

/** Nothing is shown because of /Extensions (§7.12). */
function compareExtensions(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const pair = comparison.pair(old, now, 'Extensions');
  comparison.reach(now.entries.get('Extensions'));
  const removed = asDict(pair.now) === undefined && pair.old.kind !== 'null';
  if (removed || differs(comparison, pair)) {
    comparison.report({
      code: 'PDF_CHANGE_EXTENSIONS',
      path: 'Root/Extensions',
      needs: removed ? 'never' : 1,
    });
  }
}

/** Equal as written? A difference only in how it is split into objects does not matter. */
function differs(comparison: Comparison, { old, now }: { old: PdfObject; now: PdfObject }): boolean {
  const plain = (object: PdfObject, side: 'before' | 'after', depth: number): unknown => {
    comparison.spend();
    const value = comparison[side].resolve(object);
    if (depth > 4) return '…';
    if (value.kind === 'dict') {
      return [...value.entries].map(([key, item]) => [key, plain(item, side, depth + 1)]).sort();
    }
    if (value.kind === 'array') return value.items.map((item) => plain(item, side, depth + 1));
    return { ...value, start: 0, end: 0 };
  };
  return JSON.stringify(plain(old, 'before', 0)) !== JSON.stringify(plain(now, 'after', 0));
}

/** /Version may only rise (§7.2.2, Table 29). */
function compareVersion(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const pair = comparison.pair(old, now, 'Version');
  const [before, after] = [asName(pair.old) ?? comparison.before.version, asName(pair.now)];
  if (pair.now.kind === 'null' && pair.old.kind === 'null') return;
  if (asName(pair.old) === after) return;
  const rises = after !== undefined && /^\d\.\d$/.test(after) && after >= before;
  comparison.report({ code: 'PDF_CHANGE_EXTENSIONS', path: 'Root/Version', needs: rises ? 1 : 'never' });
}
