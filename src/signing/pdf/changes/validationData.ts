import type { PdfDocument } from '../read/document.ts';
import { asDict, type PdfArray, type PdfDict, type PdfObject } from '../read/objects.ts';
import { type Comparison, keysOf, sameScalar } from './comparison.ts';

const DSS_KEYS: ReadonlySet<string> = new Set(['Type', 'VRI', 'Certs', 'CRLs', 'OCSPs']);
const VRI_KEYS: ReadonlySet<string> = new Set(['Type', 'Cert', 'CRL', 'OCSP', 'TU', 'TS']);

/**
 * The Document Security Store (ISO 32000-2 §12.8.4.3). Adding to it is allowed even where nothing may change, and it
 * may be renewed as a whole: nothing of it is shown. But it must be one, down to the last key.
 */
export function compareValidationData(comparison: Comparison, old: PdfDict, now: PdfDict): void {
  const pair = comparison.pair(old, now, 'DSS');
  comparison.reach(now.entries.get('DSS'));
  if (pair.now.kind === 'null') {
    if (pair.old.kind !== 'null') {
      comparison.report({ code: 'PDF_CHANGE_CATALOG', path: 'Root/DSS', needs: 'never' });
    }
    return;
  }
  const store = asDict(pair.now);
  if (store === undefined || !isStore(comparison.after, store)) {
    comparison.report({ code: 'PDF_CHANGE_CATALOG', path: 'Root/DSS', needs: 'never' });
  } else if (isRenewed(comparison, asDict(pair.old), store)) {
    comparison.report({ code: 'PDF_CHANGE_VALIDATION_DATA', path: 'Root/DSS', needs: 1 });
  }
}

/** A cheap look: a new object, or one that the newer revision wrote. */
function isRenewed({ before, after }: Comparison, old: PdfDict | undefined, now: PdfDict): boolean {
  if (old === undefined) return true;
  const looked = new Set<number>();
  const written = (object: PdfObject | undefined, depth: number): boolean => {
    if (object === undefined || depth > 4) return false;
    if (object.kind === 'ref') {
      if (after.revisionOf(object.number) === after.revision.index) return true;
      const key = object.number * 8 + depth;
      if (looked.has(key)) return false;
      looked.add(key);
      return written(after.get(object), depth + 1);
    }
    if (object.kind === 'array') return object.items.some((item) => written(item, depth + 1));
    if (object.kind !== 'dict') return false;
    return [...object.entries.values()].some((item) => written(item, depth + 1));
  };
  const sameKeys = [...keysOf(old, now)].every((key) => {
    const [one, other] = [before.value(old, key), after.value(now, key)];
    return one.kind === other.kind && (one.kind !== 'name' || sameScalar(one, other));
  });
  return !sameKeys || old.entries.size !== now.entries.size || written(now, 0);
}

function isStore(pdf: PdfDocument, store: PdfDict): boolean {
  for (const [key, object] of store.entries) {
    if (!DSS_KEYS.has(key)) return false;
    const value = pdf.resolve(object);
    if (key === 'Type') continue;
    if (key === 'VRI' ? !isVri(pdf, value) : !isStreams(pdf, value)) return false;
  }
  return true;
}

function isVri(pdf: PdfDocument, vri: PdfObject): boolean {
  if (vri.kind !== 'dict') return false;
  return [...vri.entries].every(([name, object]) => {
    const entry = pdf.resolve(object);
    if (name === 'Type') return entry.kind === 'name';
    return isVriDict(pdf, entry);
  });
}

/** The validation data of one signature (Table 262). */
export function isVriDict(pdf: PdfDocument, value: PdfObject): boolean {
  return value.kind === 'dict' && [...value.entries].every((item) => isVriEntry(pdf, item));
}

function isVriEntry(pdf: PdfDocument, [key, object]: [string, PdfObject]): boolean {
  if (!VRI_KEYS.has(key)) return false;
  const value = pdf.resolve(object);
  if (key === 'Type') return value.kind === 'name';
  if (key === 'TU') return value.kind === 'string';
  return key === 'TS' ? value.kind === 'stream' : isStreams(pdf, value);
}

function isStreams(pdf: PdfDocument, value: PdfObject): boolean {
  if (value.kind === 'null') return true;
  if (value.kind !== 'array') return false;
  const known = STREAMS.get(pdf) ?? new Map<PdfObject, boolean>();
  STREAMS.set(pdf, known);
  const answer = known.get(value) ?? areStreams(pdf, value);
  known.set(value, answer);
  return answer;
}

/** What is known of arrays: very many entries may name the same one. */
const STREAMS = new WeakMap<PdfDocument, Map<PdfObject, boolean>>();

function areStreams(pdf: PdfDocument, value: PdfArray): boolean {
  // References to objects that do not exist are written by real producers; they stand for nothing.
  return value.items.every((item) => ['stream', 'null'].includes(pdf.resolve(item).kind));
}
