import { isCongvanError } from '../../../kernel/errors.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asName, asNumber, type PdfDict, type PdfObject } from '../read/objects.ts';
import { parseUnicodeMap, type UnicodeMap } from './unicodeMap.ts';

/** How the strings of a font are read. What a character stands for and its width are worked out when asked for. */
export interface FontDecoder {
  /** Null when no character is shown. */
  readonly bytesPerCode: 1 | 2 | null;
  /** What it stands for, NFC; the replacement character when the font does not tell. */
  text(code: number): string;
  /** Advance in thousandths of the font size. */
  width(code: number): number;
  /** A single-byte 32, to which word spacing applies. */
  isSpace(code: number): boolean;
}

const MOST_CMAP_BYTES = 4 * 1024 * 1024;
const UNKNOWN = '\ufffd';
const WINDOWS = new TextDecoder('windows-1252');

/** Composite fonts with two-byte codes, and simple fonts; each code is worked out once. */
export function fontDecoder(pdf: PdfDocument, font: PdfDict): FontDecoder {
  const isComposite = asName(pdf.value(font, 'Subtype')) === 'Type0';
  const map = once(() => unicodeMap(pdf, font));
  const width = once(() => (isComposite ? compositeWidths(pdf, font) : simpleWidths(pdf, font)));
  const known = new Map<number, string>();
  return {
    bytesPerCode: isComposite ? 2 : 1,
    text(code) {
      const text = known.get(code) ?? textOf(code, map(), isComposite);
      known.set(code, text);
      return text;
    },
    width: (code) => width()(code),
    isSpace: (code) => code === 32 && !isComposite,
  };
}

/** Without a font only the numbers of `TJ` move, and nothing is shown. */
export const NO_FONT: FontDecoder = {
  bytesPerCode: null,
  text: () => '',
  width: () => 0,
  isSpace: () => false,
};

/** A font that is looked up at its first use; `NO_FONT` when there is none. */
export function lazyFont(find: () => FontDecoder | undefined): FontDecoder {
  const font = once(() => find() ?? NO_FONT);
  return {
    get bytesPerCode() {
      return font().bytesPerCode;
    },
    text: (code) => font().text(code),
    width: (code) => font().width(code),
    isSpace: (code) => font().isSpace(code),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function textOf(code: number, map: UnicodeMap | undefined, isComposite: boolean): string {
  if (map === undefined && !isComposite) return WINDOWS.decode(Uint8Array.of(code));
  return (map?.get(code) ?? UNKNOWN).normalize('NFC');
}

/** One that cannot be read tells nothing: each character is then an unknown one. */
function unicodeMap(pdf: PdfDocument, font: PdfDict): UnicodeMap | undefined {
  try {
    const cmap = pdf.value(font, 'ToUnicode');
    return cmap.kind === 'stream' ? parseUnicodeMap(pdf.streamBytes(cmap, MOST_CMAP_BYTES)) : undefined;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return new Map();
  }
}

type Widths = (code: number) => number;

function simpleWidths(pdf: PdfDocument, font: PdfDict): Widths {
  const first = asNumber(pdf.value(font, 'FirstChar')) ?? 0;
  const widths = asArray(pdf.value(font, 'Widths'))?.items ?? [];
  return (code) => asNumber(pdf.resolve(widths[code - first])) ?? 500;
}

function compositeWidths(pdf: PdfDocument, font: PdfDict): Widths {
  const descendant = asDict(pdf.resolve(asArray(pdf.value(font, 'DescendantFonts'))?.items[0]));
  const usual = (descendant && asNumber(pdf.value(descendant, 'DW'))) ?? 1000;
  const widths = descendant === undefined ? new Map<number, number>() : listedWidths(pdf, descendant);
  return (code) => widths.get(code) ?? usual;
}

/** /W (§9.7.4.3): `first [w w …]` or `first last w`. */
function listedWidths(pdf: PdfDocument, descendant: PdfDict): ReadonlyMap<number, number> {
  const items = (asArray(pdf.value(descendant, 'W'))?.items ?? []).map((item) => pdf.resolve(item));
  const widths = new Map<number, number>();
  for (let i = 0; i < items.length; ) {
    const first = asNumber(items[i]) ?? 0;
    const list = asArray(items[i + 1]);
    if (list !== undefined)
      for (const [step, item] of list.items.entries()) widths.set(first + step, number(pdf, item));
    else fill(widths, first, asNumber(items[i + 1]) ?? first, number(pdf, items[i + 2]));
    i += list === undefined ? 3 : 2;
  }
  return widths;
}

function fill(widths: Map<number, number>, first: number, last: number, width: number): void {
  for (let code = first; code <= Math.min(last, 0xffff); code++) widths.set(code, width);
}

function number(pdf: PdfDocument, item: PdfObject | undefined): number {
  return asNumber(pdf.resolve(item)) ?? 0;
}
