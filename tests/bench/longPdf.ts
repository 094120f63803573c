/** A document of many pages without images, about 600 bytes for each. */
import { type Objects, smallPdf } from '../unit/signing/pdfWrite/smallPdf.ts';

const FIRST = 10;
const GROUP = 50;
const LINES = 8;

/** @param pages in groups of fifty; the last says a position and a name with room for a signature between them */
export function longPdf(pages: number, name: string): Uint8Array {
  const objects: Record<number, string> = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    3: '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>',
  };
  const groups: string[] = [];
  for (let first = 0; first < pages; first += GROUP) {
    const group = FIRST + first * 2 + groups.length;
    groups.push(`${group} 0 R`);
    const count = Math.min(GROUP, pages - first);
    const kids = Array.from({ length: count }, (_, i) => group + 1 + i * 2);
    for (const [i, number] of kids.entries()) addPage(objects, group, number, first + i === pages - 1, name);
    const list = kids.map((number) => `${number} 0 R`).join(' ');
    objects[group] = `<< /Type /Pages /Parent 2 0 R /Count ${count} /Kids [${list}] >>`;
  }
  objects[2] = `<< /Type /Pages /Count ${pages} /Kids [${groups.join(' ')}] >>`;
  return smallPdf(objects satisfies Objects);
}

function addPage(
  objects: Record<number, string>,
  parent: number,
  number: number,
  isLast: boolean,
  name: string,
): void {
  const text = Array.from({ length: LINES }, (_, i) => `(Noi dung van ban, dong thu ${i + 1}) Tj 0 -16 Td`);
  const signed = isLast ? `(GIAM DOC) Tj 0 -120 Td (${name}) Tj` : '';
  const content = `BT /F1 13 Tf 90 740 Td ${text.join(' ')} 250 -100 Td ${signed} ET`;
  const resources = '/Resources << /Font << /F1 3 0 R >> >>';
  objects[number] =
    `<< /Type /Page /Parent ${parent} 0 R /MediaBox [0 0 595 842] /Contents ${number + 1} 0 R ${resources} >>`;
  objects[number + 1] = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}
