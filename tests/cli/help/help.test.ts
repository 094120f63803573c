import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/cli/catalogue.ts';
import { GLOBAL_OPTIONS } from '../../../src/cli/globals.ts';
import { locate } from '../../../src/cli/locate.ts';
import { parse } from '../../../src/cli/parse.ts';
import { allHelp, goldenFile } from './render.ts';

describe('help', () => {
  test.each(['en', 'vi'] as const)('is as the golden file says (%s)', async (lang) => {
    expect(await allHelp(lang)).toBe(readFileSync(goldenFile(lang), 'utf8'));
  });

  test.each(['en', 'vi'] as const)('fits 100 columns but for a long word (%s)', async (lang) => {
    const wide = (await allHelp(lang))
      .split('\n')
      .filter((line) => line.length > 100 && !line.startsWith('  congvan '));
    expect(wide).toEqual([]);
  });

  test.each(CATALOGUE.map((entry) => [entry.path, entry] as const))(
    '%s: its examples are understood',
    async (_, entry) => {
      const spec = await entry.load();
      expect(spec.examples.length).toBeGreaterThan(0);
      for (const { line } of spec.examples) {
        const words = shellWords(line);
        expect(words[0], line).toBe('congvan');
        const located = locate(words.slice(1));
        if (located.kind !== 'command') throw new Error(`no command: ${line}`);
        expect(located.entry.path, line).toBe(entry.path);
        parse(entry.path, spec, located.rest);
      }
    },
  );

  test('no option of a command hides a global one', async () => {
    const globals = GLOBAL_OPTIONS.flatMap(({ flags }) => names(flags));
    for (const entry of CATALOGUE) {
      const own = ((await entry.load()).options ?? []).flatMap(({ flags }) => names(flags));
      expect(
        own.filter((name) => globals.includes(name)),
        entry.path,
      ).toEqual([]);
      expect(new Set(own).size, entry.path).toBe(own.length);
    }
  });
});

function names(flags: string): readonly string[] {
  return [...flags.matchAll(/(?:^|[\s,])(-{1,2}[a-z-]+)/g)].map(([, name = '']) => name);
}

/** Words of a shell line; redirections are the shell's. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
    .map(([, single, double, bare]) => single ?? double ?? bare ?? '')
    .filter((word) => !/^\d?[<>]/.test(word));
}
