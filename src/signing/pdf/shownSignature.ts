/** What a signature shows and where, decided before anything is written: an image with lines, or a corner mark. */
import { CongvanError } from '../../kernel/errors.ts';
import type { SignatureReport } from '../report.ts';
import type { Drawing } from './appearance.ts';
import { type EmbeddedImage, embedImage } from './appearanceImage.ts';
import { markInBox, placeMark } from './cornerMark.ts';
import type { BoxMm, PageSpace } from './geometry.ts';
import { refuseResolution } from './imageChecks.ts';
import type { PdfDocument } from './read/document.ts';
import { fitImage, linesHeightMm, linesWidthMm, signatureDrawing } from './signatureLayout.ts';
import { placeAfter, placeAt, placeOfPerson, placeOfSeal, type SignaturePlace } from './signaturePlace.ts';
import type { WaitingField } from './signedField.ts';
import { signingTimeText } from './signingTime.ts';
import type { CornerMark, SignatureAppearance, SigningRole, SignPdfRequest } from './signRequest.ts';

export interface ShownSignature {
  readonly space: PageSpace;
  /** Its box is the widget's rectangle. */
  readonly drawing: Drawing;
  /** Where the image lies in it; null without one. */
  readonly image: BoxMm | null;
}

/** What is known when the look is decided. */
export interface Signing {
  readonly signer: string;
  readonly signedAt: Date;
  /** The signature that the seal goes over. */
  readonly person: SignatureReport | undefined;
  readonly waiting: WaitingField | undefined;
}

export function isMark(appearance: SignPdfRequest['appearance']): appearance is CornerMark {
  return 'kind' in appearance;
}

/**
 * @throws SIGNATURE_PLACE_NOT_FOUND, SIGNATURE_TEXT_NOT_FOUND, SEAL_PLACE_NOT_FOUND, MARK_PLACE_TAKEN,
 *   PLACE_OUTSIDE_PAGE, PDF_PAGE_NOT_FOUND, SIGNATURE_FIELD_UNUSABLE, IMAGE_*, SIGNATURE_IMAGE_INVALID
 */
export async function shownSignature(
  { appearance, role }: SignPdfRequest,
  pdf: PdfDocument,
  signing: Signing,
): Promise<ShownSignature> {
  if (isMark(appearance)) return shownMark(pdf, appearance, signing);
  const image = await embedImage(appearance.image);
  const { widthMm, heightMm } =
    appearance.at === undefined ? appearance : { ...appearance, ...appearance.at };
  refuseResolution(image, fitImage(image, { xMm: 0, yMm: 0, widthMm, heightMm }));
  const lines = appearance.lines ?? usualLines(role, signing);
  if (signing.waiting !== undefined) return inField(signing.waiting, image, appearance, role, lines);
  const { space, rows, box: room } = placeOf(pdf, appearance, signing, lines);
  const box = fitImage(image, room);
  const align = role === 'person' ? 'right-thirds' : 'centre';
  return { space, drawing: signatureDrawing(space, image, box, lines, rows, align), image: box };
}

function usualLines(role: SigningRole, { signer, signedAt }: Signing): readonly string[] {
  const who = role === 'person' ? 'Người ký' : 'Cơ quan';
  return [`${who}: ${signer}`, `Thời gian ký: ${signingTimeText(signedAt)}`];
}

function placeOf(
  pdf: PdfDocument,
  appearance: SignatureAppearance,
  { signer, person }: Signing,
  lines: readonly string[],
): SignaturePlace {
  if (appearance.at !== undefined) return placeAt(pdf, appearance.at, appearance);
  if (appearance.after !== undefined) return placeAfter(pdf, appearance.after, appearance);
  if (person === undefined) return placeOfPerson(pdf, signer, appearance, lines);
  return placeOfSeal(pdf, person.field ?? '', appearance);
}

function shownMark(pdf: PdfDocument, mark: CornerMark, { signedAt, waiting }: Signing): ShownSignature {
  if (waiting === undefined) {
    const { space, box, texts } = placeMark(pdf, mark, signedAt);
    return { space, drawing: { box, images: [], texts, frames: [] }, image: null };
  }
  const { space, box } = waiting;
  const texts = markInBox(mark, signedAt, box);
  return { space, drawing: { box, images: [], texts, frames: [] }, image: null };
}

/** An image is not made smaller than this so that lines fit under it. */
const LEAST_HEIGHT_MM = 10;

/**
 * In the rectangle that the document gives, which cannot change: the lines at its lower edge if there is room for
 * them, the image in what is left. A seal keeps its true size.
 */
function inField(
  { name, space, box }: WaitingField,
  image: EmbeddedImage,
  appearance: SignatureAppearance,
  role: SigningRole,
  lines: readonly string[],
): ShownSignature {
  const linesMm = linesHeightMm(lines);
  const least = role === 'agency' ? appearance.heightMm : LEAST_HEIGHT_MM;
  const hasRoom = box.heightMm - linesMm >= least && linesWidthMm(lines) <= box.widthMm;
  const room = hasRoom ? { ...box, heightMm: box.heightMm - linesMm } : box;
  const within = role === 'agency' ? trueSize(name, appearance, room) : room;
  const at = fitImage(image, within);
  const drawing = signatureDrawing(space, image, at, hasRoom ? lines : [], [], 'centre');
  return { space, drawing: { ...drawing, box }, image: at };
}

function trueSize(where: string, { widthMm, heightMm }: SignatureAppearance, room: BoxMm): BoxMm {
  if (widthMm > room.widthMm + 0.1 || heightMm > room.heightMm + 0.1) {
    const detail = `the seal needs ${widthMm} × ${heightMm} mm`;
    throw new CongvanError('SIGNATURE_FIELD_UNUSABLE', { where, detail });
  }
  const xMm = room.xMm + (room.widthMm - widthMm) / 2;
  return { xMm, yMm: room.yMm + (room.heightMm - heightMm) / 2, widthMm, heightMm };
}
