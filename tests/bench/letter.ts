/** The file that is measured: one page of about 150 kB, with text, a table and an image. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addForm } from '../../src/signing/pdf/appearance.ts';
import { embedImage } from '../../src/signing/pdf/appearanceImage.ts';
import { pageSpace } from '../../src/signing/pdf/geometry.ts';
import { drawOnPage } from '../../src/signing/pdf/pageContent.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { pageAt } from '../../src/signing/pdf/read/pages.ts';
import { dateText, stampDraft } from '../../src/signing/pdf/stampDraft.ts';
import { PdfUpdate } from '../../src/signing/pdf/write/update.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

export function image(name: string): Buffer {
  return readFileSync(join(FIXTURES, 'images', name));
}

/** @param number of the letter, which is stamped on it */
export async function letter(number = '15'): Promise<Uint8Array> {
  const stamped = await stampDraft({
    pdf: readFileSync(join(FIXTURES, 'documents/cong-van.pdf')),
    number,
    notation: 'STC-VP',
    place: 'An Bình',
    dateText: dateText('2026-11-21'),
    urgency: 'HỎA TỐC',
  });
  const pdf = openPdf(stamped);
  const page = pageAt(pdf, 0);
  const update = new PdfUpdate(pdf);
  const logo = await embedImage(image('seal.png'));
  const box = { xMm: 0, yMm: 0, widthMm: 30, heightMm: 30 };
  const drawing = { box, images: [{ image: logo, box }], texts: [], frames: [] };
  const form = await addForm(update, pageSpace(pdf, page), drawing, [1, 0, 0, 1, 0, 0]);
  drawOnPage(pdf, update, page, form, 'q 1 0 0 1 90 60 cm $ Do Q');
  return update.bytes();
}
