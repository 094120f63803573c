import { type Drawing, type DrawnText, pointsToMm, textWidthMm } from './appearance.ts';
import type { EmbeddedImage } from './appearanceImage.ts';
import { type BoxMm, type PageSpace, union } from './geometry.ts';
import { isWritten, type TextRow } from './pageText/pageRows.ts';

/** Small beside the letter's 13–14 points: it explains the image and is not part of the letter. */
const TEXT_SIZE = 7;
const LINE_MM = pointsToMm(TEXT_SIZE * 1.25);
const GAP_MM = 0.6;
/** How far the lines may move down to where nothing is written. */
const FARTHEST_MM = 25;
const STEP_MM = 0.5;

/** Height that the lines take under an image. */
export function linesHeightMm(lines: readonly string[]): number {
  return lines.length === 0 ? 0 : GAP_MM + lines.length * LINE_MM;
}

export function linesWidthMm(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => textWidthMm('regular', line.normalize('NFC'), TEXT_SIZE)));
}

/** Where an image is really drawn inside the box meant for it: its proportions kept, centred. */
export function fitImage(image: EmbeddedImage, box: BoxMm): BoxMm {
  const scale = Math.min(box.widthMm / image.width, box.heightMm / image.height);
  const [widthMm, heightMm] = [image.width * scale, image.height * scale];
  return {
    xMm: box.xMm + (box.widthMm - widthMm) / 2,
    yMm: box.yMm + (box.heightMm - heightMm) / 2,
    widthMm,
    heightMm,
  };
}

/**
 * The image with its lines under it; where the page already has text, the lines go below that text.
 * @param box of the image as it is drawn
 * @param align the middle of the image; or, for a person, its right two thirds, which the seal leaves free
 */
export function signatureDrawing(
  space: PageSpace,
  image: EmbeddedImage,
  box: BoxMm,
  lines: readonly string[],
  rows: readonly TextRow[],
  align: 'centre' | 'right-thirds',
): Drawing {
  const texts = lines.map((line) => line.normalize('NFC'));
  const area = freeArea(space, linesArea(space, box, texts, align), rows);
  const drawn = texts.map((text, index) => lineAt(text, area, index));
  const images = [{ image, box }];
  return { box: texts.length === 0 ? box : union(box, area), images, texts: drawn, frames: [] };
}

function linesArea(
  space: PageSpace,
  box: BoxMm,
  lines: readonly string[],
  align: 'centre' | 'right-thirds',
): BoxMm {
  const widthMm = linesWidthMm(lines);
  const left = box.xMm + (align === 'centre' ? (box.widthMm - widthMm) / 2 : box.widthMm / 3);
  const xMm = Math.max(0, Math.min(left, space.widthMm - widthMm));
  return { xMm, yMm: box.yMm + box.heightMm + GAP_MM, widthMm, heightMm: lines.length * LINE_MM };
}

/** The area, moved down until nothing is written in it; the area itself when the page is full. */
export function freeArea(space: PageSpace, area: BoxMm, rows: readonly TextRow[]): BoxMm {
  for (let down = 0; down <= FARTHEST_MM; down += STEP_MM) {
    const moved = { ...area, yMm: area.yMm + down };
    if (moved.yMm + moved.heightMm > space.heightMm) break;
    if (!isWritten(rows, moved)) return moved;
  }
  return area;
}

function lineAt(text: string, area: BoxMm, index: number): DrawnText {
  const widthMm = textWidthMm('regular', text, TEXT_SIZE);
  return {
    text,
    style: 'regular',
    size: TEXT_SIZE,
    xMm: area.xMm + (area.widthMm - widthMm) / 2,
    yMm: area.yMm + (index + 1) * LINE_MM - pointsToMm(TEXT_SIZE * 0.3),
    colour: 'black',
  };
}
