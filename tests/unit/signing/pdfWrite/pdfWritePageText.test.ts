import { describe, expect, it } from 'vitest';
import { pageSpace } from '../../../../src/signing/pdf/geometry.ts';
import { pageRows, rowText } from '../../../../src/signing/pdf/pageText/pageRows.ts';
import { parseUnicodeMap } from '../../../../src/signing/pdf/pageText/unicodeMap.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { pageAt } from '../../../../src/signing/pdf/read/pages.ts';
import { findSignerGap } from '../../../../src/signing/pdf/signerLines.ts';
import { documentFixture, LETTER, LETTERS, onePage, smallPdf } from './smallPdf.ts';

function rowsOf(file: Uint8Array, page = 0) {
  const pdf = openPdf(file);
  return pageRows(pdf, pageSpace(pdf, pageAt(pdf, page)));
}

function textsOf(file: Uint8Array): readonly string[] {
  return rowsOf(file).map((row) => rowText(row.characters).text);
}

function withContent(content: string, changes = {}): Buffer {
  const stream = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
  return smallPdf(onePage({ 4: stream, ...changes }));
}

describe('text on a page', () => {
  it.each(LETTERS)('of %s is found with its place', (file) => {
    const rows = rowsOf(documentFixture(file));
    const number = rows.find((row) => rowText(row.characters).text.startsWith('Số:'));
    expect(number?.yMm).toBeCloseTo(37.5, 0);
    expect(number?.characters[0]?.xMm).toBeCloseTo(46.3, 0);
    const texts = rows.map((row) => rowText(row.characters).text);
    expect(texts).toContain('Nguyễn Thị Hồng Đào');
    expect(texts.some((text) => /^Số:\s+\/STC-VP An Bình, ngày\s+tháng\s+năm 2026$/.test(text))).toBe(true);
  });

  it('follows every text operator', () => {
    const content = `BT /F1 10 Tf 20 TL 1 0 0 1 100 700 Tm (A) Tj T* (B) Tj (C) ' 0 0 (D) " 50 0 TD [(E) -1000 (F)] TJ ET
      q 1 0 0 1 0 -300 cm BT /F1 10 Tf 100 Tz 5 Ts 100 700 Td (G) Tj ET Q
      BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT /F1 10 Tf 100 100 Td (H) Tj ET`;
    expect(textsOf(withContent(content))).toEqual(['A', 'B', 'C', 'D E F', 'G', 'H']);
  });

  it('reads what forms show, and ends when they show themselves', () => {
    const form = '/Fm Do BT /F1 10 Tf 100 500 Td (inside) Tj ET';
    const file = withContent('/Fm Do', {
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /Fm 6 0 R >> >> >>',
      6: `<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 0 100] /Length ${form.length} >>\nstream\n${form}\nendstream`,
    });
    expect(textsOf(file)[0]).toMatch(/inside/);
  });

  it('gives what was read before the content breaks', () => {
    expect(textsOf(withContent('BT /F1 10 Tf 100 700 Td (ok) Tj ET BT (never closed'))).toEqual(['ok']);
  });

  it('is measured on the page as it is seen, whatever its turn and crop', () => {
    for (const [turn, x, y] of [
      [90, 100 / 2.8346, 50 / 2.8346],
      [180, (595 - 50) / 2.8346, 100 / 2.8346],
      [270, (842 - 100) / 2.8346, (595 - 50) / 2.8346],
    ] as const) {
      const page = `<< /Type /Page /Parent 2 0 R /MediaBox [-10 -20 595 842] /CropBox [0 0 595 842] /Rotate ${turn} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`;
      const [row] = rowsOf(withContent('BT /F1 10 Tf 50 100 Td (X) Tj ET', { 3: page }));
      expect(row?.characters[0]?.xMm).toBeCloseTo(x, 1);
      expect(row?.yMm).toBeCloseTo(y, 1);
    }
  });
});

describe('a ToUnicode map', () => {
  it('knows single characters, ranges and lists', () => {
    const map = parseUnicodeMap(
      Buffer.from(
        '1 beginbfchar <01> <0110> <02> <00660069> endbfchar 2 beginbfrange <10> <12> <0041> <20> <21> [<1EC5> <01B0>] endbfrange',
      ),
    );
    expect([...map.values()].join('')).toBe('ĐfiABCễư');
    expect(map.get(0x12)).toBe('C');
  });

  it('does not fill the memory for an endless range', () => {
    const map = parseUnicodeMap(Buffer.from('beginbfrange <0000> <FFFFFFFF> <0041> endbfrange'));
    expect(map.size).toBeLessThan(70_000);
  });
});

describe('the gap for a signature', () => {
  it('lies between the position line and the name line', () => {
    const gap = findSignerGap(openPdf(documentFixture(LETTER)), 'nguyễn thị  HỒNG đào'.normalize('NFD'));
    expect(gap?.centreMm).toBeCloseTo(149, 0);
    expect(gap?.topMm).toBeCloseTo(176.6, 0);
    expect(gap?.bottomMm).toBeCloseTo(207.1, 0);
  });

  it('is looked for on the last page first', () => {
    const gap = findSignerGap(openPdf(documentFixture('cong-van-two-pages.pdf')), 'Nguyễn Thị Hồng Đào');
    expect(gap?.space.page.index).toBe(1);
  });

  it('is not found for another name, nor where the name is only a part of a line', () => {
    const pdf = openPdf(documentFixture(LETTER));
    for (const name of ['Trần Văn Đức', 'Sở Nội vụ', '']) expect(findSignerGap(pdf, name)).toBeUndefined();
  });
});
