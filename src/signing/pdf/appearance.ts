/** What is drawn, in millimetres of the page as it is seen, and its form XObject (ISO 32000-2 §8.10). */
import type { EmbeddedImage } from './appearanceImage.ts';
import { type EmbeddedFont, embedFont, type FontStyle, textWidth } from './fonts.ts';
import type { BoxMm, Matrix, PageSpace } from './geometry.ts';
import { serializeNumber } from './write/serialize.ts';
import type { PdfUpdate } from './write/update.ts';
import { dict, type NewDict, type NewValue, name, type ObjectRef, stream } from './write/values.ts';

export type Colour = 'black' | 'red';

export interface DrawnText {
  readonly text: string;
  readonly style: FontStyle;
  /** Points, as fonts are measured. */
  readonly size: number;
  /** Where the baseline begins. */
  readonly xMm: number;
  readonly yMm: number;
  readonly colour: Colour;
}

export interface Drawing {
  /** Everything lies in here; the form's bounding box. */
  readonly box: BoxMm;
  readonly images: readonly { readonly image: EmbeddedImage; readonly box: BoxMm }[];
  readonly texts: readonly DrawnText[];
  /** A single line along the inside of the box. */
  readonly frames: readonly { readonly box: BoxMm; readonly colour: Colour; readonly lineMm: number }[];
}

const MM_PER_POINT = 25.4 / 72;
/** "Đỏ tươi" (PL I III.2b) and black, in DeviceRGB. */
const RGB: Readonly<Record<Colour, string>> = { black: '0 0 0', red: '1 0 0' };

export function textWidthMm(style: FontStyle, text: string, size: number): number {
  return textWidth(style, text, size) * MM_PER_POINT;
}

export function pointsToMm(points: number): number {
  return points * MM_PER_POINT;
}

/** The size of the form in user space units. */
export function formSize(space: PageSpace, box: BoxMm): readonly [number, number] {
  return [box.widthMm * space.unitsPerMm, box.heightMm * space.unitsPerMm];
}

/**
 * Adds the drawing to an update as a form XObject whose lower left corner is (0, 0), drawn upright.
 * @param extra further entries of the form dictionary
 * @throws TEXT_NOT_DRAWABLE
 */
export async function addForm(
  update: PdfUpdate,
  space: PageSpace,
  drawing: Drawing,
  matrix: Matrix,
  extra: Readonly<Record<string, NewValue>> = {},
): Promise<ObjectRef> {
  const fonts = await embedFonts(drawing.texts);
  const fontRefs = [...fonts].map(([style, font]) => [fontName(style), update.addGraph(font.graph)] as const);
  const imageRefs = drawing.images.map(
    ({ image }, index) => [imageName(index), update.addGraph(image.graph)] as const,
  );
  const resources = dict({
    Font: fontRefs.length === 0 ? undefined : dict(Object.fromEntries(fontRefs)),
    XObject: imageRefs.length === 0 ? undefined : dict(Object.fromEntries(imageRefs)),
  });
  const content = Buffer.from(contentOf(space, drawing, fonts), 'latin1');
  return update.add(stream(formDict(space, drawing.box, matrix, resources, extra), content));
}

function formDict(
  space: PageSpace,
  box: BoxMm,
  matrix: Matrix,
  resources: NewDict,
  extra: Readonly<Record<string, NewValue>>,
): NewDict {
  return dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, ...formSize(space, box)],
    Matrix: matrix,
    Resources: resources,
    ...extra,
  });
}

async function embedFonts(texts: readonly DrawnText[]): Promise<ReadonlyMap<FontStyle, EmbeddedFont>> {
  const styles = [...new Set(texts.map(({ style }) => style))];
  const fonts = styles.map(async (style) => {
    const own = texts.filter((text) => text.style === style).map(({ text }) => text);
    return [style, await embedFont(style, own)] as const;
  });
  return new Map(await Promise.all(fonts));
}

function fontName(style: FontStyle): string {
  return `F${style}`;
}

function imageName(index: number): string {
  return `Im${index}`;
}

function contentOf(space: PageSpace, drawing: Drawing, fonts: ReadonlyMap<FontStyle, EmbeddedFont>): string {
  const { box } = drawing;
  const x = (mm: number): string => serializeNumber((mm - box.xMm) * space.unitsPerMm);
  const y = (mm: number): string => serializeNumber((box.yMm + box.heightMm - mm) * space.unitsPerMm);
  const length = (mm: number): string => serializeNumber(mm * space.unitsPerMm);
  const lines = [
    ...drawing.images.map(({ box: at }, index) => {
      const place = `${x(at.xMm)} ${y(at.yMm + at.heightMm)}`;
      return `q ${length(at.widthMm)} 0 0 ${length(at.heightMm)} ${place} cm /${imageName(index)} Do Q`;
    }),
    ...drawing.frames.map(({ box: at, colour, lineMm }) => {
      const half = lineMm / 2;
      const corner = `${x(at.xMm + half)} ${y(at.yMm + at.heightMm - half)}`;
      const size = `${length(at.widthMm - lineMm)} ${length(at.heightMm - lineMm)}`;
      return `q ${RGB[colour]} RG ${length(lineMm)} w ${corner} ${size} re S Q`;
    }),
    ...drawing.texts.map(({ text, style, size, xMm, yMm, colour }) => {
      const font = `/${fontName(style)} ${serializeNumber(size * space.unitsPerPoint)} Tf`;
      return `BT ${RGB[colour]} rg ${font} ${x(xMm)} ${y(yMm)} Td ${fonts.get(style)?.encode(text) ?? '<>'} Tj ET`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
