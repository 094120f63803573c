import { CATALOGUE, GROUPS } from '../../../src/cli/catalogue.ts';
import { commandHelp, overviewHelp } from '../../../src/cli/help.ts';
import type { Lang } from '../../../src/cli/language.ts';

/** Every help text of the program in one language, in the order of the catalogue. */
export async function allHelp(lang: Lang): Promise<string> {
  const overviews = [undefined, ...GROUPS].map((group) => titled(group ?? '', overviewHelp(group, lang)));
  const commands = await Promise.all(
    CATALOGUE.map(async (entry) => titled(entry.path, commandHelp(entry, await entry.load(), lang))),
  );
  return [...overviews, ...commands].join('\n');
}

function titled(path: string, text: string): string {
  return `===== congvan ${path} --help\n${text}`.replace('  --help', ' --help');
}

/** @returns absolute path of the golden file */
export function goldenFile(lang: Lang): string {
  return `${import.meta.dirname}/${lang}.golden`;
}
