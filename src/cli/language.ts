import type { Bilingual } from '../kernel/errors/row.ts';

export type Lang = keyof Bilingual;

type Environment = Readonly<Record<string, string | undefined>>;

export function isLang(text: string | undefined): text is Lang {
  return text === 'vi' || text === 'en';
}

/** CONGVAN_LANG, or nothing: stronger than the configuration file. */
export function chosenLang(environment: Environment): Lang | undefined {
  return isLang(environment.CONGVAN_LANG) ? environment.CONGVAN_LANG : undefined;
}

/** The language of the terminal by POSIX: LC_ALL, else LC_MESSAGES, else LANG; Vietnamese or English. */
export function terminalLang(environment: Environment): Lang {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.startsWith('vi') ? 'vi' : 'en';
}

/** The language before any configuration is read: `--lang`, else CONGVAN_LANG, else the terminal's. */
export function firstLanguage(argv: readonly string[], environment: Environment): Lang {
  const at = argv.indexOf('--lang');
  const given = at < 0 ? argv.find((word) => word.startsWith('--lang='))?.slice(7) : argv[at + 1];
  return isLang(given) ? given : (chosenLang(environment) ?? terminalLang(environment));
}
