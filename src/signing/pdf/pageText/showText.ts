/** Follows the text operators of a page (ISO 32000-2 §9.4) to where each string stands. */
import type { Matrix } from '../geometry.ts';
import type { PdfDocument } from '../read/document.ts';
import { asArray, asDict, asName, asNumber, type PdfDict, type PdfObject } from '../read/objects.ts';
import { ContentLexer, operatorCode } from './contentLexer.ts';
import { type FontDecoder, fontDecoder, lazyFont, NO_FONT } from './fontDecoder.ts';
import { charactersOf, type ShownCharacter, type TextRun, walkRun } from './textRun.ts';

interface State {
  ctm: Matrix;
  font: FontDecoder;
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

/** What the content shows, in its order; forms it draws included. */
export class TextShower {
  readonly runs: TextRun[] = [];
  /** Where images are drawn: each maps the unit square to user space (§8.9.5). */
  readonly images: Matrix[] = [];
  readonly #pdf: PdfDocument;
  readonly #fonts = new Map<PdfDict, FontDecoder>();
  #left = MOST_OPERATIONS;

  constructor(pdf: PdfDocument) {
    this.#pdf = pdf;
  }

  /** Every character of all runs. @throws PDF_OBJECT_DAMAGED and the like when a font cannot be read */
  characters(): readonly ShownCharacter[] {
    return this.runs.flatMap(charactersOf);
  }

