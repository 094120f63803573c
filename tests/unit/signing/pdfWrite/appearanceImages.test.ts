import { describe, expect, it } from 'vitest';
import { embedImage } from '../../../../src/signing/pdf/appearanceImage.ts';
import { imageFacts } from '../../../../src/signing/pdf/imageChecks.ts';
import { checkPng } from '../../../../src/signing/pdf/png.ts';
import { pixelsOf } from '../../../../src/signing/pdf/pngPixels.ts';
import { BLUE, barPng, pngOf, RED, WHITE } from './pngs.ts';
import { refusalOf, sign } from './signing.ts';
import { imageFixture, onePage, smallPdf } from './smallPdf.ts';

const facts = (png: Uint8Array) => imageFacts(pixelsOf(checkPng(png)));

describe('an image of a signature or seal', () => {
  it.each([
    ['signature.png', 'blue'],
    ['seal.png', 'red'],
  ])('%s is %s ink on what the page shows through', (file, ink) => {
    const found = facts(imageFixture(file));
    expect(found.ink).toBe(ink);
    expect(found.clear).toBeGreaterThan(0.5);
  });

  it('may have another colour, which is only told', () => {
    expect(facts(barPng(60, 60, [0, 0, 0, 255])).ink).toBe('other');
    expect(facts(barPng(60, 60, RED)).ink).toBe('red');
  });

  it('is refused as a white box, or as one with clear corners alone', async () => {
    for (const png of [barPng(60, 60, BLUE, WHITE), barPng(60, 60, BLUE, [255, 255, 255, 254])]) {
      await expect(embedImage(png)).rejects.toMatchObject({ code: 'IMAGE_NOT_TRANSPARENT' });
    }
    const corners = barPng(60, 60, BLUE, WHITE);
    expect(facts(corners).clear).toBe(0);
  });

  it.each([
    ['too coarse', 60, 'IMAGE_RESOLUTION'],
    ['too fine', 2200, 'IMAGE_RESOLUTION'],
    ['sharp enough', 240, 'signed'],
  ])('%s for its size: %s pixels over 40 mm', async (_, pixels, outcome) => {
    const image = barPng(pixels, Math.round(pixels / 4), BLUE);
    const appearance = { image, widthMm: 40, heightMm: 10 };
    expect(await refusalOf(sign(smallPdf(onePage()), 'person', { appearance }))).toBe(outcome);
  });
});

/** One row of pixels in each spelling that PNG has. */
describe('pixels of a PNG', () => {
  const rgba = (png: Uint8Array): readonly number[] => [...pixelsOf(checkPng(png)).rgba];

  it('are read through palettes with transparency, below eight bits too', () => {
    const palette = ['PLTE', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9])] as const;
    const clear = ['tRNS', Buffer.from([0, 128])] as const;
    const png = pngOf({ width: 4, height: 1, depth: 2, colour: 3 }, Buffer.from([0, 0b00011000]), [
      palette,
      clear,
    ]);
    expect(rgba(png)).toEqual([1, 2, 3, 0, 4, 5, 6, 128, 7, 8, 9, 255, 1, 2, 3, 0]);
  });

  it('are read with a colour that stands for nothing', () => {
    const key = ['tRNS', Buffer.from([0, 9, 0, 8, 0, 7])] as const;
    const png = pngOf({ width: 2, height: 1, colour: 2 }, Buffer.from([0, 9, 8, 7, 9, 8, 6]), [key]);
    expect(rgba(png)).toEqual([9, 8, 7, 0, 9, 8, 6, 255]);
  });

  it('are read in grey with alpha, and at sixteen bits', () => {
    expect(rgba(pngOf({ width: 1, height: 1, colour: 4 }, Buffer.from([0, 77, 3])))).toEqual([77, 77, 77, 3]);
    const deep = Buffer.from([0, 1, 255, 2, 255, 3, 255, 4, 255]);
    expect(rgba(pngOf({ width: 1, height: 1, depth: 16, colour: 6 }, deep))).toEqual([1, 2, 3, 4]);
  });

  it('are read through every filter', () => {
    const lines = [
      [1, 10, 5, 5],
      [2, 1, 1, 1],
      [3, 10, 10, 10],
      [4, 1, 1, 1],
    ];
    const png = pngOf({ width: 3, height: 4, colour: 0 }, Buffer.from(lines.flat()));
    const grey = rgba(png).filter((_, i) => i % 4 === 0);
    expect(grey).toEqual([10, 15, 20, 11, 16, 21, 15, 25, 33, 16, 26, 34]);
  });
});
