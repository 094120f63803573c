/**
 * One document of every kind that an agency has, each sound to qpdf and MuPDF before anybody signs it. MuPDF's own
 * linearized files are left out: qpdf finds fault with their hint tables.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import type { PagePosition } from '../../../src/signing/pdf/signRequest.ts';
import { pdfOf, stream, update } from '../../unit/signing/pdf/pdfBuilder.ts';
import {
  documentFixture,
  imageFixture,
  LETTER,
  onePage,
  smallPdf,
} from '../../unit/signing/pdfWrite/smallPdf.ts';
import { run } from '../tool.ts';

export interface Kind {
  readonly name: string;
  readonly make: () => Buffer | Promise<Buffer>;
  /** Where a person signs a page that is written all over where signatures go by default. */
  readonly at?: PagePosition;
}

const letter = () => documentFixture(LETTER);
const fixture = (name: string, file: string): Kind => ({ name, make: () => documentFixture(file) });
const written = (name: string, make: Kind['make']): Kind => ({ name, make });

/** The letter as another program writes it; `IN` and `OUT` are replaced by paths. */
function through(name: string, tool: string, ...words: readonly string[]): Kind {
  return written(name, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'congvan-kind-'));
    try {
      const [source, target] = [join(folder, 'in.pdf'), join(folder, 'out.pdf')];
      writeFileSync(source, letter());
      const paths: Readonly<Record<string, string>> = { IN: source, OUT: target };
      const { code, says } = await run(
        tool,
        words.map((word) => paths[word] ?? word),
      );
      if (code !== 0) throw new Error(`${tool}: ${says}`);
      return readFileSync(target);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** A small file that says which version it is of. */
const version = (number: string): Kind =>
  written(`PDF ${number}`, () =>
    Buffer.from(smallPdf(onePage()).toString('latin1').replace('%PDF-1.7', `%PDF-${number}`), 'latin1'),
  );

const PAGE = '/Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>';
const page = (entries: string) => `<< ${PAGE} ${entries} >>`;
const A4 = '/MediaBox [0 0 595 842]';

/** Boxes, turn and resources stand two levels above the pages. */
const NESTED = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [6 0 R 7 0 R] /Count 3 /MediaBox [0 0 842 595] /Rotate 90 /Resources << /Font << /F1 5 0 R >> >> >>',
  3: '<< /Type /Page /Parent 6 0 R /Contents 4 0 R >>',
  6: '<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 /CropBox [20 20 822 575] >>',
  7: '<< /Type /Pages /Parent 2 0 R /Kids [8 0 R 9 0 R] /Count 2 >>',
  8: '<< /Type /Page /Parent 7 0 R /Contents [4 0 R] >>',
  9: '<< /Type /Page /Parent 7 0 R /Contents 4 0 R /Rotate 0 >>',
};

const FIELD =
  '/Type /Annot /Subtype /Widget /F 4 /FT /Tx /T (so) /V (15) /DA (/F1 10 Tf 0 g) /Rect [72 600 200 620] /P 3 0 R /AP << /N 9 0 R >>';
const FIELD_LOOK = stream(
  '/Tx BMC q BT /F1 10 Tf 2 5 Td (15) Tj ET Q EMC',
  '/Type /XObject /Subtype /Form /BBox [0 0 128 20] /Resources << /Font << /F1 5 0 R >> >> ',
).toString('latin1');
const LINK =
  '<< /Type /Annot /Subtype /Link /Rect [72 500 200 520] /Border [0 0 0] /A << /S /URI /URI (https://example.vn/) >> >>';
const FORM_ENTRIES = '/DR << /Font << /F1 5 0 R >> >> /DA (/F1 10 Tf 0 g)';

