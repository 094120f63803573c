import { CongvanError } from '../../../kernel/errors.ts';
import { ambiguous, damaged, overLimit } from './damage.ts';
import type { PdfDocument } from './document.ts';
import { PDF_LIMITS } from './limits.ts';
import {
  asArray,
  asInteger,
  asNumber,
  PDF_NULL,
  type PdfArray,
  type PdfDict,
  type PdfObject,
  type PdfRef,
} from './objects.ts';

/** In default user space units (1/72 inch); lower left and upper right corner. */
export interface PdfRect {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** A page with what it inherits (ISO 32000-2 §7.7.3.4). */
export interface PdfPage {
  /** 0 is the first. */
  readonly index: number;
  /** Null for a page that is not an indirect object. */
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  /** Null when neither the page nor its parents have one. */
  readonly mediaBox: PdfRect | null;
  /** The media box when absent. */
  readonly cropBox: PdfRect | null;
  /** Degrees clockwise: 0, 90, 180 or 270. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** The value of /Resources, not resolved; the null object when absent. */
  readonly resources: PdfObject;
}

const INHERITED = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const;
type Inherited = ReadonlyMap<string, PdfObject>;

/** The pages in order, one at a time. /Count is not believed. @throws PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS */
export function* pagesOf(pdf: PdfDocument): Generator<PdfPage> {
  const root = pdf.catalog().entries.get('Pages');
  const visited = new Set<number>();
  let index = 0;
  for (const leaf of leaves(pdf, root, new Map(), visited, 0)) yield pageOf(pdf, leaf, index++);
}

/** @param index 0 is the first page @throws PDF_PAGE_NOT_FOUND */
export function pageAt(pdf: PdfDocument, index: number): PdfPage {
  for (const page of pagesOf(pdf)) if (page.index === index) return page;
  throw new CongvanError('PDF_PAGE_NOT_FOUND', { where: `page ${index + 1}` });
}

export function countPages(pdf: PdfDocument): number {
  let count = 0;
  for (const _ of pagesOf(pdf)) count++;
  return count;
}

interface Leaf {
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  readonly inherited: Inherited;
}

function* leaves(
  pdf: PdfDocument,
  node: PdfObject | undefined,
  above: Inherited,
  visited: Set<number>,
  depth: number,
): Generator<Leaf> {
  if (depth > PDF_LIMITS.pageDepth || visited.size > PDF_LIMITS.pages)
    throw overLimit('page tree', 'too large');
  const ref = node?.kind === 'ref' ? node : null;
  if (ref !== null && visited.has(ref.number)) throw ambiguous(ref.start, 'a page stands in the tree twice');
  if (ref !== null) visited.add(ref.number);
  const dict = pdf.resolve(node);
  if (dict.kind !== 'dict') throw damaged(node?.start ?? 0, 'a page tree node is not a dictionary');
  const inherited = inherit(dict, above);
  const kids = asArray(pdf.value(dict, 'Kids'));
  if (kids === undefined) yield { ref, dict, inherited };
  else for (const kid of kids.items) yield* leaves(pdf, kid, inherited, visited, depth + 1);
}

function inherit(dict: PdfDict, above: Inherited): Inherited {
  const own = INHERITED.filter((key) => dict.entries.has(key));
  if (own.length === 0) return above;
  return new Map([...above, ...own.map((key) => [key, dict.entries.get(key) ?? PDF_NULL] as const)]);
}

function pageOf(pdf: PdfDocument, { ref, dict, inherited }: Leaf, index: number): PdfPage {
  const mediaBox = rectOf(pdf, inherited.get('MediaBox'));
  return {
    index,
    ref,
    dict,
    mediaBox,
    cropBox: rectOf(pdf, inherited.get('CropBox')) ?? mediaBox,
    rotate: rotation(asInteger(pdf.resolve(inherited.get('Rotate'))) ?? 0),
    resources: inherited.get('Resources') ?? PDF_NULL,
  };
}

function rotation(degrees: number): 0 | 90 | 180 | 270 {
  const turned = ((degrees % 360) + 360) % 360;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}

/** A rectangle with its corners in order; null when it is none. */
export function rectOf(pdf: PdfDocument, object: PdfObject | undefined): PdfRect | null {
  const array = asArray(pdf.resolve(object));
  const [a, b, c, d] = array === undefined ? [] : numbersOf(pdf, array);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return { left: Math.min(a, c), bottom: Math.min(b, d), right: Math.max(a, c), top: Math.max(b, d) };
}

function numbersOf(pdf: PdfDocument, array: PdfArray): readonly (number | undefined)[] {
  return array.items.length === 4 ? array.items.map((item) => asNumber(pdf.resolve(item))) : [];
}
