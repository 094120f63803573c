/** The pixels of a PNG that `checkPng` found whole (PNG §7.2, §9, §11.2.2, §11.3.1). */

export interface PngRaster {
  readonly width: number;
  readonly height: number;
  /** Bits of one sample. */
  readonly depth: number;
  /** Colour type. */
  readonly colour: number;
  readonly samples: number;
  /** Scan lines as they were packed, each with its filter. */
  readonly lines: Uint8Array;
  /** PLTE and tRNS, empty when absent. */
  readonly palette: Uint8Array;
  readonly transparency: Uint8Array;
}

export interface PngPixels {
  /** Four bytes for each pixel: red, green, blue, alpha (0 lets everything through). */
  readonly rgba: Uint8Array;
}

export function pixelsOf(raster: PngRaster): PngPixels {
  const { width, height, depth, samples } = raster;
  const step = Math.max(1, (samples * depth) >> 3);
  const lineBytes = Math.ceil((width * samples * depth) / 8);
  const rgba = new Uint8Array(width * height * 4);
  let above: Uint8Array = new Uint8Array(lineBytes);
  for (let y = 0; y < height; y++) {
    const start = y * (lineBytes + 1);
    const line = raster.lines.slice(start + 1, start + 1 + lineBytes);
    unfilter(raster.lines[start] ?? 0, line, above, step);
    for (let x = 0; x < width; x++) writePixel(raster, line, x, rgba, (y * width + x) * 4);
    above = line;
  }
  return { rgba };
}

function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  for (let at = 0; at < line.length; at++) {
    const left = at < step ? 0 : (line[at - step] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < step ? 0 : (above[at - step] ?? 0);
    line[at] = (line[at] ?? 0) + predicted(filter, left, up, corner);
  }
}

/** A filter that is not known predicts nothing: the decoder that draws the image refuses it. */
function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  return filter === 4 ? paeth(left, up, corner) : 0;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function writePixel(raster: PngRaster, line: Uint8Array, x: number, rgba: Uint8Array, at: number): void {
  const { colour, samples, palette, transparency } = raster;
  const first = sampleAt(raster, line, x * samples);
  const second = samples > 1 ? sampleAt(raster, line, x * samples + 1) : 0;
  if (colour === 3) {
    for (let i = 0; i < 3; i++) rgba[at + i] = palette[first * 3 + i] ?? 0;
    rgba[at + 3] = transparency[first] ?? 255;
    return;
  }
  const isColour = colour === 2 || colour === 6;
  const third = isColour ? sampleAt(raster, line, x * samples + 2) : 0;
  rgba[at] = eightBits(raster, first);
  rgba[at + 1] = eightBits(raster, isColour ? second : first);
  rgba[at + 2] = eightBits(raster, isColour ? third : first);
  rgba[at + 3] = alphaOf(raster, line, x, [first, second, third]);
}

function alphaOf(raster: PngRaster, line: Uint8Array, x: number, shown: readonly number[]): number {
  const { colour, samples, transparency } = raster;
  if (colour === 4 || colour === 6)
    return eightBits(raster, sampleAt(raster, line, x * samples + samples - 1));
  if (transparency.length < samples * 2) return 255;
  const isKey = shown.slice(0, samples).every((sample, i) => {
    return sample === (transparency[i * 2] ?? 0) * 256 + (transparency[i * 2 + 1] ?? 0);
  });
  return isKey ? 0 : 255;
}

function sampleAt({ depth }: PngRaster, line: Uint8Array, index: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return (line[index * 2] ?? 0) * 256 + (line[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function eightBits({ depth }: PngRaster, sample: number): number {
  return depth === 16 ? sample >> 8 : Math.round((sample * 255) / ((1 << depth) - 1));
}
