/** Where a signature's image goes (NĐ 30/2020 PL I, II.7d and II.8a). */
import { CongvanError } from '../../kernel/errors.ts';
import { type BoxMm, boxAsSeen, type PageSpace, pageSpace } from './geometry.ts';
import { isWritten, pageRows, type TextRow } from './pageText/pageRows.ts';
import type { PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { asArray, asDict, asNumber, type PdfDict } from './read/objects.ts';
import { type PdfPage, pageAt, pagesFromEnd, rectOf } from './read/pages.ts';
import { linesHeightMm } from './signatureLayout.ts';
import { pageOfWidget } from './signedField.ts';
import { findSignerGap, findText, type SignerGap } from './signerLines.ts';
import type { PagePosition, SignatureAppearance } from './signRequest.ts';

export interface SignaturePlace {
  readonly space: PageSpace;
  readonly rows: readonly TextRow[];
  /** What the image may fill. */
  readonly box: BoxMm;
}

/**
 * Cell 7c when the letter's own lines are not found: the middle of the image from the right and the lower edge of
 * the last page. On A4 with margins of 30 and 20 mm this is the middle of the right half, in the lower quarter.
 */
export const DEFAULT_CENTRE = { fromRightMm: 60, fromBottomMm: 72 } as const;
/** An image is not made smaller than this to fit between two lines; it then covers a part of them. */
const LEAST_HEIGHT_MM = 10;
const PIECE = 'Congvan';

/** @throws PDF_PAGE_NOT_FOUND, PLACE_OUTSIDE_PAGE */
export function placeAt(pdf: PdfDocument, at: PagePosition, appearance: SignatureAppearance): SignaturePlace {
  const space = pageSpace(pdf, pageAt(pdf, at.page - 1));
  const { widthMm, heightMm, xMm, yMm } = { ...appearance, ...at };
  return placeOn(pdf, space, { xMm, yMm, widthMm, heightMm });
}

/** Between a line of text and the image under it. */
const AFTER_MM = 1;

/**
 * Centred under the text, which stands in one line of a page, the last page first; only where nothing is written.
 * @throws SIGNATURE_TEXT_NOT_FOUND, SIGNATURE_PLACE_NOT_FOUND, PLACE_OUTSIDE_PAGE
 */
export function placeAfter(pdf: PdfDocument, text: string, appearance: SignatureAppearance): SignaturePlace {
  const line = findText(pdf, text);
  if (line === undefined) throw new CongvanError('SIGNATURE_TEXT_NOT_FOUND', { where: text });
  const { widthMm, heightMm } = appearance;
  const xMm = Math.max(0, line.centreMm - widthMm / 2);
  const place = placeOn(pdf, line.space, { xMm, yMm: line.bottomMm + AFTER_MM, widthMm, heightMm });
  if (!isWritten(place.rows, place.box)) return place;
  throw new CongvanError('SIGNATURE_PLACE_NOT_FOUND', {
    where: text,
    detail: 'something is written under it',
  });
}

/**
 * Centred between the position line and the name line, the lines of text still above the name; else the default
 * cell, if nothing is written there.
 * @throws SIGNATURE_PLACE_NOT_FOUND, PLACE_OUTSIDE_PAGE
 */
export function placeOfPerson(
  pdf: PdfDocument,
  name: string,
  appearance: SignatureAppearance,
  lines: readonly string[],
): SignaturePlace {
  const gap = findSignerGap(pdf, name);
  if (gap !== undefined) return { ...gap, box: boxInGap(gap, appearance, linesHeightMm(lines)) };
  const space = pageSpace(pdf, lastPage(pdf));
  const { widthMm, heightMm } = appearance;
  const xMm = space.widthMm - DEFAULT_CENTRE.fromRightMm - widthMm / 2;
  const yMm = space.heightMm - DEFAULT_CENTRE.fromBottomMm - heightMm / 2;
  const place = placeOn(pdf, space, { xMm, yMm, widthMm, heightMm });
  if (!isWritten(place.rows, place.box)) return place;
  throw new CongvanError('SIGNATURE_PLACE_NOT_FOUND', { where: name });
}

function lastPage(pdf: PdfDocument): PdfPage {
  for (const page of pagesFromEnd(pdf)) return page;
  throw new CongvanError('PDF_PAGE_NOT_FOUND', { where: 'page 1' });
}

function boxInGap(gap: SignerGap, { widthMm, heightMm }: SignatureAppearance, linesMm: number): BoxMm {
  const room = gap.bottomMm - gap.topMm;
  const scale = Math.min(1, Math.max(LEAST_HEIGHT_MM, room - linesMm) / heightMm);
  const [width, height] = [widthMm * scale, heightMm * scale];
  const centred = (gap.topMm + gap.bottomMm - height) / 2;
  const yMm = Math.max(gap.topMm, Math.min(centred, gap.bottomMm - linesMm - height));
  return { xMm: gap.centreMm - width / 2, yMm, widthMm: width, heightMm: height };
}

/**
 * The seal in its true size over the left third of the person's image: its right edge stands at a third of the
 * image's width, its middle at the image's middle.
 * @param field full name of the person's signature field
 */
export function placeOfSeal(
  pdf: PdfDocument,
  field: string,
  appearance: SignatureAppearance,
): SignaturePlace {
  const person = personImage(pdf, field);
  if (person === undefined) throw new CongvanError('SEAL_PLACE_NOT_FOUND', { where: field });
  const { space, box } = person;
  const { widthMm, heightMm } = appearance;
  const xMm = Math.max(0, box.xMm + box.widthMm / 3 - widthMm);
  const yMm = Math.min(
    Math.max(0, box.yMm + box.heightMm / 2 - heightMm / 2),
    Math.max(0, space.heightMm - heightMm),
  );
  return placeOn(pdf, space, { xMm, yMm, widthMm, heightMm });
}

function placeOn(pdf: PdfDocument, space: PageSpace, box: BoxMm): SignaturePlace {
  const [right, bottom] = [box.xMm + box.widthMm, box.yMm + box.heightMm];
  if (box.xMm < 0 || box.yMm < 0 || right > space.widthMm + 0.1 || bottom > space.heightMm + 0.1) {
    const page = `${space.widthMm.toFixed(1)} × ${space.heightMm.toFixed(1)} mm`;
    const image = `${box.xMm.toFixed(1)}–${right.toFixed(1)} × ${box.yMm.toFixed(1)}–${bottom.toFixed(1)} mm`;
    throw new CongvanError('PLACE_OUTSIDE_PAGE', {
      where: `page ${space.page.index + 1}`,
      detail: `the page is ${page}, the place ${image}`,
    });
  }
  return { space, rows: pageRows(pdf, space), box };
}

interface PlacedImage {
  readonly space: PageSpace;
  readonly box: BoxMm;
}

function personImage(pdf: PdfDocument, name: string): PlacedImage | undefined {
  const field = fieldsOf(pdf).find((candidate) => candidate.name === name);
  const widget = field?.widgets[0];
  const rect = widget === undefined ? null : rectOf(pdf, widget.dict.entries.get('Rect'));
  const page = field === undefined ? undefined : pageOfWidget(pdf, field);
  if (widget === undefined || rect === null || page === undefined) return undefined;
  const space = pageSpace(pdf, page);
  const seen = boxAsSeen(space, rect);
  return seen.widthMm === 0 || seen.heightMm === 0
    ? undefined
    : { space, box: imagePart(pdf, widget.dict, seen) };
}

/** What our own appearances say of the image's place in them; of another program's the whole rectangle counts. */
function imagePart(pdf: PdfDocument, widget: PdfDict, seen: BoxMm): BoxMm {
  const normal = pdf.value(asDict(pdf.value(widget, 'AP')) ?? EMPTY, 'N');
  const form = normal.kind === 'stream' ? normal.dict : EMPTY;
  const piece = ['PieceInfo', PIECE, 'Private'].reduce(
    (at, key) => asDict(pdf.value(at, key)) ?? EMPTY,
    form,
  );
  const parts =
    asArray(pdf.value(piece, 'ImageBox'))?.items.map((item) => asNumber(pdf.resolve(item)) ?? -1) ?? [];
  const [x, y, width, height] = parts;
  if (x === undefined || y === undefined || width === undefined || height === undefined) return seen;
  if (x < 0 || y < 0 || width <= 0 || height <= 0 || x + width > 1.001 || y + height > 1.001) return seen;
  return {
    xMm: seen.xMm + x * seen.widthMm,
    yMm: seen.yMm + y * seen.heightMm,
    widthMm: width * seen.widthMm,
    heightMm: height * seen.heightMm,
  };
}

const EMPTY: PdfDict = { kind: 'dict', entries: new Map(), start: 0, end: 0 };

/** The image's box as parts of the whole appearance, from its top-left corner: what `imagePart` reads back. */
export function imageParts(whole: BoxMm, image: BoxMm): readonly number[] {
  return [
    (image.xMm - whole.xMm) / whole.widthMm,
    (image.yMm - whole.yMm) / whole.heightMm,
    image.widthMm / whole.widthMm,
    image.heightMm / whole.heightMm,
  ];
}

/** Page-piece dictionaries (ISO 32000-2 §14.5) are named after the program that reads them. */
export const PIECE_NAME = PIECE;
