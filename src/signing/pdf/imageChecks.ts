/** Is the image what NĐ 30/2020 PL I (II.7d, II.8a) asks for: ink on a transparent background, sharp enough? */
import { CongvanError } from '../../kernel/errors.ts';
import type { BoxMm } from './geometry.ts';
import type { PngPixels } from './pngPixels.ts';

export interface ImageFacts {
  /** Share of the pixels that the page shows through, 0 to 1. */
  readonly clear: number;
  /** Colour of most of the ink. */
  readonly ink: 'red' | 'blue' | 'other';
}

/** Alpha below this shows the page; the edge of the ink lies between. */
const CLEAR = 32;
const INK = 128;
/** A box has four clear corners by mere rounding; around handwriting and in a seal there is far more. */
const LEAST_CLEAR = 0.05;
const DPI = { least: 150, most: 1200 } as const;

export function imageFacts({ rgba }: PngPixels): ImageFacts {
  let [clear, red, blue, ink] = [0, 0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0;
    if (alpha < CLEAR) clear++;
    if (alpha < INK) continue;
    const [r, g, b] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
    ink++;
    if (r > b + 40 && r > g + 40) red++;
    if (b > r + 20 && b > g) blue++;
  }
  const tone = red * 2 > ink ? 'red' : blue * 2 > ink ? 'blue' : 'other';
  return { clear: clear / (rgba.length / 4), ink: tone };
}

/** @throws IMAGE_NOT_TRANSPARENT when the image would put a box over the page */
export function refuseOpaque({ clear }: ImageFacts): void {
  if (clear >= LEAST_CLEAR) return;
  const percent = (clear * 100).toFixed(1);
  throw new CongvanError('IMAGE_NOT_TRANSPARENT', { detail: `${percent} % of its pixels are transparent` });
}

/**
 * @param box as large as the image is to be drawn
 * @throws IMAGE_RESOLUTION outside 150 to 1200 dpi
 */
export function refuseResolution({ width }: { readonly width: number }, box: BoxMm): void {
  const dpi = Math.round(width / (box.widthMm / 25.4));
  if (dpi >= DPI.least && dpi <= DPI.most) return;
  const size = `${box.widthMm.toFixed(1)} × ${box.heightMm.toFixed(1)} mm`;
  throw new CongvanError('IMAGE_RESOLUTION', { detail: `${dpi} dpi at ${size}` });
}
