import { parse, TomlError } from 'smol-toml';
import { CongvanError } from '../kernel/errors.ts';
import { DEFAULTS } from './defaults.ts';
import {
  environmentName,
  isOptionalSection,
  LEAVES,
  leafAt,
  REQUIRED_SECTIONS,
  valueFromText,
} from './leaves.ts';

/** Where a value came from; the strongest first. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'default'; readonly reason: string };

/** A value set from outside the file: by a flag or a variable. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
}

type Tree = Map<string, unknown>;

/** The raw values of all layers joined, and the origin of each leaf. */
export interface Layered {
  readonly raw: unknown;
  readonly origins: ReadonlyMap<string, Origin>;
}

/** @throws CONFIG_INVALID when the text is no TOML; the detail has line and column. */
export function parseConfigFile(toml: string, file: string): Tree {
  try {
    return treeOf(parse(toml));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [what] = cause.message.split('\n');
    const detail = `line ${cause.line}, column ${cause.column}: ${what?.replace('Invalid TOML document: ', '')}`;
    throw new CongvanError('CONFIG_INVALID', { where: file, detail, cause });
  }
}

export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): readonly Setting[] {
  return LEAVES.flatMap((leaf) => {
    const name = environmentName(leaf.path);
    const given = environment[name];
    if (given === undefined || given === '') return [];
    return [{ path: leaf.path, value: valueFromText(leaf, given), origin: { kind: 'environment', name } }];
  });
}

/** `--set signing.level=B-B`. An unknown key stays in, so that the schema refuses it by name. */
export function settingFromFlag(key: string, given: string, name: string): Setting {
  const leaf = leafAt(key);
  return {
    path: key,
    value: leaf === undefined ? given : valueFromText(leaf, given),
    origin: { kind: 'flag', name },
  };
}

/** Flags over environment over file over defaults. @param settings the weakest first */
export function joinLayers(file: Tree, fileName: string, settings: readonly Setting[]): Layered {
  const origins = new Map<string, Origin>();
  for (const path of leafPaths(file)) origins.set(path, { kind: 'file', name: fileName });
  for (const { path, value, origin } of settings) {
    place(file, path.split('.'), value);
    origins.set(path, origin);
  }
  for (const [path, { value, reason }] of Object.entries(DEFAULTS)) {
    if (origins.has(path) || !wanted(file, path.split('.'))) continue;
    place(file, path.split('.'), value);
    origins.set(path, { kind: 'default', reason });
  }
  for (const section of REQUIRED_SECTIONS) {
    if (!file.has(section)) file.set(section, new Map());
  }
  return { raw: plain(file), origins };
}

/** A default inside an optional section counts only when somebody used that section. */
function wanted(file: Tree, path: readonly string[]): boolean {
  const [section] = path;
  return section === undefined || !isOptionalSection([section]) || path.length === 1 || file.has(section);
}

function place(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) return void tree.set(key, value);
  const child = tree.get(key);
  const branch: Tree = child instanceof Map ? child : new Map();
  // A section that is no table in the file stays as it is: the schema then names it.
  if (child !== undefined && !(child instanceof Map)) return;
  tree.set(key, branch);
  place(branch, rest, value);
}

function treeOf(table: object): Tree {
  return new Map(Object.entries(table).map(([key, value]) => [key, isTable(value) ? treeOf(value) : value]));
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function leafPaths(tree: Tree, above: readonly string[] = []): readonly string[] {
  return [...tree].flatMap(([key, value]) => {
    const path = [...above, key];
    const name = path.join('.');
    return value instanceof Map && leafAt(name) === undefined ? leafPaths(value, path) : [name];
  });
}

function plain(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, child]) => [key, plain(child)]));
}
