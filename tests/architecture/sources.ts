import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Source {
  /** Path from the project root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below a folder of the project. */
export function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
const REQUIRE = /\brequire[A-Za-z]*\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports: project paths resolved from the root, packages by name. */
export function importsOf(source: Source): readonly string[] {
  const found = [...source.text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
  const required = [...source.text.matchAll(REQUIRE)].map((match) => match[1] ?? '');
  return [...found, ...required].map((name) =>
    name.startsWith('.')
      ? relative(ROOT, resolve(ROOT, source.path, '..', name)).replaceAll('\\', '/')
      : name,
  );
}

/** `src/signing/pdf/read/document.ts` → `signing`; `src/wire.ts` → `wire`. */
export function roomOf(path: string): string {
  return (
    path
      .replace(/^src\//, '')
      .split('/')[0]
      ?.replace(/\.ts$/, '') ?? ''
  );
}
