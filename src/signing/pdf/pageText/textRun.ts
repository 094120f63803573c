import type { ShownPieces } from './contentLexer.ts';
import type { FontDecoder } from './fontDecoder.ts';

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

/** Visits every character. @returns the advance of the whole run in text space */
export function walkRun(run: TextRun, visit: Visitor | null): number {
  const { items, bytes, font, size, scale } = run;
  const step = font.bytesPerCode ?? Number.POSITIVE_INFINITY;
  const isWide = step === 2;
  let along = 0;
  for (let i = run.from; i < run.to; i += 2) {
    const [begin, end] = [items[i] ?? 0, items[i + 1] ?? 0];
    if (end < 0) {
      along -= (begin / 1000) * size * scale;
      continue;
    }
    for (let at = begin; at + step <= end; at += step) {
      const first = bytes[at] ?? 0;
      const code = isWide ? (first << 8) | (bytes[at + 1] ?? 0) : first;
      const to = along + (font.width(code) / 1000) * size * scale;
      visit?.(code, along, to);
      along = to + (run.charSpace + (font.isSpace(code) ? run.wordSpace : 0)) * scale;
    }
  }
  return along;
}

export function charactersOf(run: TextRun): readonly ShownCharacter[] {
  const { x, y, alongX, alongY, em: size } = run;
  const out: ShownCharacter[] = [];
  walkRun(run, (code, from, to) => {
    const text = run.font.text(code);
    const begin = { x: x + alongX * from, y: y + alongY * from };
    out.push({ text, ...begin, endX: x + alongX * to, endY: y + alongY * to, size });
  });
  return out;
}

/** Is there a string that is not empty? Whether its font makes characters of it is not asked. */
export function hasBytes({ items, from, to }: ShownPieces): boolean {
  for (let i = from; i < to; i += 2) if ((items[i + 1] ?? -1) > (items[i] ?? 0)) return true;
  return false;
}
