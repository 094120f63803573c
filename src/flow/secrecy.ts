import { CongvanError } from '../kernel/errors.ts';
import type { Secret } from '../kernel/secret.ts';
import { secrecyMarkIn } from '../registry/marks.ts';
import { firstPageLines } from '../signing/pdf/pageLines.ts';
import { openPdf } from '../signing/pdf/read/document.ts';

/**
 * A document that bears a mark of state secrecy may not enter this system (QĐ 28/2018 Đ1.2). The mark is looked for in
 * the text; one inside an image is not seen.
 * @param file for the message
 * @param day on the document, `yyyy-mm-dd`: which marks the law knew then
 * @throws SECRET_DOCUMENT
 */
export function checkNotSecret(file: string, text: string, day: string): void {
  const mark = secrecyMarkIn(text, day);
  if (mark !== undefined) throw new CongvanError('SECRET_DOCUMENT', { where: file, detail: mark });
}

/** The mark stands above the text of the first page; a cover may come before it. */
const MARKED_PAGES = 2;

/**
 * Asked before a PDF is signed: does a mark of state secrecy stand on a line of its first pages, alone in its column?
 * @throws SECRET_DOCUMENT, and what `openPdf` throws
 */
export function checkPdfNotSecret(file: string, pdf: Uint8Array, day: string, password?: Secret): void {
  checkNotSecret(file, firstPageLines(openPdf(pdf, password), MARKED_PAGES).join('\n'), day);
}
