import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { countPages, pagesFromEnd, pagesOf } from '../../../../src/signing/pdf/read/pages.ts';
import { findSignerGap } from '../../../../src/signing/pdf/signerLines.ts';
import { type Objects, smallPdf } from './smallPdf.ts';

const FIRST = 10;

/** Pages in groups of five; `signedOn` (0 is the first) says a position and a name with room between them. */
function longPdf(pages: number, signedOn: number): Uint8Array {
  const objects: Record<number, string> = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    3: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  };
  const groups: number[] = [];
  for (let page = 0; page < pages; page++) {
    const group = FIRST + Math.floor(page / 5) * 20;
    if (page % 5 === 0) groups.push(group);
    const number = group + 1 + (page % 5) * 2;
    const lines = page === signedOn ? '(GIAM DOC) Tj 0 -100 Td (Le Van An) Tj' : `(trang ${page}) Tj`;
    const content = `BT /F1 12 Tf 300 500 Td ${lines} ET`;
    objects[number] =
      `<< /Type /Page /Parent ${group} 0 R /MediaBox [0 0 595 842] /Contents ${number + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
    objects[number + 1] = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
  }
  for (const [index, group] of groups.entries()) {
    const count = Math.min(5, pages - index * 5);
    const kids = Array.from({ length: count }, (_, i) => `${group + 1 + i * 2} 0 R`);
    objects[group] = `<< /Type /Pages /Parent 2 0 R /Count ${count} /Kids [${kids.join(' ')}] >>`;
  }
  objects[2] = `<< /Type /Pages /Count ${pages} /Kids [${groups.map((group) => `${group} 0 R`).join(' ')}] >>`;
  return smallPdf(objects satisfies Objects);
}

describe('a long document', () => {
  it('has the same pages from its end, in the other order', () => {
    const pdf = openPdf(longPdf(13, 0));
    const forwards = [...pagesOf(pdf)].map(({ ref, index }) => [ref?.number, index]);
    const backwards = [...pagesFromEnd(openPdf(longPdf(13, 0)))].map(({ ref, index }) => [
      ref?.number,
      index,
    ]);
    expect(backwards.toReversed()).toEqual(forwards);
    expect(countPages(pdf)).toBe(13);
  });

  it.each([
    ['its last page', 199],
    ['a page near its end', 180],
    ['its first page, with annexes behind it', 0],
    ['a page near its beginning', 20],
  ])('shows where its signer stands on %s', (_, page) => {
    const gap = findSignerGap(
      openPdf(longPdf(200, page)),
      'Lê Văn An'.normalize('NFD').replace(/\p{M}/gu, ''),
    );
    expect(gap?.space.page.index).toBe(page);
  });

  it('is not searched in its middle', () => {
    expect(findSignerGap(openPdf(longPdf(200, 100)), 'Le Van An')).toBeUndefined();
  });
});
