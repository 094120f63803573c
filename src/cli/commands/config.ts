import { asJson, type Json } from '../../kernel/canonicalJson.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import type { Style } from '../output.ts';
import type { Session } from '../session.ts';

export const configCheck: CommandSpec = {
  description: {
    en: 'Checks congvan.toml, the CONGVAN_ variables and the given flags, and lists every problem with its place. Nothing is opened or contacted: that is what congvan doctor does.',
    vi: 'Kiểm tra congvan.toml, các biến CONGVAN_ và tùy chọn đã cho, liệt kê mọi lỗi kèm vị trí. Không mở hay kết nối gì: việc đó dành cho congvan doctor.',
  },
  examples: [
    {
      line: 'congvan config check',
      what: { en: 'check before a restart', vi: 'kiểm tra trước khi khởi động lại' },
    },
    {
      line: 'congvan config check --home /srv/congvan --json',
      what: { en: 'check another home, for a script', vi: 'kiểm tra thư mục khác, cho kịch bản' },
    },
  ],
  exitCodes: [10],
  run: check,
};

export const configShow: CommandSpec = {
  description: {
    en: 'Shows every value in force and where it came from: flag, variable, file or default. Secrets are not part of the configuration; only the files that hold them are named.',
    vi: 'Hiện từng giá trị đang có hiệu lực và nơi đặt ra nó: tùy chọn, biến môi trường, tệp hoặc mặc định. Bí mật không nằm trong cấu hình; chỉ có tên tệp chứa chúng.',
  },
  arguments: [
    {
      name: 'KEY',
      optional: true,
      about: { en: 'only this key or section, e.g. signing', vi: 'chỉ khóa hoặc mục này, ví dụ signing' },
    },
  ],
  examples: [
    { line: 'congvan config show', what: { en: 'everything', vi: 'tất cả' } },
    { line: 'congvan config show signing.tsa', what: { en: 'one value', vi: 'một giá trị' } },
  ],
  exitCodes: [10, 13],
  run: show,
};

async function check(session: Session): Promise<ExitCode> {
  const { readConfig } = await import('../../config/load.ts');
  const reading = readConfig(session.sources);
  const { ERRORS } = await import('../../kernel/errors.ts');
  const problems = reading.kind === 'valid' ? [] : reading.problems;
  const unknown = reading.kind === 'valid' ? reading.loaded.unknownVariables : [];
  const home = reading.kind === 'valid' ? reading.loaded.home : reading.home;
  const file = reading.kind === 'valid' ? reading.loaded.file : home.dir;
  session.output.result({
    json: {
      valid: problems.length === 0,
      home: home.dir,
      file,
      problems: problems.map(({ code, where, detail, hint }) => ({
        code,
        text: ERRORS[code].text[session.lang],
        where,
        detail: detail ?? null,
        hint: hint?.[session.lang] ?? null,
      })),
      unknownVariables: unknown,
    },
    text: (style) =>
      [
        ...problems.map(({ code, where, detail, hint }) => {
          const notes = [detail, hint?.[style.lang]].filter((note) => note !== undefined);
          const tail = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
          return `${style.paint.red(code)}: ${ERRORS[code].text[style.lang]}: ${where}${tail}`;
        }),
        ...unknown.map(
          (name) => `${style.paint.yellow(name)}: ${style.say('names no key', 'không phải khóa nào')}`,
        ),
        ...(problems.length === 0
          ? [`${style.say('valid', 'hợp lệ')}: ${file ?? style.say('defaults only', 'chỉ có mặc định')}`]
          : []),
      ].join('\n'),
  });
  return problems.length === 0 ? 0 : 10;
}

async function show(session: Session): Promise<ExitCode> {
  const loaded = await session.loaded();
  const { LEAVES } = await import('../../config/leaves.ts');
  const { CongvanError } = await import('../../kernel/errors.ts');
  const wanted = session.input.arguments[0];
  const values = LEAVES.map(({ path }) => path)
    .filter((path) => wanted === undefined || path === wanted || path.startsWith(`${wanted}.`))
    .map((path) => ({
      key: path,
      value: valueAt(loaded.config, path),
      origin: loaded.origins.get(path) ?? null,
    }));
  if (values.length === 0) throw new CongvanError('CONFIG_UNKNOWN_KEY', { where: wanted ?? '' });
  const set = values.filter(({ value }) => value !== undefined);
  session.output.result({
    json: {
      home: { dir: loaded.home.dir, chosenBy: loaded.home.chosenBy },
      file: loaded.file,
      values: set.map(({ key, value, origin }) => ({ key, value: value ?? null, origin: { ...origin } })),
    },
    text: (style) => shown(style, set),
  });
  return 0;
}

interface Shown {
  readonly key: string;
  readonly value: Json | undefined;
  readonly origin: { readonly kind: string; readonly name?: string } | null;
}

function shown(style: Style, values: readonly Shown[]): string {
  const head = [style.say('key', 'khóa'), style.say('value', 'giá trị'), style.say('from', 'từ')];
  const rows = values.map(({ key, value, origin }) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
    origin === null ? '' : (origin.name ?? style.say('default', 'mặc định')),
  ]);
  return style.table(head, rows);
}

function valueAt(config: object, path: string): Json | undefined {
  let here: unknown = config;
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.entries(here).find(([name]) => name === key)?.[1];
  }
  return here === undefined ? undefined : asJson(here);
}
