/** Follows the text operators of a page (ISO 32000-2 §9.4) to where each character stands. */
import type { Matrix } from '../geometry.ts';
import type { PdfDocument } from '../read/document.ts';
import {
  asArray,
  asDict,
  asName,
  asNumber,
  asString,
  type PdfDict,
  type PdfObject,
} from '../read/objects.ts';
import { type FontDecoder, fontDecoder } from './fontDecoder.ts';
import { type Operation, operations } from './operators.ts';

/** In user space: where the baseline begins and ends. */
export interface ShownCharacter {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  /** Height of the font's em square along the page. */
  readonly size: number;
}

interface State {
  ctm: Matrix;
  font: FontDecoder | undefined;
  size: number;
  charSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const MOST_OPERATIONS = 500_000;
const DEEPEST_FORM = 8;

export function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

/** Every character that the content shows, in its order; forms it draws included. */
export class TextShower {
  readonly shown: ShownCharacter[] = [];
  /** Where images are drawn: each maps the unit square to user space (§8.9.5). */
  readonly images: Matrix[] = [];
  readonly #pdf: PdfDocument;
  readonly #fonts = new Map<PdfDict, FontDecoder>();
  #left = MOST_OPERATIONS;

  constructor(pdf: PdfDocument) {
    this.#pdf = pdf;
  }

