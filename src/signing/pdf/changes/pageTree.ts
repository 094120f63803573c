import { asArray, asDict, asRef, PDF_NULL, type PdfDict, type PdfObject } from '../read/objects.ts';
import { compareAnnotations } from './annotations.ts';
import { type Comparison, keysOf, sameRef, sameScalar } from './comparison.ts';

/** Pages may not be added, removed, moved or changed; only their annotations are looked at more closely. */
export function comparePageTree(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const walk: Walk = { comparison, page: 0, visited: new Set() };
  compareNode(walk, old.entries.get('Pages'), now.entries.get('Pages'), 'Root/Pages', 0);
}

interface Walk {
  readonly comparison: Comparison;
  /** Number of the next page. */
  page: number;
  readonly visited: Set<number>;
}

function compareNode(
  walk: Walk,
  old: PdfObject | undefined,
  now: PdfObject | undefined,
  path: string,
  depth: number,
): void {
  const { comparison } = walk;
  const before = asDict(comparison.before.resolve(old));
  const after = asDict(comparison.resolve(now));
  const number = asRef(now)?.number ?? -1 - walk.visited.size;
  const isPlain = sameRef(asRef(old), asRef(now)) && depth <= 64 && !walk.visited.has(number);
  walk.visited.add(number);
  if (before === undefined || after === undefined || !isPlain) {
    comparison.report({ code: 'PDF_CHANGE_PAGES', path, needs: 'never' });
    return;
  }
  comparison.spend(after.entries.size);
  const kids = asArray(comparison.before.value(before, 'Kids'));
  for (const key of keysOf(before, after)) {
    if (key === 'Kids' && kids !== undefined) compareKids(walk, before, after, path, depth);
    else if (key === 'Parent') compareParent(comparison, before, after, path);
    else if (key === 'Annots' && kids === undefined) {
      compareAnnotations(comparison, { old: before, now: after, path, page: walk.page });
    } else {
      const [was, is] = [before.entries.get(key) ?? PDF_NULL, after.entries.get(key) ?? PDF_NULL];
      if (!sameScalar(was, is)) comparison.strict(was, is, `${path}/${key}`, 'PDF_CHANGE_PAGE');
    }
  }
  if (kids === undefined) walk.page += 1;
}

function compareKids(walk: Walk, old: PdfDict, now: PdfDict, path: string, depth: number): void {
  const pair = walk.comparison.pair(old, now, 'Kids');
  const [before, after] = [asArray(pair.old)?.items ?? [], asArray(pair.now)?.items ?? []];
  if (before.length !== after.length) {
    walk.comparison.report({ code: 'PDF_CHANGE_PAGES', path: `${path}/Kids`, needs: 'never' });
    return;
  }
  for (const [i, kid] of before.entries()) compareNode(walk, kid, after[i], `${path}/Kids[${i}]`, depth + 1);
}

function compareParent(comparison: Comparison, old: PdfDict, now: PdfDict, path: string): void {
  const [before, after] = [asRef(old.entries.get('Parent')), asRef(now.entries.get('Parent'))];
  if (before === undefined || !sameRef(before, after)) {
    comparison.report({ code: 'PDF_CHANGE_PAGES', path: `${path}/Parent`, needs: 'never' });
  }
}
