/**
 * How text becomes search tokens. One definition for every store, so that all give the same answers.
 * Vietnamese is written in syllables and there are few of them, so pairs of neighbours (bigrams) are tokens too:
 * "quyết định" is `quyet`, `dinh` and `quyet_dinh`.
 */
import { foldVietnamese } from '../../kernel/vietnameseText.ts';

/** Longer runs of letters are noise (base64, codes glued together); both sides cut them alike. */
const LONGEST_TOKEN = 64;
/** A pair is not formed across the end of a sentence or line. A dot inside a code (`H29.12`) does not end one. */
const BREAK = /[.,;:!?](?=\s|$)|[\r\n\f\t]+|["“”()[\]{}|]/gu;
/** A mark that is left after folding belongs to the letter before it. */
const TOKENS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Syllables of text that belong together, folded; one list per stretch of text. */
export function foldedRuns(text: string): readonly (readonly string[])[] {
  return runsOf(foldVietnamese(text));
}

/** The same stretches with their marks kept: NFC, lower case. */
export function lowerRuns(text: string): readonly (readonly string[])[] {
  return runsOf(text.normalize('NFC').toLowerCase());
}

function runsOf(text: string): readonly (readonly string[])[] {
  return text
    .split(BREAK)
    .map((piece) => (piece.match(TOKENS) ?? []).map((token) => token.slice(0, LONGEST_TOKEN)))
    .filter((run) => run.length > 0);
}

/** U+0300 grave, U+0301 acute, U+0303 tilde, U+0309 hook, U+0323 dot below. */
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** "hòa" and "hoà" are one word: the tone moves behind the letters. `đ` is `d` here too. */
export function markedToken(token: string): string {
  const letters = token.normalize('NFD').toLowerCase().replaceAll('đ', 'd');
  const tones = letters.match(TONE) ?? [];
  return letters.replace(TONE, '') + tones.join('');
}

/** Every syllable and every pair of neighbours. */
export function textTokens(runs: readonly (readonly string[])[]): Iterable<string> {
  const tokens = new Set<string>();
  for (const run of runs) {
    for (const [at, token] of run.entries()) {
      tokens.add(token);
      const next = run[at + 1];
      if (next !== undefined) tokens.add(`${token}_${next}`);
    }
  }
  return tokens;
}

/** What a value looks like inside a token: `000.00.12.H29` → `000_00_12_h29`. */
export function slug(value: string): string {
  return (foldVietnamese(value).match(TOKENS) ?? []).join('_');
}

export interface Place {
  /** Which run. */
  readonly run: number;
  /** Position of the first word in it. */
  readonly start: number;
}

/** Where the words stand in one of the runs, one after the other. */
export function placesOf(runs: readonly (readonly string[])[], words: readonly string[]): readonly Place[] {
  const [first] = words;
  return runs.flatMap((tokens, run) =>
    tokens.flatMap((token, start) =>
      token === first && words.every((word, offset) => tokens[start + offset] === word)
        ? [{ run, start }]
        : [],
    ),
  );
}
