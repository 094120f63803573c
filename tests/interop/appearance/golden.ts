/** Golden pictures: what each role looks like, rendered by poppler at 100 dpi. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPng } from '../../../src/signing/pdf/png.ts';
import { pixelsOf } from '../../../src/signing/pdf/pngPixels.ts';
import { pngOf } from '../../unit/signing/pdfWrite/pngs.ts';
import { type Picture, render } from '../pixels.ts';
import type { Box, Shown } from './pages.ts';

export const DPI = 100;

/** Poppler does not count /UserUnit: such a page comes out smaller, and is asked for larger. */
export async function renderSeen(file: string, box: Box): Promise<Picture> {
  return { ...(await render(file, 1, box === 'unit' ? DPI * 2 : DPI)), dpi: DPI };
}

function pathOf(shown: Shown): string {
  return join(import.meta.dirname, `${shown}.png`);
}

export function goldenPicture(shown: Shown): Picture {
  const raster = checkPng(readFileSync(pathOf(shown)));
  const { rgba } = pixelsOf(raster);
  const rgb = Buffer.alloc(raster.width * raster.height * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3)
    rgb.set(rgba.subarray(from, from + 3), to);
  return { width: raster.width, height: raster.height, rgb, dpi: DPI };
}

export function writeGolden(shown: Shown, { width, height, rgb }: Picture): void {
  const lines = Array.from({ length: height }, (_, y) => [
    Buffer.from([0]),
    rgb.subarray(y * width * 3, (y + 1) * width * 3),
  ]);
  writeFileSync(pathOf(shown), pngOf({ width, height, colour: 2 }, Buffer.concat(lines.flat())));
}

/** A colour that differs by more is another one, not a rounding. */
const FAR = 100;

/**
 * Share of the ink in either picture that has no like within one pixel in the other: renderers round edges in ways of
 * their own, but draw nothing a pixel away.
 */
export function difference(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return 1;
  const [there, back] = [strays(one, other), strays(other, one)];
  return Math.max(there.strays / (there.ink || 1), back.strays / (back.ink || 1));
}

function strays(one: Picture, other: Picture): { readonly ink: number; readonly strays: number } {
  let [ink, lost] = [0, 0];
  for (let y = 1; y < one.height - 1; y++) {
    for (let x = 1; x < one.width - 1; x++) {
      if (isWhite(one, x, y)) continue;
      ink++;
      if (!hasLike(one, other, x, y)) lost++;
    }
  }
  return { ink, strays: lost };
}

function at({ width }: Picture, x: number, y: number): number {
  return (y * width + x) * 3;
}

function isWhite(picture: Picture, x: number, y: number): boolean {
  const from = at(picture, x, y);
  return [0, 1, 2].every((i) => (picture.rgb[from + i] ?? 0) > 255 - FAR);
}

function hasLike(one: Picture, other: Picture, x: number, y: number): boolean {
  const from = at(one, x, y);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const to = at(other, x + dx, y + dy);
      const isNear = (i: number): boolean =>
        Math.abs((one.rgb[from + i] ?? 0) - (other.rgb[to + i] ?? 0)) <= FAR;
      if (isNear(0) && isNear(1) && isNear(2)) return true;
    }
  }
  return false;
}
