import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asName, asNumber, type PdfDict, type PdfObject } from '../read/objects.ts';
import { parseUnicodeMap, type UnicodeMap } from './unicodeMap.ts';

export interface DecodedCharacter {
  /** What it stands for; the replacement character when the font does not tell. */
  readonly text: string;
  /** Advance in thousandths of the font size. */
  readonly width: number;
  /** A single-byte 32, to which word spacing applies. */
  readonly isSpace: boolean;
}

/** How the strings of a font are read. */
export interface FontDecoder {
  readonly bytesPerCode: 1 | 2;
  character(code: number): DecodedCharacter;
}

const MOST_CMAP_BYTES = 4 * 1024 * 1024;
const UNKNOWN = '\ufffd';

/** Composite fonts with two-byte codes, and simple fonts; each code is worked out once. */
export function fontDecoder(pdf: PdfDocument, font: PdfDict): FontDecoder {
  const map = unicodeMap(pdf, font);
  const isComposite = asName(pdf.value(font, 'Subtype')) === 'Type0';
  const decode = isComposite ? compositeDecoder(pdf, font, map) : simpleDecoder(pdf, font, map);
  const known = new Map<number, DecodedCharacter>();
  const character = (code: number): DecodedCharacter => {
    const found = known.get(code) ?? decode(code);
    known.set(code, found);
    return found;
  };
  return { bytesPerCode: isComposite ? 2 : 1, character };
}

type Decode = (code: number) => DecodedCharacter;

function unicodeMap(pdf: PdfDocument, font: PdfDict): UnicodeMap | undefined {
  const cmap = pdf.value(font, 'ToUnicode');
  return cmap.kind === 'stream' ? parseUnicodeMap(pdf.streamBytes(cmap, MOST_CMAP_BYTES)) : undefined;
}

function simpleDecoder(pdf: PdfDocument, font: PdfDict, map: UnicodeMap | undefined): Decode {
  const first = asNumber(pdf.value(font, 'FirstChar')) ?? 0;
  const widths = asArray(pdf.value(font, 'Widths'))?.items ?? [];
  const windows = new TextDecoder('windows-1252');
  const width = (code: number): number => asNumber(pdf.resolve(widths[code - first])) ?? 500;
  return (code) => ({
    text:
      map === undefined ? windows.decode(Uint8Array.of(code)) : (map.get(code) ?? UNKNOWN).normalize('NFC'),
    width: width(code),
    isSpace: code === 32,
  });
}

function compositeDecoder(pdf: PdfDocument, font: PdfDict, map: UnicodeMap | undefined): Decode {
  const descendant = asDict(pdf.resolve(asArray(pdf.value(font, 'DescendantFonts'))?.items[0]));
  const usual = (descendant && asNumber(pdf.value(descendant, 'DW'))) ?? 1000;
  const widths = descendant === undefined ? new Map<number, number>() : compositeWidths(pdf, descendant);
  return (code) => ({
    text: (map?.get(code) ?? UNKNOWN).normalize('NFC'),
    width: widths.get(code) ?? usual,
    isSpace: false,
  });
}

/** /W (§9.7.4.3): `first [w w …]` or `first last w`. */
function compositeWidths(pdf: PdfDocument, descendant: PdfDict): ReadonlyMap<number, number> {
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
