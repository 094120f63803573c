/** One page of Vietnamese letters, drawn by our cut font and by the whole font it was cut from. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { addForm } from '../../src/signing/pdf/appearance.ts';
import type { FontStyle } from '../../src/signing/pdf/fonts.ts';
import { pageSpace } from '../../src/signing/pdf/geometry.ts';
import { drawOnPage } from '../../src/signing/pdf/pageContent.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { pageAt } from '../../src/signing/pdf/read/pages.ts';
import { PdfUpdate } from '../../src/signing/pdf/write/update.ts';
import { STYLES } from '../generate/tinos.ts';
import { onePage, smallPdf } from '../unit/signing/pdfWrite/smallPdf.ts';

const LOWER = 'aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ đ';
export const LINES = [
  ...[LOWER.slice(0, 41), LOWER.slice(42)],
  ...[LOWER.slice(0, 41).toUpperCase(), LOWER.slice(42).toUpperCase()],
  'Độc lập - Tự do - Hạnh phúc',
  '0123456789 (Số: 15/QĐ-UBND) “ngày” – tháng… 1.000₫',
];

const SIZE = 14;
const [LEFT, TOP, STEP] = [70, 760, 30];
const SOURCE = join(import.meta.dirname, '../../node_modules/@expo-google-fonts/tinos');
const FILES: Readonly<Record<FontStyle, number>> = { regular: 0, bold: 1, italic: 2 };

export async function drawnAlone(style: FontStyle): Promise<Uint8Array> {
  const pdf = openPdf(smallPdf(onePage({ 4: '<< /Length 0 >>\nstream\n\nendstream' })));
  const update = new PdfUpdate(pdf);
  const page = pageAt(pdf, 0);
  const space = pageSpace(pdf, page);
  const mm = 25.4 / 72;
  const texts = LINES.map((text, index) => ({
    ...{ text, style, size: SIZE, colour: 'black' as const },
    ...{ xMm: LEFT * mm, yMm: (842 - TOP + index * STEP) * mm },
  }));
  const box = { xMm: 0, yMm: 0, widthMm: space.widthMm, heightMm: space.heightMm };
  const form = await addForm(update, space, { box, images: [], texts, frames: [] }, [1, 0, 0, 1, 0, 0]);
  drawOnPage(pdf, update, page, form, 'q $ Do Q');
  return update.bytes();
}

/** pdf-lib with the uncut file, nothing subset: slow and large, but what the type designer drew. */
export async function drawnWhole(style: FontStyle): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(createRequire(import.meta.url)('fontkit'));
  const font = await document.embedFont(readFileSync(join(SOURCE, STYLES[FILES[style]]?.source ?? '')), {
    features: { kern: false, liga: false, ccmp: false },
  });
  const page = document.addPage([595, 842]);
  for (const [index, text] of LINES.entries())
    page.drawText(text, { x: LEFT, y: TOP - index * STEP, size: SIZE, font });
  return await document.save();
}
