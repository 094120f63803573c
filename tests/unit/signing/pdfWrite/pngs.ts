/** PNGs made up for a test, pixel by pixel. */
import { crc32, deflateSync } from 'node:zlib';

export type Rgba = readonly [number, number, number, number];
export const CLEAR: Rgba = [0, 0, 0, 0];
export const BLUE: Rgba = [20, 40, 200, 255];
export const RED: Rgba = [200, 20, 20, 255];
export const WHITE: Rgba = [255, 255, 255, 255];

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** Colour type (PNG §11.2.1). */
  readonly colour: number;
}

/** @param lines scan lines, each with its filter byte */
export function pngOf(
  { width, height, depth = 8, colour }: Header,
  lines: Uint8Array,
  extra: readonly (readonly [string, Uint8Array])[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', header), ...extra.map(([type, content]) => chunk(type, content))];
  const rest = [chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks, ...rest]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const covered = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(covered));
  return Buffer.concat([length, covered, check]);
}

/** Eight bits with alpha, unfiltered. */
export function rgbaPng(width: number, height: number, pixel: (x: number, y: number) => Rgba): Buffer {
  const lines = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_unused, x) => pixel(x, y)).flat(),
  ]);
  return pngOf({ width, height, colour: 6 }, Buffer.from(lines.flat()));
}

/** A bar of ink across the middle third. */
export function barPng(width: number, height: number, ink: Rgba, around: Rgba = CLEAR): Buffer {
  return rgbaPng(width, height, (_, y) => (y * 3 >= height && y * 3 < height * 2 ? ink : around));
}
