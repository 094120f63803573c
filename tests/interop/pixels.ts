/** What is really seen on a page: rendered by poppler, measured in millimetres. */
import { run } from './tool.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes per pixel, from the top left. */
  readonly rgb: Buffer;
  readonly dpi: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Ink = (red: number, green: number, blue: number) => boolean;
export const RED: Ink = (r, g, b) => r > 150 && g < 110 && b < 110;
export const BLUE: Ink = (r, g, b) => b > 130 && r < 110 && g < 130;
export const ANY: Ink = (r, g, b) => r < 200 || g < 200 || b < 200;

export async function render(pdf: string, page = 1, dpi = 150): Promise<Picture> {
  const { stdout, code, says } = await run('pdftoppm', [
    '-r',
    String(dpi),
    '-f',
    String(page),
    '-l',
    String(page),
    '-cropbox',
    pdf,
  ]);
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.toString('latin1', 0, 64));
  if (code !== 0 || header === null) throw new Error(says.slice(0, 500));
  return { width: Number(header[1]), height: Number(header[2]), rgb: stdout.subarray(header[0].length), dpi };
}

/** The smallest box around all pixels of this ink, millimetres from the top-left corner; undefined without any. */
export function inkBox(picture: Picture, ink: Ink): Box | undefined {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  eachPixel(picture, (x, y, at) => {
    if (!ink(picture.rgb[at] ?? 0, picture.rgb[at + 1] ?? 0, picture.rgb[at + 2] ?? 0)) return;
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  const mm = 25.4 / picture.dpi;
  return right < 0 ? undefined : { left: left * mm, top: top * mm, right: right * mm, bottom: bottom * mm };
}

/**
 * Where two pictures of one size differ.
 * @param tolerance greatest difference of a colour that counts as rounding, 0 to 255
 */
export function changedBox(before: Picture, after: Picture, tolerance = 0): Box | undefined {
  const difference = Buffer.alloc(after.rgb.length, 255);
  const isFar = (at: number): boolean => Math.abs((before.rgb[at] ?? 0) - (after.rgb[at] ?? 0)) > tolerance;
  eachPixel(after, (_x, _y, at) => {
    if (isFar(at) || isFar(at + 1) || isFar(at + 2)) difference.fill(0, at, at + 3);
  });
  return inkBox({ ...after, rgb: difference }, ANY);
}

function eachPixel({ width, height }: Picture, visit: (x: number, y: number, at: number) => void): void {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(x, y, (y * width + x) * 3);
}
