import { sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { Cache } from './write/cache.ts';
import { emptyDocument, graphFrom, type ObjectGraph } from './write/pdfLib.ts';

export interface EmbeddedImage {
  readonly graph: ObjectGraph;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Decoded, an image takes four bytes per pixel and its mask one; this much is still small. */
const MOST_PIXELS = 16_000_000;
const PNG_HEAD = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** An agency signs with a few images all day: decoding and packing is done once for each. */
const embedded = new Cache<Promise<EmbeddedImage>>(8);

/**
 * A PNG as an image XObject, its transparency as a soft mask.
 * @param png at most 16 million pixels
 * @throws SIGNATURE_IMAGE_INVALID
 */
export async function embedImage(png: Uint8Array): Promise<EmbeddedImage> {
  const key = sha256(png);
  try {
    return await embedded.get(key, () => embed(png));
  } catch (error) {
    embedded.forget(key);
    throw error;
  }
}

async function embed(png: Uint8Array): Promise<EmbeddedImage> {
  const { width, height } = dimensions(png);
  const document = await emptyDocument();
  try {
    const image = await document.embedPng(png);
    await document.flush();
    return { graph: graphFrom(document, image.ref), width, height };
  } catch (error) {
    throw new CongvanError('SIGNATURE_IMAGE_INVALID', { detail: 'it cannot be decoded', cause: error });
  }
}

/** Read before decoding, so that a small file cannot ask for gigabytes. */
function dimensions(png: Uint8Array): { readonly width: number; readonly height: number } {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (bytes.length < 33 || !bytes.subarray(0, 16).equals(PNG_HEAD)) {
    throw new CongvanError('SIGNATURE_IMAGE_INVALID', { detail: 'it does not begin as a PNG does' });
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) {
    throw new CongvanError('SIGNATURE_IMAGE_INVALID', { detail: `${width} × ${height} pixels` });
  }
  return { width, height };
}
