import Table from 'cli-table3';
import pc from 'picocolors';
import type { Json } from '../kernel/canonicalJson.ts';
import type { Bilingual } from '../kernel/errors/row.ts';
import type { CongvanError } from '../kernel/errors.ts';
import { plainJson, plainLine, plainLines } from '../kernel/plainText.ts';
import { errorText } from './errorText.ts';
import type { Io } from './io.ts';
import type { Lang } from './language.ts';

type Paint = ReturnType<typeof pc.createColors>;

/** How text is put on a terminal; without colour it is plain text. */
export interface Style {
  readonly lang: Lang;
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  /** Picks the sentence of the reader's language. */
  say(en: string, vi: string): string;
  table(head: readonly string[], rows: readonly (readonly string[])[]): string;
  /** `name: value` lines, names aligned; values that are undefined are left out. */
  facts(facts: readonly (readonly [string, string | undefined])[]): string;
}

export interface Result {
  /** The documented contract of `--json`. */
  readonly json: Json;
  readonly text: (style: Style) => string;
}

/** Colour only on a terminal that shows it, never with NO_COLOR (no-color.org) or `TERM=dumb`. */
function hasColour(stream: NodeJS.WriteStream, environment: Io['environment']): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return stream.isTTY === true && !refused && environment.TERM !== 'dumb';
}

export function styleFor(stream: NodeJS.WriteStream, environment: Io['environment'], lang: Lang): Style {
  const paint = pc.createColors(hasColour(stream, environment));
  return {
    lang,
    paint,
    width: stream.isTTY === true ? stream.columns : 100,
    say: (en, vi) => ({ en, vi })[lang],
    table: (head, rows) => table(paint, head, rows),
    facts,
  };
}

/** Frameless: fit for reading, and for `awk`. */
function table(paint: Paint, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: head.map((title) => paint.bold(title)),
    chars: FRAMELESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  drawn.push(...rows.map((row) => row.map(withoutLineEnds)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A value stays in its line: it cannot pretend to be the next fact. */
function withoutLineEnds(value: string): string {
  return value.replace(/[\t\n\v\f\r]+/g, ' ');
}

/** Escape sequences that `picocolors` writes for us; not the one that conceals. */
const COLOURS = new RegExp(`${String.fromCharCode(0x1b)}\\[(?:0|1|2|22|3[1-6]|39)m`, 'g');

const FRAMELESS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

function facts(given: readonly (readonly [string, string | undefined])[]): string {
  const known = given.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  const left = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${`${name}:`.padEnd(left + 1)} ${withoutLineEnds(value)}`).join('\n');
}

/** Results go to stdout (to stderr when stdout carries a file), everything else to stderr. */
export class Output {
  readonly #io: Io;
  readonly #json: boolean;
  readonly #lang: () => Lang;
  /** Set when `-` took stdout for a file's bytes. */
  stdoutTaken = false;

  constructor(io: Io, json: boolean, lang: () => Lang) {
    this.#io = io;
    this.#json = json;
    this.#lang = lang;
  }

  /** One JSON document on one line with `--json`; else text. Several results make several lines (JSON lines). */
  result(result: Result): void {
    const stream = this.stdoutTaken ? this.#io.stderr : this.#io.stdout;
    const text = this.#json
      ? plainJson(JSON.stringify(result.json))
      : plainLines(result.text(styleFor(stream, this.#io.environment, this.#lang())), COLOURS);
    if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** An error that does not end the run, to stderr. */
  error(error: CongvanError): void {
    this.#io.stderr.write(errorText(error, { lang: this.#lang(), json: this.#json, debug: false }));
  }

  /** What several results come to, to stderr: stdout holds the results alone. One line `{"summary": …}` with `--json`. */
  summary({ json, en, vi }: Bilingual & { readonly json: Json }): void {
    if (this.#json) this.#io.stderr.write(`${plainJson(JSON.stringify({ summary: json }))}\n`);
    else this.note(en, vi);
  }

  /** Something said beside the result, to stderr. */
  note(en: string, vi: string): void {
    this.#io.stderr.write(`congvan: ${plainLine({ en, vi }[this.#lang()])}\n`);
  }

  warn(en: string, vi: string): void {
    const paint = pc.createColors(hasColour(this.#io.stderr, this.#io.environment));
    const word = { en: 'warning', vi: 'cảnh báo' }[this.#lang()];
    this.#io.stderr.write(`congvan: ${paint.yellow(word)}: ${plainLine({ en, vi }[this.#lang()])}\n`);
  }
}
