/**
 * Makes the document fixtures again from their sources. Needs LibreOffice (writer, calc), fonts-liberation2 and
 * qpdf; the tests need none of them, for what is made here is committed. Run: `node tests/generate/documents.ts`.
 */
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENTS = join(import.meta.dirname, '../fixtures/documents');

/** The same letter in the forms that other producers write; the row is what qpdf is told. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  'cong-van-object-streams.pdf': ['--object-streams=generate'],
  'cong-van-linearized.pdf': ['--linearize'],
  'cong-van-linearized-object-streams.pdf': ['--linearize', '--object-streams=generate'],
  'cong-van-qdf.pdf': ['--qdf', '--object-streams=disable'],
  'cong-van-rotated.pdf': ['--rotate=+90:1'],
  'cong-van-encrypted.pdf': ['--encrypt', '', 'owner', '256', '--'],
};

/** PDF/A-2b, which is tagged, too. */
const PDFA = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}';

function convert(source: string, format: string): void {
  execFileSync('soffice', ['--headless', '--convert-to', format, '--outdir', DOCUMENTS, source], {
    cwd: DOCUMENTS,
    stdio: 'ignore',
  });
}

function qpdf(args: readonly string[], target: string): void {
  execFileSync('qpdf', [...args, '--static-id', '--static-aes-iv', join(DOCUMENTS, 'cong-van.pdf'), target], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

convert('cong-van.fodt', PDFA);
renameSync(join(DOCUMENTS, 'cong-van.pdf'), join(DOCUMENTS, 'cong-van-pdfa.pdf'));
convert('cong-van.fodt', 'pdf');
convert('phu-luc.fods', 'xlsx');
for (const [file, args] of Object.entries(VARIANTS)) qpdf(args, join(DOCUMENTS, file));
execFileSync('qpdf', [
  '--empty',
  '--static-id',
  '--pages',
  join(DOCUMENTS, 'cong-van.pdf'),
  '1,1',
  '--',
  join(DOCUMENTS, 'cong-van-two-pages.pdf'),
]);
