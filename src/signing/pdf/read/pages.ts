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

/** What a node hands down to its kids, not resolved; undefined when nobody has said it. */
interface Inherited {
  readonly resources: PdfObject | undefined;
  readonly mediaBox: PdfObject | undefined;
  readonly cropBox: PdfObject | undefined;
  readonly rotate: PdfObject | undefined;
}

const NOTHING: Inherited = {
  resources: undefined,
  mediaBox: undefined,
  cropBox: undefined,
  rotate: undefined,
};

/** Complete lists, by view of a file: pages are asked for again and again. */
const KNOWN = new WeakMap<PdfDocument, readonly PdfPage[]>();

/** The pages in order, one at a time. /Count is not believed. @throws PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS */
export function* pagesOf(pdf: PdfDocument): Generator<PdfPage> {
  const known = KNOWN.get(pdf);
  if (known !== undefined) {
    yield* known;
    return;
  }
  const pages: PdfPage[] = [];
  for (const leaf of leaves(pdf, pdf.catalog().entries.get('Pages'), FORWARDS)) {
    const page = new Page(pdf, leaf, pages.length);
    pages.push(page);
    yield page;
  }
  KNOWN.set(pdf, pages);
}

/**
 * The pages from the last one on. Only the nodes on the way are read, so that the end of a long document is near; the
 * index of a page is counted when it is asked for. @throws PDF_OBJECT_DAMAGED, PDF_AMBIGUOUS
 */
export function* pagesFromEnd(pdf: PdfDocument): Generator<PdfPage> {
  const root = pdf.catalog().entries.get('Pages');
  for (const leaf of leaves(pdf, root, BACKWARDS)) yield new Page(pdf, leaf, null);
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

type Order = (kids: readonly PdfObject[]) => readonly PdfObject[];
const FORWARDS: Order = (kids) => kids;
const BACKWARDS: Order = (kids) => kids.toReversed();

function* leaves(
  pdf: PdfDocument,
  node: PdfObject | undefined,
  order: Order,
  above: Inherited = NOTHING,
  visited: Set<number> = new Set(),
  depth = 0,
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
  else for (const kid of order(kids.items)) yield* leaves(pdf, kid, order, inherited, visited, depth + 1);
}

function inherit({ entries }: PdfDict, above: Inherited): Inherited {
  return {
    resources: entries.get('Resources') ?? above.resources,
    mediaBox: entries.get('MediaBox') ?? above.mediaBox,
    cropBox: entries.get('CropBox') ?? above.cropBox,
    rotate: entries.get('Rotate') ?? above.rotate,
  };
}

class Page implements PdfPage {
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  readonly resources: PdfObject;
  readonly #pdf: PdfDocument;
  readonly #inherited: Inherited;
  #index: number | null;
  #mediaBox: PdfRect | null | undefined;
  #cropBox: PdfRect | null | undefined;

  constructor(pdf: PdfDocument, { ref, dict, inherited }: Leaf, index: number | null) {
    this.ref = ref;
    this.dict = dict;
    this.resources = inherited.resources ?? PDF_NULL;
    this.#pdf = pdf;
    this.#inherited = inherited;
    this.#index = index;
  }

  get index(): number {
    this.#index ??= [...pagesOf(this.#pdf)].findIndex(({ dict }) => dict === this.dict);
    return this.#index;
  }

  get mediaBox(): PdfRect | null {
    if (this.#mediaBox === undefined) this.#mediaBox = rectOf(this.#pdf, this.#inherited.mediaBox);
    return this.#mediaBox;
  }

  get cropBox(): PdfRect | null {
    if (this.#cropBox === undefined)
      this.#cropBox = rectOf(this.#pdf, this.#inherited.cropBox) ?? this.mediaBox;
    return this.#cropBox;
  }

  get rotate(): 0 | 90 | 180 | 270 {
    return rotation(asInteger(this.#pdf.resolve(this.#inherited.rotate)) ?? 0);
  }
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
