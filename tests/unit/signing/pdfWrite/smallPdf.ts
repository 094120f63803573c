/** Small PDFs written out by hand, in the forms that fixtures by other programs do not have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

export function documentFixture(name: string): Buffer {
  return readFileSync(join(FIXTURES, 'documents', name));
}

export function imageFixture(name: string): Buffer {
  return readFileSync(join(FIXTURES, 'images', name));
}

export const LETTER = 'cong-van.pdf';
/** Every form of the letter that may be signed. */
export const LETTERS = [
  LETTER,
  'cong-van-object-streams.pdf',
  'cong-van-linearized.pdf',
  'cong-van-linearized-object-streams.pdf',
  'cong-van-qdf.pdf',
  'cong-van-two-pages.pdf',
] as const;

/** Object number → its text. Object 1 is the catalog. */
export type Objects = Readonly<Record<number, string>>;

const CONTENT = 'BT /F1 12 Tf 72 720 Td (Hello) Tj ET';
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/** A page with one line of text; `changes` replaces or adds objects. */
export function onePage(changes: Objects = {}): Objects {
  return {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    4: `<< /Length ${CONTENT.length} >>\nstream\n${CONTENT}\nendstream`,
    5: FONT,
    ...changes,
  };
}

/** Written with a classic table; `trailer` goes into the trailer dictionary. */
export function smallPdf(objects: Objects, { trailer = '', end = '\n' } = {}): Buffer {
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const numbers = Object.keys(objects).map(Number);
  const size = Math.max(...numbers) + 1;
  const entries: string[] = Array.from({ length: size }, (_, number) =>
    number === 0 ? '0000000000 65535 f \n' : '0000000000 00000 f \n',
  );
  for (const number of numbers) {
    entries[number] = `${String(file.length).padStart(10, '0')} 00000 n \n`;
    file += `${number} 0 obj\n${objects[number]}\nendobj\n`;
  }
  const at = file.length;
  file += `xref\n0 ${size}\n${entries.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n`;
  return Buffer.from(`${file}startxref\n${at}\n%%EOF${end}`, 'latin1');
}

/** Word's form: a table for old readers whose trailer points to a cross-reference stream for new ones. */
export function hybridPdf(): Buffer {
  const objects = onePage({
    6: '<< /Type /XRef /Size 7 /W [1 2 1] /Index [6 0] /Root 1 0 R /Length 0 >>\nstream\n\nendstream',
  });
  const plain = smallPdf(objects);
  const at = plain.indexOf('6 0 obj');
  return smallPdf(objects, { trailer: `/XRefStm ${at}` });
}
