/**
 * Tinos, metric-equal to the Times New Roman that NĐ 30/2020 PL I asks for, cut to Latin and Vietnamese.
 * Text is brought to NFC before it is measured or drawn: separate marks would be drawn beside their letters.
 */
import { createRequire } from 'node:module';
import type { PDFDocument, PDFFont } from 'pdf-lib';
import { sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { TINOS_BOLD } from './assets/tinosBold.ts';
import { TINOS_ITALIC } from './assets/tinosItalic.ts';
import { TINOS_REGULAR } from './assets/tinosRegular.ts';
import { Cache } from './write/cache.ts';
import { emptyDocument, graphFrom, type ObjectGraph } from './write/pdfLib.ts';

export type FontStyle = 'regular' | 'bold' | 'italic';

const BASE64: Readonly<Record<FontStyle, string>> = {
  regular: TINOS_REGULAR,
  bold: TINOS_BOLD,
  italic: TINOS_ITALIC,
};

/** What we use of fontkit 2, which has no types of its own. */
interface FontkitFont {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): { readonly advanceWidth: number };
  createSubset(): FontkitSubset;
}
interface FontkitSubset {
  encode(): Uint8Array;
  encodeStream?: () => SubsetStream;
}
interface SubsetStream {
  on(event: 'data' | 'end', listener: (data: Uint8Array) => void): SubsetStream;
}

const require = createRequire(import.meta.url);
interface LoadedFont {
  readonly bytes: Buffer;
  readonly font: FontkitFont;
  /** By letter, in font units; fontkit takes long to say. */
  readonly advances: Map<string, number>;
}

const loaded = new Map<FontStyle, LoadedFont>();

function load(style: FontStyle): LoadedFont {
  const known = loaded.get(style);
  if (known !== undefined) return known;
  const bytes = Buffer.from(BASE64[style], 'base64');
  const font: FontkitFont = require('fontkit').create(bytes);
  const made = { bytes, font, advances: new Map() };
  loaded.set(style, made);
  return made;
}

/** Advance of the text in points. */
export function textWidth(style: FontStyle, text: string, size: number): number {
  const { font, advances } = load(style);
  let units = 0;
  for (const letter of text.normalize('NFC')) {
    const advance = advances.get(letter) ?? font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth;
    advances.set(letter, advance);
    units += advance;
  }
  return (units * size) / font.unitsPerEm;
}

/** A font as objects to embed, and the way to write text with it. */
export interface EmbeddedFont {
  readonly graph: ObjectGraph;
  /** The operand of `Tj`: `<…>`. */
  encode(text: string): string;
}

const embedded = new Cache<Promise<EmbeddedFont>>(32);

/**
 * The subset that draws these texts. Kept per set of letters: a signer's lines differ by their digits only, which
 * are always in.
 * @throws TEXT_NOT_DRAWABLE for a letter that is neither Latin nor Vietnamese
 */
export async function embedFont(style: FontStyle, texts: readonly string[]): Promise<EmbeddedFont> {
  const letters = [...new Set([...texts.join('').normalize('NFC'), ...'0123456789 :/+-'])].sort().join('');
  return await embedded.get(`${style} ${letters}`, () => {
    refuseMissing(style, letters);
    return embed(style, letters);
  });
}

function refuseMissing(style: FontStyle, letters: string): void {
  const { font } = load(style);
  const missing = [...letters].filter((letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
  if (missing.length === 0) return;
  const codes = missing.map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  throw new CongvanError('TEXT_NOT_DRAWABLE', { where: codes.join(' ') });
}

async function embed(style: FontStyle, letters: string): Promise<EmbeddedFont> {
  const document = await emptyDocument();
  registerFontkit(document);
  const { bytes } = load(style);
  const font = await document.embedFont(bytes, { subset: true, customName: subsetName(style, letters) });
  const codes = new Map([...letters].map((letter) => [letter, codeOf(font, letter)]));
  await document.flush();
  return {
    graph: graphFrom(document, font.ref),
    encode: (text) => `<${[...text.normalize('NFC')].map((letter) => codes.get(letter)).join('')}>`,
  };
}

function codeOf(font: PDFFont, letter: string): string {
  return font.encodeText(letter).asString();
}

/** The tag of a subset (ISO 32000-2 §9.9.2): six capitals, here of its letters, so that the same text gives the same file. */
function subsetName(style: FontStyle, letters: string): string {
  const digest = sha256(Buffer.from(letters, 'utf8')).slice('sha256:'.length);
  const tag = [...digest.slice(0, 6)].map((digit) => String.fromCharCode(65 + Number.parseInt(digit, 16)));
  return `${tag.join('')}+Tinos${style === 'regular' ? '' : `-${style[0]?.toUpperCase()}${style.slice(1)}`}`;
}

/**
 * pdf-lib expects the streams of fontkit 1; fontkit 2 gives the whole subset at once. The fork made for pdf-lib
 * (`@pdf-lib/fontkit`) loses Vietnamese glyphs in silence.
 */
function registerFontkit(document: PDFDocument): void {
  const fontkit = {
    create(bytes: Uint8Array) {
      const font: FontkitFont = require('fontkit').create(Buffer.from(bytes));
      const createSubset = font.createSubset.bind(font);
      font.createSubset = () => withStream(createSubset());
      return font;
    },
  };
  document.registerFontkit(fontkit as unknown as Parameters<PDFDocument['registerFontkit']>[0]);
}

function withStream(subset: FontkitSubset): FontkitSubset {
  subset.encodeStream = () => {
    const stream: SubsetStream = {
      on(event, listener) {
        listener(event === 'data' ? subset.encode() : new Uint8Array());
        return stream;
      },
    };
    return stream;
  };
  return subset;
}
