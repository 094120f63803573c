import { asArray, asDict, PDF_NULL, type PdfDict } from '../read/objects.ts';
import { compareCatalog } from './catalog.ts';
import { type Comparison, keysOf, sameScalar } from './comparison.ts';

/** What a trailer or cross-reference stream says about itself; it differs in every update (ISO 32000-2 §7.5). */
const OWN_KEYS: ReadonlySet<string> = new Set([
  ...['Size', 'Prev', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms'],
]);
/** LibreOffice's checksum of what it wrote first. Nothing reads it, and PDFBox leaves it out of its updates. */
const CHECKSUM = 'DocChecksum';
/** Dates and names of programs; producers renew them with every update. */
const RENEWED: ReadonlySet<string> = new Set(['ModDate', 'Producer', 'Creator']);

/** Compares two revisions whole, from the trailer on. */
export function compareTrailers(comparison: Comparison): void {
  const [old, now] = [comparison.before.trailer, comparison.after.trailer];
  compareSizes(comparison);
  for (const key of keysOf(old, now)) {
    if (OWN_KEYS.has(key)) continue;
    if (key === 'Root') compareRoot(comparison, old, now);
    else if (key === 'Info') compareInfo(comparison, old, now);
    else if (key === 'ID') compareId(comparison, old, now);
    else if (key === CHECKSUM) compareChecksum(comparison, old, now);
    else comparison.strict(old.entries.get(key), now.entries.get(key), key, 'PDF_CHANGE_TRAILER');
  }
}

/**
 * What /Size leaves out is missing to a reader of the standard (ISO 32000-2 Table 15), and there to others: no update
 * may move an object over that line, or add one beyond it.
 */
function compareSizes(comparison: Comparison): void {
  const { before, after } = comparison;
  const numbers = before.size === after.size ? [] : [...before.objectNumbers()];
  comparison.spend(numbers.length * 4);
  const moved = numbers.some((number) => number < before.size !== number < after.size);
  const beyond = [...after.revision.entries].some(
    ([number, entry]) => entry.kind !== 'free' && number >= after.size,
  );
  if (moved || beyond) comparison.report({ code: 'PDF_CHANGE_TRAILER', path: 'Size', needs: 'never' });
}

/** The catalog may move to another object number, as some producers do; it is compared by what is in it. */
function compareRoot(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const { old: before, now: after } = comparison.pair(old, now, 'Root');
  if (before.kind === 'dict' && after.kind === 'dict') compareCatalog(comparison, before, after);
  else comparison.strict(before, after, 'Root', 'PDF_CHANGE_CATALOG');
}

/** Identifiers of the file (ISO 32000-2 §14.4): the second half belongs to the revision, some renew the first too. */
function compareId(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const { old: before, now: after } = comparison.pair(old, now, 'ID');
  comparison.reach(now.entries.get('ID'));
  const isId = asArray(after)?.items.length === 2 || after.kind === 'null';
  const first = asArray(before)?.items[0] ?? PDF_NULL;
  const second = asArray(after)?.items[0] ?? PDF_NULL;
  if (!isId) comparison.report({ code: 'PDF_CHANGE_TRAILER', path: 'ID', needs: 'never' });
  else if (!sameScalar(first, second)) {
    comparison.report({ code: 'PDF_CHANGE_METADATA', path: 'ID', needs: 1 });
  }
}

/** It may go; another one may not come. */
function compareChecksum(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const [before, after] = [old.entries.get(CHECKSUM), now.entries.get(CHECKSUM)];
  if (after !== undefined) comparison.strict(before, after, CHECKSUM, 'PDF_CHANGE_TRAILER');
  else comparison.report({ code: 'PDF_CHANGE_METADATA', path: CHECKSUM, needs: 1 });
}

function compareInfo(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const pair = comparison.pair(old, now, 'Info');
  const [before, after] = [asDict(pair.old), asDict(pair.now)];
  if (after === undefined || before === undefined) {
    comparison.reach(now.entries.get('Info'));
    if (after !== undefined || before !== undefined) describe(comparison, 'Info', before === undefined);
    return;
  }
  for (const key of keysOf(before, after)) {
    const { old: value, now: renewed } = comparison.pair(before, after, key);
    if (sameScalar(value, renewed)) continue;
    if (RENEWED.has(key)) {
      comparison.reach(after.entries.get(key));
      comparison.report({ code: 'PDF_CHANGE_METADATA', path: `Info/${key}`, needs: 1 });
    } else {
      comparison.strict(value, renewed, `Info/${key}`, 'PDF_CHANGE_DESCRIPTION');
    }
  }
}

function describe(comparison: Comparison, path: string, isNew: boolean): void {
  comparison.report(
    isNew
      ? { code: 'PDF_CHANGE_METADATA', path, needs: 1 }
      : { code: 'PDF_CHANGE_DESCRIPTION', path, needs: 'never' },
  );
}
