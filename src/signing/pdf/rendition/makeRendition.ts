import { sha256 } from '../../../kernel/digest.ts';
import { CongvanError } from '../../../kernel/errors.ts';
import { addForm, type Drawing } from '../appearance.ts';
import { takenOn } from '../cornerMark.ts';
import { type PageSpace, pageSpace, toUser, uprightAt } from '../geometry.ts';
import { drawOnPage } from '../pageContent.ts';
import { openPdf, type PdfDocument } from '../read/document.ts';
import { pagesOf } from '../read/pages.ts';
import { signaturesOf } from '../signatures.ts';
import type { PagePosition } from '../signRequest.ts';
import { serializeNumber } from '../write/serialize.ts';
import { objectRef, PdfUpdate } from '../write/update.ts';
import { dict, name, type ObjectRef, stream } from '../write/values.ts';
import { type ArrivalText, arrivalStamp, noticeDrawing } from './arrivalStamp.ts';
import { copyPages } from './copyPages.ts';
import { flattenedAnnotations } from './flattened.ts';
import { noticeBox, stampBox } from './freeRoom.ts';

export interface RenditionRequest {
  /** The file that arrived; never changed. */
  readonly pdf: Uint8Array;
  readonly stamp: ArrivalText;
  /** Where the stamp stands instead of free room. */
  readonly at?: PagePosition;
}

export interface Rendition {
  readonly pdf: Buffer;
  /** Of the stamp; 50 unless the page has no room for it in its true size. */
  readonly stampWidthMm: number;
}

/**
 * A rendition (bản thể hiện) of a document with the stamp "ĐẾN" on it: a new, unsigned file of what its pages show. Page
 * contents, the looks of annotations and layers are copied; form, signatures, DSS, scripts, actions, links, outlines,
 * attachments, structure and metadata are not. Every page says that it is a rendition, and of which file.
 * The caller has judged the signatures: nothing is verified here.
 * @throws PDF_ENCRYPTED, RENDITION_REFUSED, STAMP_PLACE_TAKEN, STAMP_TEXT_INVALID, PLACE_OUTSIDE_PAGE,
 *   PDF_PAGE_NOT_FOUND, TEXT_NOT_DRAWABLE, PDF_*
 */
export async function makeRendition({ pdf: bytes, stamp, at }: RenditionRequest): Promise<Rendition> {
  const pdf = openPdf(bytes);
  refuseEncrypted(pdf);
  const pages = [...pagesOf(pdf)];
  const stampedPage = pages[(at?.page ?? 1) - 1];
  if (stampedPage === undefined)
    throw new CongvanError('PDF_PAGE_NOT_FOUND', { where: `page ${at?.page ?? 1}` });
  const notice = noticeOf(pdf);
  const update = new PdfUpdate(pdf);
  let stampWidthMm = 0;
  for (const page of pages) {
    const space = pageSpace(pdf, page);
    const isTaken = takenOn(pdf, space);
    const drawings = [noticeDrawing(notice, noticeBox(space, isTaken, notice))];
    if (page === stampedPage) {
      const box = stampBox(space, isTaken, at);
      stampWidthMm = box.widthMm;
      drawings.push(arrivalStamp(stamp, box));
    }
    await drawAll(pdf, update, space, drawings);
  }
  return { pdf: checked(copyPages(openPdf(update.bytes())), pages.length), stampWidthMm };
}

function refuseEncrypted(pdf: PdfDocument): void {
  if (pdf.encryption === null) return;
  const hint = {
    en: 'a rendition would be open to everybody: print it for those who may read it',
    vi: 'bản thể hiện sẽ không còn được mã hóa: hãy in cho người được phép đọc',
  };
  throw new CongvanError('PDF_ENCRYPTED', { hint });
}

/** What stands on every page; the first 16 digits tell the original without doubt among the files of an agency. */
function noticeOf(pdf: PdfDocument): string {
  const digest = sha256(pdf.bytes).slice('sha256:'.length, 'sha256:'.length + 16);
  const isSigned = signaturesOf(pdf).length > 0;
  return `Bản thể hiện có dấu đến; bản gốc${isSigned ? ' có chữ ký số' : ''}: ${digest}`;
}

/** The annotations' looks and the drawings over them, as one form on top of the page. */
async function drawAll(
  pdf: PdfDocument,
  update: PdfUpdate,
  space: PageSpace,
  drawings: readonly Drawing[],
): Promise<void> {
  const forms: { readonly form: ObjectRef; readonly matrix: readonly number[] }[] = flattenedAnnotations(
    pdf,
    space.page,
  ).map(({ form, matrix }) => ({ form: objectRef(form), matrix }));
  for (const drawing of drawings) {
    const { xMm, yMm, heightMm } = drawing.box;
    const matrix = uprightAt(space, toUser(space, xMm, yMm + heightMm));
    forms.push({ form: await addForm(update, space, drawing, [1, 0, 0, 1, 0, 0]), matrix });
  }
  drawOnPage(pdf, update, space.page, addOverlay(update, space, forms), 'q $ Do Q');
}

function addOverlay(
  update: PdfUpdate,
  space: PageSpace,
  forms: readonly { readonly form: ObjectRef; readonly matrix: readonly number[] }[],
): ObjectRef {
  const corners = [...toUser(space, 0, 0), ...toUser(space, space.widthMm, space.heightMm)];
  const lines = forms.map(
    ({ matrix }, index) => `q ${matrix.map(serializeNumber).join(' ')} cm /X${index} Do Q\n`,
  );
  const overlay = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: corners,
    Resources: dict({
      XObject: dict(Object.fromEntries(forms.map(({ form }, index) => [`X${index}`, form]))),
    }),
  });
  return update.add(stream(overlay, Buffer.from(lines.join(''), 'latin1')));
}

/** The finished file has one reading, all its pages, and nothing that could be taken for a signature. */
function checked(rendition: Buffer, pages: number): Buffer {
  const pdf = openPdf(rendition);
  const isWhole = [...pagesOf(pdf)].length === pages;
  if (isWhole && !pdf.catalog().entries.has('AcroForm') && signaturesOf(pdf).length === 0) return rendition;
  throw new CongvanError('RENDITION_REFUSED', { detail: 'the finished rendition is not what it should be' });
}
