import { crc32, inflateSync } from 'node:zlib';
import { CongvanError } from '../../kernel/errors.ts';
import type { PngRaster } from './pngPixels.ts';

/** Decoded, an image takes four bytes per pixel and its mask one; this much is still small. */
const MOST_PIXELS = 16_000_000;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ff', 'hex');
/** Samples per pixel by colour type (PNG §11.2.1). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const NO_BYTES = Buffer.alloc(0);

/**
 * Checks that a PNG is whole before a decoder sees it: the decoder in use never ends on some that are cut short.
 * Every chunk with its checksum, the pixels complete; not interlaced.
 * @throws IMAGE_NOT_PNG when it is something else, SIGNATURE_IMAGE_INVALID
 */
export function checkPng(png: Uint8Array): PngRaster {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) {
    const detail = bytes.subarray(0, 3).equals(JPEG) ? 'a JPEG' : 'it does not begin as a PNG does';
    throw new CongvanError('IMAGE_NOT_PNG', { detail });
  }
  const chunks = readChunks(bytes);
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw invalid('no header');
  if (chunks.at(-1)?.type !== 'IEND') throw invalid('no end');
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  const [depth = 0, colour = 0, , , interlace = 0] = header.data.subarray(8);
  const samples = SAMPLES[colour];
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw invalid('unknown colour type');
  if (interlace !== 0) throw invalid('interlaced');
  if (width === 0 || height === 0 || width * height > MOST_PIXELS)
    throw invalid(`${width} × ${height} pixels`);
  const lines = pixelsIn(chunks, (1 + Math.ceil((width * samples * depth) / 8)) * height);
  const chunk = (wanted: string): Buffer => chunks.find(({ type }) => type === wanted)?.data ?? NO_BYTES;
  const [palette, transparency] = [chunk('PLTE'), chunk('tRNS')];
  return { width, height, depth, colour, samples, lines, palette, transparency };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function readChunks(bytes: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length && chunks.at(-1)?.type !== 'IEND'; ) {
    const length = at + 12 <= bytes.length ? bytes.readUInt32BE(at) : bytes.length;
    const end = at + 12 + length;
    if (end > bytes.length) throw invalid('cut short');
    const covered = bytes.subarray(at + 4, end - 4);
    if (crc32(covered) !== bytes.readUInt32BE(end - 4)) throw invalid('checksum');
    chunks.push({ type: covered.toString('latin1', 0, 4), data: covered.subarray(4) });
    at = end;
  }
  return chunks;
}

function pixelsIn(chunks: readonly Chunk[], expected: number): Buffer {
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const lines = unpacked(packed, expected);
  if (lines.length !== expected) throw invalid('pixels are missing');
  return lines;
}

function unpacked(packed: Buffer, expected: number): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: expected });
  } catch (cause) {
    throw invalid('pixels cannot be unpacked', cause);
  }
}

function invalid(detail: string, cause?: unknown): CongvanError {
  return new CongvanError('SIGNATURE_IMAGE_INVALID', { detail, cause });
}
