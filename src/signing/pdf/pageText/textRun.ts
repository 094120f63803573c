import type { FontDecoder } from './fontDecoder.ts';
import { type ShownPieces, visitPieces } from './shownPieces.ts';

/** In user space: where the baseline begins and ends. */
export interface ShownCharacter {
  /** NFC; worked out when asked for. */
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  /** Height of the font's em square along the page. */
  readonly size: number;
}

/** What one operator shows (ISO 32000-2 §9.4.3), not yet taken apart: most of a page is never asked for. */
export interface TextRun extends ShownPieces {
  readonly font: FontDecoder;
  /** Where it begins, and where one unit of text space along the baseline leads: user space. */
  readonly x: number;
  readonly y: number;
  readonly alongX: number;
  readonly alongY: number;
  /** Height of the font's em square along the page. */
  readonly em: number;
  /** Of the text state. */
  readonly size: number;
  readonly scale: number;
  readonly charSpace: number;
  readonly wordSpace: number;
}

/** @param code character code @param from begin and @param to end, in units of text space from the run's beginning */
type Visitor = (code: number, from: number, to: number) => void;

/** Visits every character. @returns the advance of the whole run in text space @throws PDF_OBJECT_DAMAGED */
export function walkRun(run: TextRun, visit: Visitor | null): number {
  const { font, size, scale } = run;
  const step = font.bytesPerCode ?? Number.POSITIVE_INFINITY;
  let along = 0;
  visitPieces(run, {
    number(value) {
      along -= (value / 1000) * size * scale;
    },
    string(bytes, length) {
      for (let at = 0; at + step <= length; at += step) {
        const first = bytes[at] ?? 0;
        const code = step === 2 ? (first << 8) | (bytes[at + 1] ?? 0) : first;
        const to = along + (font.width(code) / 1000) * size * scale;
        visit?.(code, along, to);
        along = to + (run.charSpace + (font.isSpace(code) ? run.wordSpace : 0)) * scale;
      }
    },
  });
  return along;
}

/** @throws PDF_OBJECT_DAMAGED and the like when the font or the string cannot be read; `text` throws the same later */
export function charactersOf(run: TextRun): readonly ShownCharacter[] {
  const out: ShownCharacter[] = [];
  walkRun(run, (code, from, to) => void out.push(new RunCharacter(run, code, from, to)));
  return out;
}

class RunCharacter implements ShownCharacter {
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  readonly size: number;
  readonly #font: FontDecoder;
  readonly #code: number;

  constructor(run: TextRun, code: number, from: number, to: number) {
    this.x = run.x + run.alongX * from;
    this.y = run.y + run.alongY * from;
    this.endX = run.x + run.alongX * to;
    this.endY = run.y + run.alongY * to;
    this.size = run.em;
    this.#font = run.font;
    this.#code = code;
  }

  get text(): string {
    return this.#font.text(this.#code);
  }
}
