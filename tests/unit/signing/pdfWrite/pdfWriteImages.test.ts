import { describe, expect, it } from 'vitest';
import { embedImage } from '../../../../src/signing/pdf/appearanceImage.ts';
import type { NewObject } from '../../../../src/signing/pdf/write/values.ts';
import { imageFixture } from './smallPdf.ts';

function keysOf(object: NewObject | undefined): readonly string[] {
  const isStream = typeof object === 'object' && object !== null && 'data' in object;
  return isStream ? [...object.dict.entries.keys()] : [];
}

describe('an image for an appearance', () => {
  it.each(['signature.png', 'seal.png'])('%s keeps its transparency as a soft mask', async (file) => {
    const image = await embedImage(imageFixture(file));
    expect(image.graph.objects).toHaveLength(2);
    expect(keysOf(image.graph.objects[0])).toContain('SMask');
  });

  it('is decoded once', async () => {
    const [first, second] = await Promise.all([
      embedImage(imageFixture('seal.png')),
      embedImage(imageFixture('seal.png')),
    ]);
    expect(second).toBe(first);
  });

  it('is refused when it is not a PNG, broken, or would fill the memory', async () => {
    const png = imageFixture('seal.png');
    const huge = Buffer.from(png);
    huge.writeUInt32BE(65_535, 16);
    huge.writeUInt32BE(65_535, 20);
    for (const bytes of [png.subarray(0, 300), huge]) {
      await expect(embedImage(bytes)).rejects.toMatchObject({ code: 'SIGNATURE_IMAGE_INVALID' });
    }
    for (const bytes of [
      Buffer.from('GIF89a'),
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      Buffer.alloc(0),
    ]) {
      await expect(embedImage(bytes)).rejects.toMatchObject({ code: 'IMAGE_NOT_PNG' });
    }
  });
});