  /** @throws PDF_OBJECT_DAMAGED when the content cannot be read to its end; what stood before is in `runs` */
  show(content: Uint8Array, resources: PdfDict | undefined, ctm: Matrix = IDENTITY, depth = 0): void {
    const lexer = new ContentLexer(content);
    const run = new ContentRun(lexer, this.#fontsOf(resources), ctm, this.runs);
    while (lexer.next()) {
      if (this.#left-- <= 0) return;
      if (lexer.operator === BEGIN_IMAGE) this.images.push(run.ctm);
      else if (lexer.operator === DRAW) this.#form(lexer.name(0), resources, run.ctm, depth);
      else run.apply(lexer.operator);
    }
  }

  #form(name: string, resources: PdfDict | undefined, ctm: Matrix, depth: number): void {
    const xObjects = resources && asDict(this.#pdf.value(resources, 'XObject'));
    const form = xObjects && this.#pdf.value(xObjects, name);
    if (depth >= DEEPEST_FORM || form?.kind !== 'stream') return;
    const kind = asName(this.#pdf.value(form.dict, 'Subtype'));
    if (kind === 'Image') this.images.push(ctm);
    if (kind !== 'Form') return;
    const matrix = matrixOf(asArray(this.#pdf.value(form.dict, 'Matrix'))?.items ?? []) ?? IDENTITY;
    const own = asDict(this.#pdf.value(form.dict, 'Resources')) ?? resources;
    this.show(this.#pdf.streamBytes(form), own, multiply(matrix, ctm), depth + 1);
  }

  /** By name; looked up when one of its characters is asked for. */
  #fontsOf(resources: PdfDict | undefined): (name: string) => FontDecoder {
    const named = new Map<string, FontDecoder>();
    return (name) => {
      const font = named.get(name) ?? lazyFont(() => this.#font(resources, name));
      named.set(name, font);
      return font;
    };
  }

  #font(resources: PdfDict | undefined, name: string): FontDecoder | undefined {
    const fonts = resources && asDict(this.#pdf.value(resources, 'Font'));
    const font = fonts && asDict(this.#pdf.value(fonts, name));
    if (font === undefined) return undefined;
    const known = this.#fonts.get(font) ?? fontDecoder(this.#pdf, font);
    this.#fonts.set(font, known);
    return known;
  }
}

const BEGIN_IMAGE = operatorCode('BI');
const DRAW = operatorCode('Do');

function matrixOf(items: readonly PdfObject[]): Matrix | undefined {
  const [a, b, c, d, e, f] = items.map(asNumber);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return e === undefined || f === undefined ? undefined : [a, b, c, d, e, f];
}

type Effect = (run: ContentRun, lexer: ContentLexer) => void;

class ContentRun {
  readonly #lexer: ContentLexer;
  readonly #fonts: (name: string) => FontDecoder;
  readonly #out: TextRun[];
  readonly #stack: State[] = [];
  #state: State;
  #text: Matrix = IDENTITY;
  #line: Matrix = IDENTITY;
  /** Shown since the text matrix was last set: its advance counts only when more is shown behind it. */
  #shown: TextRun | undefined;

  constructor(lexer: ContentLexer, fonts: (name: string) => FontDecoder, ctm: Matrix, out: TextRun[]) {
    this.#lexer = lexer;
    this.#fonts = fonts;
    this.#out = out;
    const spacing = { size: 0, charSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0 };
    this.#state = { ctm, font: NO_FONT, ...spacing };
  }

  get ctm(): Matrix {
    return this.#state.ctm;
  }

  apply(operator: number): void {
    ContentRun.#EFFECTS.get(operator)?.(this, this.#lexer);
  }

  /** What each operator does to the state (ISO 32000-2 §8.4.4, §9.3, §9.4); the others show no text. */
  static readonly #EFFECTS: ReadonlyMap<number, Effect> = new Map(
    Object.entries({
      q: (run) => void run.#stack.push({ ...run.#state }),
      Q: (run) => run.#restore(),
      cm: (run) => run.#transform(run.#matrix()),
      BT: (run) => run.#move(IDENTITY),
      Tf: (run, lexer) => run.#setFont(lexer.name(0), lexer.number(1)),
      Tc: (run, lexer) => run.#set({ charSpace: lexer.number(0) }),
      Tw: (run, lexer) => run.#set({ wordSpace: lexer.number(0) }),
      Tz: (run, lexer) => run.#set({ scale: lexer.number(0) / 100 }),
      TL: (run, lexer) => run.#set({ leading: lexer.number(0) }),
      Ts: (run, lexer) => run.#set({ rise: lexer.number(0) }),
      Tm: (run) => run.#move(run.#matrix()),
      Td: (run, lexer) => run.#next(lexer.number(0), lexer.number(1)),
      TD: (run, lexer) => {
        run.#state.leading = -lexer.number(1);
        run.#next(lexer.number(0), lexer.number(1));
      },
      'T*': (run) => run.#nextLine(),
      Tj: (run, lexer) => run.#show(lexer.placeOf(0, 'string')),
      TJ: (run, lexer) => run.#show(lexer.placeOf(0, 'array')),
      "'": (run, lexer) => {
        run.#nextLine();
        run.#show(lexer.placeOf(0, 'string'));
      },
      '"': (run, lexer) => {
        run.#state.wordSpace = lexer.number(0);
        run.#state.charSpace = lexer.number(1);
        run.#nextLine();
        run.#show(lexer.placeOf(2, 'string'));
      },
    } satisfies Record<string, Effect>).map(([letters, effect]) => [operatorCode(letters), effect]),
  );

  #set(change: Partial<State>): void {
    Object.assign(this.#state, change);
  }

  #setFont(name: string, size: number): void {
    this.#state.font = this.#fonts(name);
    this.#state.size = size;
  }

  #restore(): void {
    this.#state = this.#stack.pop() ?? this.#state;
  }

  #matrix(): Matrix {
    const [a, b, c, d, e, f] = this.#lexer.numbers(6) ?? IDENTITY;
    return [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0];
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
    this.#shown = undefined;
  }

  #next(x: number, y: number): void {
    this.#move(multiply([1, 0, 0, 1, x, y], this.#line));
  }

  #show(start: number | undefined): void {
    if (start === undefined) return;
    if (this.#shown !== undefined) this.#advance(walkRun(this.#shown, null));
    const { font, size, rise, scale, charSpace, wordSpace } = this.#state;
    const [a, b, c, d, x, y] = multiply([1, 0, 0, 1, 0, rise], multiply(this.#text, this.#state.ctm));
    const em = Math.hypot(c, d) * size;
    const { content } = this.#lexer;
    const run = { content, start, x, y, alongX: a, alongY: b, em, font, size, scale, charSpace, wordSpace };
    this.#shown = run;
    this.#out.push(run);
  }

  #advance(along: number): void {
    this.#text = multiply([1, 0, 0, 1, along, 0], this.#text);
  }
}
