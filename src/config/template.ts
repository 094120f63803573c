import { stringify } from 'smol-toml';
import type { Bilingual } from '../kernel/errors/row.ts';
import { DEFAULTS } from './defaults.ts';
import { LEAVES, type Leaf } from './leaves.ts';

/** Dotted key → value, as congvan.toml takes it. */
export type ConfigValues = Readonly<
  Record<string, string | number | boolean | readonly string[] | Readonly<Record<string, string>>>
>;

export function isConfigValue(value: unknown): value is ConfigValues[string] {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  if (typeof value === 'object' && value !== null)
    return Object.values(value).every((item) => typeof item === 'string');
  return ['string', 'number', 'boolean'].includes(typeof value);
}

const HEAD: Bilingual = {
  en: 'Configuration of congvan. Paths are relative to this folder. Check with: congvan config check',
  vi: 'Cấu hình congvan. Đường dẫn tính từ thư mục này. Kiểm tra bằng: congvan config check',
};

/**
 * The text of a new congvan.toml: every key with its sentence; what is not given stands there as a comment
 * with its default, so that the file is its own manual. Sections without any given key are left out when they are
 * not used by everybody.
 */
export function configTemplate(values: ConfigValues, lang: keyof Bilingual): string {
  const sections = Map.groupBy(LEAVES, ({ path }) => path.split('.').slice(0, -1).join('.'));
  const blocks = [...sections].flatMap(([section, leaves]) => {
    const used = leaves.some(({ path }) => path in values);
    if (section !== '' && !used && !leaves.some(({ path }) => path in DEFAULTS)) return [];
    if (OPTIONAL_ROLES.includes(section) && !used) return [];
    const lines = leaves.flatMap((leaf) => leafLines(leaf, values, lang));
    return [(section === '' ? lines : [`[${section}]`, ...lines]).join('\n')];
  });
  return `# ${HEAD[lang]}\n\n${blocks.join('\n\n')}\n`;
}

/** Written only for who plays that role. */
const OPTIONAL_ROLES = ['axis', 'hub'];

function leafLines(leaf: Leaf, values: ConfigValues, lang: keyof Bilingual): readonly string[] {
  const key = leaf.path.split('.').at(-1) ?? leaf.path;
  const comment = `# ${leaf.meta.doc[lang]}`;
  const given = values[leaf.path];
  if (given !== undefined) return [comment, assignment(key, given)];
  const standard = DEFAULTS[leaf.path];
  return standard === undefined ? [] : [comment, `# ${assignment(key, standard.value)}`];
}

function assignment(key: string, value: ConfigValues[string]): string {
  if (typeof value === 'object' && !Array.isArray(value)) {
    const members = Object.entries(value).map(
      ([name, text]) => `${JSON.stringify(name)} = ${JSON.stringify(text)}`,
    );
    return `${key} = { ${members.join(', ')} }`.replace('{  }', '{}');
  }
  return stringify({ [key]: value }).trim();
}
