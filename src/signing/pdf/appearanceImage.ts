import { sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { type ImageFacts, imageFacts, refuseOpaque } from './imageChecks.ts';
import { checkPng } from './png.ts';
import { pixelsOf } from './pngPixels.ts';
import { Cache } from './write/cache.ts';
import { emptyDocument, graphFrom, type ObjectGraph } from './write/pdfLib.ts';

export interface EmbeddedImage {
  readonly graph: ObjectGraph;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly facts: ImageFacts;
}

/** An agency signs with a few images all day: decoding and packing is done once for each. */
const embedded = new Cache<Promise<EmbeddedImage>>(8);

/**
 * A PNG as an image XObject, its transparency as a soft mask.
 * @param png checked to be whole and at most 16 million pixels before it is decoded
 * @throws IMAGE_NOT_PNG, IMAGE_NOT_TRANSPARENT, SIGNATURE_IMAGE_INVALID
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
  const raster = checkPng(png);
  const facts = imageFacts(pixelsOf(raster));
  refuseOpaque(facts);
  const { width, height } = raster;
  const document = await emptyDocument();
  try {
    const image = await document.embedPng(png);
    await document.flush();
    return { graph: graphFrom(document, image.ref), width, height, facts };
  } catch (error) {
    throw new CongvanError('SIGNATURE_IMAGE_INVALID', { detail: 'it cannot be decoded', cause: error });
  }
}
