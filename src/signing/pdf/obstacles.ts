/** Everything that keeps a PDF from being signed, and where it stands: the refusals of `refuseToSign`, all of them. */
import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import { openPdf, type PdfDocument } from './read/document.ts';
import { dictOf, type PdfObject, refTo } from './read/objects.ts';
import { pagesOf } from './read/pages.ts';
import { SIGNING_CHECKS } from './refuseToSign.ts';

export interface Obstacle {
  readonly code: ErrorCode;
  /** As the refusal says it: object, byte, field. */
  readonly where: string | null;
  readonly detail: string | null;
  /** Object number. */
  readonly object: number | null;
  /** Offset in the file at which the object, or what is meant, begins; null when it lies in an object stream. */
  readonly byte: number | null;
  /** First page that leads to the object, from 1; null when none does. */
  readonly page: number | null;
}

/** The first obstacle of every kind; none when the document itself may be signed. */
export function obstaclesIn(bytes: Uint8Array, password?: Secret): readonly Obstacle[] {
  let pdf: PdfDocument;
  try {
    pdf = openPdf(bytes, password);
  } catch (error) {
    return [placed(error, undefined)];
  }
  return SIGNING_CHECKS.flatMap((check) => {
    try {
      check(pdf);
      return [];
    } catch (error) {
      return [placed(error, pdf)];
    }
  });
}

function placed(error: unknown, pdf: PdfDocument | undefined): Obstacle {
  if (!(error instanceof CongvanError)) throw error;
  const { code, where = null, detail = null } = error;
  const object = objectNamed(where, pdf);
  const entry = object === null ? undefined : pdf?.entry(object);
  const byte = /\bbyte (\d+)/.exec(where ?? '')?.[1];
  return {
    ...{ code, where, detail, object },
    byte: byte !== undefined ? Number(byte) : entry?.kind === 'offset' ? entry.offset : null,
    page: pdf === undefined ? null : pageOf(pdf, where, object),
  };
}

/** Forms and layers hang on the catalog. */
function objectNamed(where: string | null, pdf: PdfDocument | undefined): number | null {
  const number = /\bobject (\d+)/.exec(where ?? '')?.[1];
  if (number !== undefined) return Number(number);
  const isCatalog = where === 'AcroForm' || where === 'OCProperties' || where === 'Perms';
  return isCatalog ? (pdf?.catalogRef.number ?? null) : null;
}

function pageOf(pdf: PdfDocument, where: string | null, object: number | null): number | null {
  const named = /\bpage (\d+)/.exec(where ?? '')?.[1];
  if (named !== undefined) return Number(named);
  if (object === null) return null;
  try {
    return pageLeadingTo(pdf, object);
  } catch (error) {
    if (error instanceof CongvanError) return null;
    throw error;
  }
}

/** Objects looked at for the answer; a document with more tells no page. */
const MOST_OBJECTS = 20_000;
/** Keys that lead back to other pages. */
const BACKWARDS: ReadonlySet<string> = new Set(['Parent', 'P', 'Dest', 'StructParent', 'D', 'Popup']);

function pageLeadingTo(pdf: PdfDocument, object: number): number | null {
  const visited = new Set<number>();
  for (const { index, dict } of pagesOf(pdf)) {
    const open: PdfObject[] = [dict];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next.kind === 'ref') {
        if (next.number === object) return index + 1;
        if (visited.has(next.number)) continue;
        if (visited.add(next.number).size > MOST_OBJECTS) return null;
        open.push(pdf.get(refTo(next.number, next.generation)));
      } else if (next.kind === 'array') for (const item of next.items) open.push(item);
      else for (const [key, value] of dictOf(next)?.entries ?? []) if (!BACKWARDS.has(key)) open.push(value);
    }
  }
  return null;
}
