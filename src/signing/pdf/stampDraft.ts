import { CongvanError } from '../../kernel/errors.ts';
import { addForm, type Drawing, type DrawnText } from './appearance.ts';
import { type BoxMm, type PageSpace, pageSpace, toUser, union, uprightAt } from './geometry.ts';
import { drawOnPage } from './pageContent.ts';
import { isWritten, pageRows } from './pageText/pageRows.ts';
import { openPdf, type PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { pageAt } from './read/pages.ts';
import { refuseToSign } from './refuseToSign.ts';
import { boxOfText, dateParts, numberParts, textFrom } from './stampLines.ts';
import { FRAME_LINE_MM, type Frame, markParts } from './stampMarks.ts';
import type { StampDraftRequest } from './stampRequest.ts';
import { serializeNumber } from './write/serialize.ts';
import { PdfUpdate } from './write/update.ts';

/**
 * Puts number and notation, place and date, urgency and circulation marks on the first page of a draft, as page
 * content of one appended update: the blanks of the draft's own lines are completed, what has no line gets the
 * place that NĐ 30/2020 PL I gives it, and `at` overrides both. The bytes of the draft are the beginning of the
 * result. Marks on further pages stand where nothing is written there.
 * @throws STAMP_AFTER_SIGNATURE, STAMP_PLACE_TAKEN, STAMP_DRAFT_DIFFERS, STAMP_TEXT_INVALID, PLACE_OUTSIDE_PAGE,
 *   TEXT_NOT_DRAWABLE, PDF_*, SIGNING_* (what may not be signed is not stamped either)
 */
export async function stampDraft(request: StampDraftRequest): Promise<Uint8Array> {
  refuseText(request);
  const pdf = openPdf(request.pdf);
  refuseSigned(pdf);
  refuseToSign(pdf);
  const update = new PdfUpdate(pdf);
  for (const [page, parts] of partsByPage(pdf, request)) await drawParts(pdf, update, page, parts);
  const stamped = update.bytes();
  openPdf(stamped);
  return stamped;
}

/** `ngày 05 tháng 01 năm 2026`: days below 10, and January and February, with a zero before (PL I II.4b). */
export function dateText(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined || month === undefined || date === undefined) {
    throw new CongvanError('STAMP_TEXT_INVALID', { where: day, detail: 'a day is written yyyy-mm-dd' });
  }
  return `ngày ${date} tháng ${Number(month) <= 2 ? month : Number(month)} năm ${year}`;
}

const RULES = [
  { key: 'number', pattern: /^(?!\d$)[0-9][0-9A-Za-z]{0,10}$/ },
  { key: 'notation', pattern: /^[^\s/][^\s]{0,29}$/ },
  { key: 'dateText', pattern: /^ngày \d{2} tháng (0[12]|[3-9]|1[0-2]) năm \d{4}$/ },
  { key: 'place', pattern: /^\S(.{0,48}\S)?$/ },
] as const;

function refuseText(request: StampDraftRequest): void {
  const wrong = RULES.find(({ key, pattern }) => !pattern.test(request[key].normalize('NFC')));
  if (wrong === undefined) return;
  throw new CongvanError('STAMP_TEXT_INVALID', { where: wrong.key, detail: request[wrong.key] });
}

function refuseSigned(pdf: PdfDocument): void {
  const signed = fieldsOf(pdf).find(
    ({ type, value }) => type === 'Sig' && pdf.resolve(value).kind === 'dict',
  );
  if (signed !== undefined) throw new CongvanError('STAMP_AFTER_SIGNATURE', { where: signed.name });
}

interface StampParts {
  readonly texts: readonly DrawnText[];
  readonly frames: readonly Frame[];
}

/** What goes on each page; page 1 unless a position says otherwise. */
function partsByPage(pdf: PdfDocument, request: StampDraftRequest): ReadonlyMap<number, StampParts> {
  const { at, number, notation, place, dateText: date } = request;
  const space = pageSpace(pdf, pageAt(pdf, 0));
  const rows = pageRows(pdf, space);
  const marks = markParts(request, rows, space);
  const pages = new Map<number, { texts: DrawnText[]; frames: Frame[] }>();
  const put = (
    page: number | undefined,
    texts: readonly DrawnText[],
    frames: readonly Frame[] = [],
  ): void => {
    const parts = pages.get(page ?? 1) ?? { texts: [], frames: [] };
    parts.texts.push(...texts);
    parts.frames.push(...frames);
    pages.set(page ?? 1, parts);
  };
  if (at?.number === undefined) put(1, numberParts(request, rows, space));
  else put(at.number.page, [textFrom(`Số: ${number}/${notation}`, 'regular', at.number)]);
  if (at?.date === undefined) put(1, dateParts(request, rows, space));
  else put(at.date.page, [textFrom(`${place}, ${date}`, 'italic', at.date)]);
  for (const { page, text, frame } of marks) {
    for (const shown of request.pages ?? [page]) put(shown, [text], [frame]);
  }
  return pages;
}

async function drawParts(
  pdf: PdfDocument,
  update: PdfUpdate,
  number: number,
  parts: StampParts,
): Promise<void> {
  if (parts.texts.length === 0) return;
  const space = pageSpace(pdf, pageAt(pdf, number - 1));
  const drawing = drawingOf(parts);
  refuseOutside(space, drawing.box);
  if (number !== 1) refuseWritten(pdf, space, parts.frames);
  const form = await addForm(update, space, drawing, [1, 0, 0, 1, 0, 0]);
  const corner = toUser(space, drawing.box.xMm, drawing.box.yMm + drawing.box.heightMm);
  const matrix = uprightAt(space, corner).map(serializeNumber).join(' ');
  drawOnPage(pdf, update, space.page, form, `q ${matrix} cm $ Do Q`);
}

function drawingOf({ texts, frames }: StampParts): Drawing {
  const boxes = [...texts.map(boxOfText), ...frames.map(({ box }) => box)];
  const box = boxes.reduce(union);
  return { box, images: [], texts, frames: frames.map((frame) => ({ ...frame, lineMm: FRAME_LINE_MM })) };
}

/** On page 1 the frames were put into free room; on the others they stand at the same place or not at all. */
function refuseWritten(pdf: PdfDocument, space: PageSpace, frames: readonly Frame[]): void {
  const rows = pageRows(pdf, space);
  if (!frames.some(({ box }) => isWritten(rows, box))) return;
  const where = `page ${space.page.index + 1}`;
  throw new CongvanError('STAMP_PLACE_TAKEN', { where, detail: 'something is written there' });
}

function refuseOutside(space: PageSpace, { xMm, yMm, widthMm, heightMm }: BoxMm): void {
  if (xMm >= 0 && yMm >= 0 && xMm + widthMm <= space.widthMm && yMm + heightMm <= space.heightMm) return;
  throw new CongvanError('PLACE_OUTSIDE_PAGE', { where: `page ${space.page.index + 1}`, detail: 'stamp' });
}