const directForm = () =>
  smallPdf(
    onePage({
      1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [8 0 R] ${FORM_ENTRIES} >> >>`,
      3: page(`${A4} /Annots [8 0 R 11 0 R]`),
      8: `<< ${FIELD} >>`,
      9: FIELD_LOOK,
      11: LINK,
    }),
  );

const indirectForm = () =>
  smallPdf(
    onePage({
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>',
      3: page(`${A4} /Annots 7 0 R`),
      6: `<< /Fields 10 0 R ${FORM_ENTRIES} >>`,
      7: '[8 0 R 11 0 R]',
      8: `<< ${FIELD} >>`,
      9: FIELD_LOOK,
      10: '[8 0 R]',
      11: LINK,
    }),
  );

/** A form in which a signature field waits for somebody else. */
const emptySignatureField = () =>
  smallPdf(
    onePage({
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [8 0 R] /SigFlags 1 >> >>',
      3: page(`${A4} /Annots [8 0 R]`),
      8: '<< /Type /Annot /Subtype /Widget /F 4 /FT /Sig /T (Lanh dao) /Rect [72 100 200 160] /P 3 0 R >>',
    }),
  );

function manyRevisions(): Buffer {
  let pdf = pdfOf();
  for (let round = 1; round <= 12; round++) {
    pdf = update(pdf, { 4: stream(`BT /F1 12 Tf 72 720 Td (Ban thu ${round}) Tj ET`) });
  }
  return pdf;
}

/** A page of noise, as a scanner's raw pixels are: nothing shrinks it. */
function twentyMegabytes(): Buffer {
  const [width, height] = [2_550, 2_700];
  const pixels = Buffer.alloc(width * height * 3);
  let state = 1;
  for (let at = 0; at < pixels.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels.writeUInt32LE(state, Math.min(at, pixels.length - 4));
  }
  const entries = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 `;
  return pdfOf({
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: `<< /Type /Page /Parent 2 0 R ${A4} /Contents 4 0 R /Resources << /XObject << /I 6 0 R >> >> >>`,
    4: stream('q 495 0 0 500 50 300 cm /I Do Q'),
    6: stream(pixels, entries),
  });
}

async function ofPdfLib(useObjectStreams: boolean): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  for (const text of ['Trang 1', 'Trang 2']) pdf.addPage([595, 842]).drawText(text, { x: 72, y: 720, font });
  await pdf.attach(Buffer.from('stt,ten\n1,a\n'), 'bang.csv', { mimeType: 'text/csv' });
  return Buffer.from(await pdf.save({ useObjectStreams }));
}

async function scan(): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const image = await pdf.embedPng(imageFixture('seal.png'));
  pdf.addPage([595, 842]).drawImage(image, { x: 60, y: 400, width: 400, height: 400 });
  return Buffer.from(await pdf.save({ useObjectStreams: false }));
}

function threeHundredPages(): Buffer {
  const pages = Array.from({ length: 300 }, (_, index) => [index + 10, page(A4)] as const);
  const kids = pages.map(([number]) => `${number} 0 R`).join(' ');
  return smallPdf(
    onePage({
      2: `<< /Type /Pages /Kids [3 0 R ${kids}] /Count 301 >>`,
      ...Object.fromEntries(pages),
    }),
  );
}

export const KINDS: readonly Kind[] = [
  fixture('table (LibreOffice)', LETTER),
  fixture('tagged PDF/A-2b (LibreOffice)', 'cong-van-pdfa.pdf'),
  written('CRLF after %%EOF', () => Buffer.concat([letter().subarray(0, -1), Buffer.from('\r\n')])),
  written('nothing after %%EOF', () => smallPdf(onePage(), { end: '' })),
  fixture('nothing compressed (qdf)', 'cong-van-qdf.pdf'),
  through('table (MuPDF)', 'mutool', 'clean', '-gggg', '-z', 'IN', 'OUT'),
  written('table, attachment (pdf-lib)', () => ofPdfLib(false)),
  fixture('object streams (qpdf)', 'cong-van-object-streams.pdf'),
  fixture('object streams (MuPDF)', 'cong-van-mupdf-object-streams.pdf'),
  written('object streams, attachment (pdf-lib)', () => ofPdfLib(true)),
  written('cross-reference stream alone', () => pdfOf(undefined, { kind: 'stream' })),
  fixture('linearized', 'cong-van-linearized.pdf'),
  fixture('linearized, object streams', 'cong-van-linearized-object-streams.pdf'),
  written('twelve revisions', manyRevisions),
  written('nested page tree, all inherited', () => smallPdf({ ...onePage(), ...NESTED })),
  written('301 pages', threeHundredPages),
  fixture('two pages of one content', 'cong-van-two-pages.pdf'),
  written('form and annotations, direct', directForm),
  written('form and annotations, indirect', indirectForm),
  written('annotation inside its page', () => smallPdf(onePage({ 3: page(`${A4} /Annots [${LINK}]`) }))),
  written('empty signature field', emptySignatureField),
  { ...fixture('letter turned by 90°', 'cong-van-rotated.pdf'), at: { page: 1, xMm: 150, yMm: 1 } },
  ...[90, 180, 270].map((degrees) =>
    written(`page turned by ${degrees}°`, () => smallPdf(onePage({ 3: page(`${A4} /Rotate ${degrees}`) }))),
  ),
  written('crop box', () =>
    smallPdf(onePage({ 3: page('/MediaBox [-50 -60 700 900] /CropBox [10 20 605 862]') })),
  ),
  written('user unit', () => smallPdf(onePage({ 3: page('/MediaBox [0 0 297.5 421] /UserUnit 2') }))),
  ...['1.3', '1.4', '1.5', '1.6', '2.0'].map(version),
  written('scan', scan),
  written('20 MB', twentyMegabytes),
  fixture('encrypted (AES-256)', 'cong-van-encrypted.pdf'),
];
