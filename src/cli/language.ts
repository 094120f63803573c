import type { Bilingual } from '../kernel/errors/row.ts';

export type Lang = keyof Bilingual;

export function isLang(text: string | undefined): text is Lang {
  return text === 'vi' || text === 'en';
}

/** CONGVAN_LANG, or nothing: stronger than the configuration file. */
export function chosenLang(environment: Readonly<Record<string, string | undefined>>): Lang | undefined {
  return isLang(environment.CONGVAN_LANG) ? environment.CONGVAN_LANG : undefined;
}

/** The language of the terminal by POSIX: LC_ALL, else LC_MESSAGES, else LANG; Vietnamese or English. */
export function terminalLang(environment: Readonly<Record<string, string | undefined>>): Lang {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.startsWith('vi') ? 'vi' : 'en';
}