  show(content: Uint8Array, resources: PdfDict | undefined, ctm: Matrix = IDENTITY, depth = 0): void {
    const run = new ContentRun(this.#pdf, resources, ctm, this.shown, this.#fonts);
    for (const operation of operations(content)) {
      if (this.#left-- <= 0) return;
      if (operation.operator === 'BI') this.images.push(run.ctm);
      else if (operation.operator === 'Do') this.#form(operation, resources, run.ctm, depth);
      else run.apply(operation);
    }
  }

  #form({ operands }: Operation, resources: PdfDict | undefined, ctm: Matrix, depth: number): void {
    const xObjects = resources && asDict(this.#pdf.value(resources, 'XObject'));
    const form = xObjects && this.#pdf.value(xObjects, asName(operands[0]) ?? '');
    if (depth >= DEEPEST_FORM || form?.kind !== 'stream') return;
    const kind = asName(this.#pdf.value(form.dict, 'Subtype'));
    if (kind === 'Image') this.images.push(ctm);
    if (kind !== 'Form') return;
    const matrix = matrixOf(asArray(this.#pdf.value(form.dict, 'Matrix'))?.items ?? []) ?? IDENTITY;
    const own = asDict(this.#pdf.value(form.dict, 'Resources')) ?? resources;
    this.show(this.#pdf.streamBytes(form), own, multiply(matrix, ctm), depth + 1);
  }
}

function matrixOf(items: readonly PdfObject[]): Matrix | undefined {
  const [a, b, c, d, e, f] = items.map(asNumber);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return e === undefined || f === undefined ? undefined : [a, b, c, d, e, f];
}

type Effect = (run: ContentRun, number: (index: number) => number, operands: readonly PdfObject[]) => void;

class ContentRun {
  readonly #pdf: PdfDocument;
  readonly #resources: PdfDict | undefined;
  readonly #out: ShownCharacter[];
  readonly #fonts: Map<PdfDict, FontDecoder>;
  readonly #stack: State[] = [];
  #state: State;
  #text: Matrix = IDENTITY;
  #line: Matrix = IDENTITY;

  constructor(
    pdf: PdfDocument,
    resources: PdfDict | undefined,
    ctm: Matrix,
    out: ShownCharacter[],
    fonts: Map<PdfDict, FontDecoder>,
  ) {
    this.#pdf = pdf;
    this.#resources = resources;
    this.#out = out;
    this.#fonts = fonts;
    this.#state = {
      ctm,
      font: undefined,
      size: 0,
      charSpace: 0,
      wordSpace: 0,
      scale: 1,
      leading: 0,
      rise: 0,
    };
  }

  get ctm(): Matrix {
    return this.#state.ctm;
  }

  apply({ operator, operands }: Operation): void {
    const number = (index: number): number => asNumber(operands[index]) ?? 0;
    ContentRun.#EFFECTS.get(operator)?.(this, number, operands);
  }

  /** What each operator does to the state (ISO 32000-2 §8.4.4, §9.3, §9.4); the others show no text. */
  static readonly #EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
    ['q', (run) => void run.#stack.push({ ...run.#state })],
    ['Q', (run) => run.#restore()],
    ['cm', (run, _, matrix) => run.#transform(matrixOf(matrix) ?? IDENTITY)],
    ['BT', (run) => run.#move(IDENTITY)],
    ['Tf', (run, number, [name]) => run.#set({ font: run.#font(asName(name) ?? ''), size: number(1) })],
    ['Tc', (run, number) => run.#set({ charSpace: number(0) })],
    ['Tw', (run, number) => run.#set({ wordSpace: number(0) })],
    ['Tz', (run, number) => run.#set({ scale: number(0) / 100 })],
    ['TL', (run, number) => run.#set({ leading: number(0) })],
    ['Ts', (run, number) => run.#set({ rise: number(0) })],
    ['Tm', (run, _, matrix) => run.#move(matrixOf(matrix) ?? IDENTITY)],
    ['Td', (run, number) => run.#next(number(0), number(1))],
    [
      'TD',
      (run, number) => {
        run.#set({ leading: -number(1) });
        run.#next(number(0), number(1));
      },
    ],
    ['T*', (run) => run.#nextLine()],
    ['Tj', (run, _, operands) => run.#show(operands.slice(0, 1))],
    ['TJ', (run, _, [list]) => run.#show(asArray(list)?.items ?? [])],
    [
      "'",
      (run, _, operands) => {
        run.#nextLine();
        run.#show(operands.slice(0, 1));
      },
    ],
    [
      '"',
      (run, number, operands) => {
        run.#set({ wordSpace: number(0), charSpace: number(1) });
        run.#nextLine();
        run.#show(operands.slice(2, 3));
      },
    ],
  ]);

  #set(change: Partial<State>): void {
    Object.assign(this.#state, change);
  }

  #restore(): void {
    this.#state = this.#stack.pop() ?? this.#state;
  }

  #transform(matrix: Matrix): void {
    this.#state.ctm = multiply(matrix, this.#state.ctm);
  }

  #nextLine(): void {
    this.#next(0, -this.#state.leading);
  }

  #move(matrix: Matrix): void {
    this.#line = matrix;
    this.#text = matrix;
  }

  #next(x: number, y: number): void {
    this.#move(multiply([1, 0, 0, 1, x, y], this.#line));
  }

  /** A string is drawn; a number moves back by thousandths of the font size. */
  #show(items: readonly PdfObject[]): void {
    const { ctm, font, size, rise, scale } = this.#state;
    const [a, b, c, d, e, f] = multiply([1, 0, 0, 1, 0, rise], multiply(this.#text, ctm));
    const em = Math.hypot(c, d) * size;
    let along = 0;
    for (const item of items) {
      along -= ((asNumber(item) ?? 0) / 1000) * size * scale;
      const bytes = asString(item);
      if (bytes === undefined || font === undefined) continue;
      for (let at = 0; at + font.bytesPerCode <= bytes.length; at += font.bytesPerCode) {
        const low = bytes[at + font.bytesPerCode - 1] ?? 0;
        const { text, width, isSpace } = font.character(
          font.bytesPerCode === 2 ? ((bytes[at] ?? 0) << 8) | low : low,
        );
        const end = along + (width / 1000) * size * scale;
        const from = { x: e + a * along, y: f + b * along };
        this.#out.push({ text, ...from, endX: e + a * end, endY: f + b * end, size: em });
        along = end + (this.#state.charSpace + (isSpace ? this.#state.wordSpace : 0)) * scale;
      }
    }
    this.#text = multiply([1, 0, 0, 1, along, 0], this.#text);
  }

  #font(name: string): FontDecoder | undefined {
    const fonts = this.#resources && asDict(this.#pdf.value(this.#resources, 'Font'));
    const font = fonts && asDict(this.#pdf.value(fonts, name));
    if (font === undefined) return undefined;
    const known = this.#fonts.get(font) ?? fontDecoder(this.#pdf, font);
    this.#fonts.set(font, known);
    return known;
  }
}
