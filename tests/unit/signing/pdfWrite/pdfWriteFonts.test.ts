import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TINOS_BOLD } from '../../../../src/signing/pdf/assets/tinosBold.ts';
import { TINOS_ITALIC } from '../../../../src/signing/pdf/assets/tinosItalic.ts';
import { TINOS_LICENSE } from '../../../../src/signing/pdf/assets/tinosLicense.ts';
import { TINOS_REGULAR } from '../../../../src/signing/pdf/assets/tinosRegular.ts';
import { embedFont, textWidth } from '../../../../src/signing/pdf/fonts.ts';
import { characters, cut, licenseText, STYLES } from '../../../generate/tinos.ts';

const ASSETS = { TINOS_REGULAR, TINOS_BOLD, TINOS_ITALIC };
const SOURCE = join(import.meta.dirname, '../../../../node_modules/@expo-google-fonts/tinos');
const require = createRequire(import.meta.url);
const VIETNAMESE = 'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ';

describe('Tinos, cut to Latin and Vietnamese', () => {
  it.each(STYLES)('$file is what the generator makes of the package', async ({ constant, source }) => {
    const font = await cut(source);
    expect(ASSETS[constant]).toBe(font.toString('base64'));
    expect(font.length).toBeLessThan(45_000);
  });

  it('carries its licence', () => {
    expect(licenseText()).toContain(TINOS_LICENSE.slice(0, 200));
    expect(TINOS_LICENSE).toContain('SIL OPEN FONT LICENSE Version 1.1');
  });

  it.each(STYLES)(
    '$file has every Vietnamese letter with the outline of the whole font',
    ({ constant, source }) => {
      const fontkit = require('fontkit');
      const whole = fontkit.create(readFileSync(join(SOURCE, source)));
      const part = fontkit.create(Buffer.from(ASSETS[constant], 'base64'));
      for (const letter of [...VIETNAMESE, ...VIETNAMESE.toUpperCase(), ...characters()]) {
        const code = letter.codePointAt(0) ?? 0;
        expect(part.hasGlyphForCodePoint(code), letter).toBe(true);
        expect(part.glyphForCodePoint(code).path.toSVG(), letter).toBe(
          whole.glyphForCodePoint(code).path.toSVG(),
        );
      }
    },
  );
});

describe('text in Tinos', () => {
  it('has the width of Times New Roman', () => {
    expect(textWidth('regular', 'a', 2048)).toBe(909);
    expect(textWidth('bold', 'h', 2048)).toBe(1139);
  });

  it('is the same composed or not', async () => {
    const font = await embedFont('regular', ['Nguyễn Thị Hồng Đào'.normalize('NFD')]);
    expect(font.encode('Đào'.normalize('NFD'))).toBe(font.encode('Đào'));
    expect(textWidth('regular', 'Hồng'.normalize('NFD'), 13)).toBe(textWidth('regular', 'Hồng', 13));
  });

  it('gives the same objects for the same letters, from the store of those made before', async () => {
    const [first, second] = await Promise.all([
      embedFont('italic', ['ngày 21 tháng 11']),
      embedFont('italic', ['tháng 11 ngày 21']),
    ]);
    expect(second).toBe(first);
  });

  it('refuses a letter that would not be drawn', async () => {
    await expect(embedFont('regular', ['公文'])).rejects.toMatchObject({
      code: 'TEXT_NOT_DRAWABLE',
      where: 'U+516c U+6587',
    });
  });
});
