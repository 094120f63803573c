import type { Bilingual, ExitCode } from '../kernel/errors/row.ts';
import { CATALOGUE, type Entry, entriesOf } from './catalogue.ts';
import type { ArgumentSpec, CommandSpec, OptionSpec } from './command.ts';
import { EXIT_CODES } from './exitCodes.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import type { Lang } from './language.ts';

const WIDTH = 100;

const WORDS = {
  title: {
    en: 'congvan: sign, stamp, send, receive and keep official documents',
    vi: 'congvan: ký, đóng dấu, gửi, nhận và lưu văn bản điện tử của cơ quan',
  },
  usage: { en: 'Usage', vi: 'Cách dùng' },
  commands: { en: 'Commands', vi: 'Lệnh' },
  arguments: { en: 'Arguments', vi: 'Tham số' },
  options: { en: 'Options', vi: 'Tùy chọn' },
  globals: { en: 'Options of every command', vi: 'Tùy chọn của mọi lệnh' },
  examples: { en: 'Examples', vi: 'Ví dụ' },
  exits: { en: 'Exit codes', vi: 'Mã thoát' },
  more: { en: 'More: congvan COMMAND --help', vi: 'Xem thêm: congvan LỆNH --help' },
  command: { en: 'COMMAND', vi: 'LỆNH' },
  options2: { en: '[options]', vi: '[tùy chọn]' },
  standard: { en: 'default', vi: 'mặc định' },
  required: { en: 'required', vi: 'bắt buộc' },
} as const satisfies Record<string, Bilingual>;

/** Help over all commands, or over the commands of one group. */
export function overviewHelp(group: string | undefined, lang: Lang): string {
  const word = (key: keyof typeof WORDS) => WORDS[key][lang];
  const entries = group === undefined ? CATALOGUE : entriesOf(group);
  const commands = entries.map(({ path, summary }): Row => [path, summary[lang]]);
  const usage = ['congvan', ...(group === undefined ? [] : [group]), word('command'), word('options2')].join(
    ' ',
  );
  return [
    ...(group === undefined ? [word('title'), ''] : []),
    `${word('usage')}: ${usage}`,
    ...section(word('commands'), commands),
    ...section(
      word('globals'),
      GLOBAL_OPTIONS.map((option) => optionRow(option, lang)),
    ),
    ...(group === undefined ? section(word('exits'), exitRows(ALL_EXITS, lang)) : []),
    '',
    word('more'),
    '',
  ].join('\n');
}

/** Help of one command, made from its table alone. */
export function commandHelp(entry: Entry, spec: CommandSpec, lang: Lang): string {
  const word = (key: keyof typeof WORDS) => WORDS[key][lang];
  const named = (spec.arguments ?? []).map(argumentName);
  return [
    `congvan ${entry.path}: ${entry.summary[lang]}`,
    '',
    `${word('usage')}: ${['congvan', entry.path, ...named, word('options2')].join(' ')}`,
    '',
    ...wrap(spec.description[lang], WIDTH),
    ...section(
      word('arguments'),
      (spec.arguments ?? []).map(({ name, about }): Row => [name, about[lang]]),
    ),
    ...section(
      word('options'),
      (spec.options ?? []).map((option) => optionRow(option, lang)),
    ),
    ...section(
      word('globals'),
      GLOBAL_OPTIONS.map((option) => optionRow(option, lang)),
    ),
    '',
    `${word('examples')}:`,
    ...spec.examples.flatMap(({ line, what }) => [`  # ${what[lang]}`, `  ${line}`]),
    ...section(word('exits'), exitRows(exitsOf(spec), lang)),
    '',
  ].join('\n');
}

const ALL_EXITS: readonly ExitCode[] = [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 130];

/** The codes a command may end with, in order; 0, 1, 2 and 130 belong to all. */
export function exitsOf(spec: CommandSpec): readonly ExitCode[] {
  return ALL_EXITS.filter((code) => [0, 1, 2, 130].includes(code) || spec.exitCodes.includes(code));
}

type Row = readonly [string, string];

function argumentName({ name, optional, many }: ArgumentSpec): string {
  const full = many === true ? `${name}…` : name;
  return optional === true ? `[${full}]` : full;
}

function optionRow({ flags, about, choices, standard, required }: OptionSpec, lang: Lang): Row {
  const notes = [
    ...(choices === undefined ? [] : [choices.join('|')]),
    ...(standard === undefined ? [] : [`${WORDS.standard[lang]}: ${standard}`]),
    ...(required === true ? [WORDS.required[lang]] : []),
  ];
  return [flags, notes.length === 0 ? about[lang] : `${about[lang]} (${notes.join('; ')})`];
}

function exitRows(codes: readonly ExitCode[], lang: Lang): readonly Row[] {
  return codes.map((code) => [String(code).padStart(3), EXIT_CODES[code][lang]]);
}

function section(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const left = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
  const lines = rows.flatMap(([name, about]) => {
    const [head = '', ...tail] = wrap(about, WIDTH - left - 4);
    const indent = ' '.repeat(left + 4);
    const fits = name.length <= left;
    const first = fits ? [`  ${name.padEnd(left)}  ${head}`.trimEnd()] : [`  ${name}`, `${indent}${head}`];
    return [...first, ...tail.map((line) => indent + line)];
  });
  return ['', `${title}:`, ...lines];
}

/** Breaks at spaces; a longer word stands alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
