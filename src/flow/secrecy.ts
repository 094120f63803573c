import { CongvanError } from '../kernel/errors.ts';
import { secrecyMarkIn } from '../registry/marks.ts';

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
