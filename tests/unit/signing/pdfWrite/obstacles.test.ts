import { describe, expect, it } from 'vitest';
import { obstaclesIn } from '../../../../src/signing/pdf/obstacles.ts';
import { documentFixture, hybridPdf, LETTERS, onePage, smallPdf } from './smallPdf.ts';

const PAGE = '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R';
const FONTS = '/Resources << /Font << /F1 5 0 R >> >>';

function codes(file: Uint8Array): readonly string[] {
  return obstaclesIn(file).map(({ code }) => code);
}

/** The letter with bytes put in front of its cross-reference table, which moves. */
function withBytes(file: Buffer, more: string): Buffer {
  const at = file.lastIndexOf('xref\n0');
  const tail = file.subarray(at).toString('latin1');
  const moved = tail.replace(/startxref\n\d+/, `startxref\n${at + more.length}`);
  return Buffer.concat([file.subarray(0, at), Buffer.from(more + moved, 'latin1')]);
}

function annotated(annotation: string): Buffer {
  return smallPdf(
    onePage({
      3: `<< ${PAGE} /Annots [6 0 R] ${FONTS} >>`,
      6: `<< /Type /Annot ${annotation} >>`,
      7: '<< /Type /XObject /Subtype /Form /BBox [0 0 200 100] /Length 0 >>\nstream\n\nendstream',
    }),
  );
}

describe('what keeps a PDF from being signed', () => {
  it.each(LETTERS)('is nothing in %s', (name) => {
    expect(obstaclesIn(documentFixture(name))).toEqual([]);
  });

  it('is told whole, each with its place', () => {
    const file = smallPdf(
      onePage({
        3: `<< ${PAGE} /Annots [6 0 R] ${FONTS} >>`,
        6: '<< /Type /Annot /Subtype /Link /Rect [0 0 10 10] /A 7 0 R >>',
        7: '<< /S /Launch /F (x.exe) >>',
        8: '<< /S /JavaScript /JS (x) >>',
      }),
    );
    const at = (number: number) => file.indexOf(`${number} 0 obj`);
    expect(obstaclesIn(file)).toEqual([
      {
        ...{ code: 'SIGNING_ACTIVE_CONTENT', where: 'object 8', detail: 'JavaScript' },
        ...{ object: 8, byte: at(8), page: null },
      },
      {
        ...{ code: 'SIGNING_EXTERNAL_CONTENT', where: 'object 7', detail: 'Launch' },
        ...{ object: 7, byte: at(7), page: 1 },
      },
    ]);
  });

  it('is a reading that cannot be had: then nothing more is told', () => {
    expect(codes(hybridPdf())).toEqual(['PDF_HYBRID_XREF']);
    expect(codes(documentFixture('encrypted/aes-256-r6-password.pdf'))).toEqual(['PDF_ENCRYPTED']);
  });

  it('is a layer that may be hidden, on the catalog', () => {
    const layers = '/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>';
    const file = smallPdf(
      onePage({ 1: `<< /Type /Catalog /Pages 2 0 R ${layers} >>`, 6: '<< /Type /OCG /Name (x) >>' }),
    );
    expect(obstaclesIn(file)).toMatchObject([{ code: 'SIGNING_HIDDEN_LAYERS', object: 1 }]);
  });

  it('is no link to the Web', () => {
    const link = '/Subtype /Link /Rect [72 700 200 740] /A << /S /URI /URI (https://chinhphu.vn) >>';
    expect(codes(annotated(link))).toEqual([]);
  });
});

describe('what is prepared to be swapped', () => {
  const letter = smallPdf(onePage());

  it('a second object of a number in the same revision', () => {
    const [found] = obstaclesIn(withBytes(letter, '4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n'));
    expect(found).toMatchObject({ code: 'SIGNING_DUPLICATE_OBJECT', object: 4, page: 1 });
    expect(found?.detail).toBe(`another one stands at byte ${letter.lastIndexOf('xref\n0')}`);
  });

  it('is not text in a stream, nor an object of a number that is nobody’s', () => {
    const text = 'x\n4 0 obj\n(x) Tj';
    const stream = `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
    expect(codes(smallPdf(onePage({ 6: stream })))).toEqual([]);
    expect(codes(withBytes(letter, '99 0 obj\nnull\nendobj\n'))).toEqual([]);
  });

  it('a second catalog', () => {
    const file = smallPdf(onePage({ 6: '<< /Type /Catalog /Pages 2 0 R >>' }));
    expect(obstaclesIn(file)).toMatchObject([{ code: 'SIGNING_SHADOW_CONTENT', object: 6 }]);
  });

  it('an annotation over text', () => {
    const over = annotated('/Subtype /Stamp /Rect [60 700 300 740] /AP << /N 7 0 R >>');
    expect(obstaclesIn(over)).toMatchObject([{ code: 'SIGNING_SHADOW_CONTENT', object: 6, page: 1 }]);
    const beside = annotated('/Subtype /Stamp /Rect [60 100 300 140] /AP << /N 7 0 R >>');
    expect(codes(beside)).toEqual([]);
    const marker = annotated('/Subtype /Highlight /Rect [60 700 300 740] /AP << /N 7 0 R >>');
    expect(codes(marker)).toEqual([]);
  });
});
