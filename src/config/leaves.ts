import { z } from 'zod';
import { type LeafMeta, metaOf, withoutOptional } from './leaf.ts';
import { configSchema } from './schema.ts';

/** One value of the configuration, found by walking the schema. */
export interface Leaf {
  /** `signing.person_image` */
  readonly path: string;
  readonly schema: z.core.$ZodType;
  readonly optional: boolean;
  readonly meta: LeafMeta;
}

function walk(schema: z.core.$ZodType, path: readonly string[]): readonly Leaf[] {
  const inner = withoutOptional(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, child]) => walk(child, [...path, key]));
  }
  const meta = metaOf(schema);
  if (meta === undefined) throw new TypeError(`no note for ${path.join('.')}`);
  return [{ path: path.join('.'), schema: inner, optional: schema instanceof z.ZodOptional, meta }];
}

export const LEAVES: readonly Leaf[] = walk(configSchema, []);

export function leafAt(path: string): Leaf | undefined {
  return LEAVES.find((leaf) => leaf.path === path);
}

/** `CONGVAN_SIGNING_PERSON_IMAGE` for `signing.person_image`. */
export function environmentName(path: string): string {
  return `CONGVAN_${path.toUpperCase().replaceAll('.', '_')}`;
}

/** Keys that the object at this path knows; empty when the path is no object. */
export function keysAt(path: readonly string[]): readonly string[] {
  let here: z.core.$ZodType = configSchema;
  for (const key of path) {
    const child: z.core.$ZodType | undefined = here instanceof z.ZodObject ? here.shape[key] : undefined;
    if (child === undefined) return [];
    here = withoutOptional(child);
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

/** True when the object at this path may be absent as a whole. */
export function isOptionalSection(path: readonly string[]): boolean {
  let here: z.core.$ZodType = configSchema;
  for (const key of path) {
    const child: z.core.$ZodType | undefined = here instanceof z.ZodObject ? here.shape[key] : undefined;
    if (child === undefined) return false;
    if (child instanceof z.ZodOptional) return true;
    here = child;
  }
  return false;
}

/** Sections that are always there, if only with their defaults. */
export const REQUIRED_SECTIONS: readonly string[] = Object.entries(configSchema.shape)
  .filter(([, schema]) => schema instanceof z.ZodObject)
  .map(([key]) => key);

/** Text from the environment or a flag → the value that this leaf wants; lists are comma-separated. */
export function valueFromText(leaf: Leaf, given: string): unknown {
  if (leaf.schema instanceof z.ZodBoolean) return BOOLEANS.get(given.toLowerCase()) ?? given;
  if (leaf.schema instanceof z.ZodNumber) return given.trim() === '' ? given : Number(given);
  if (leaf.schema instanceof z.ZodArray) return items(given);
  if (leaf.schema instanceof z.ZodRecord) return Object.fromEntries(items(given).map(pair));
  return given;
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const items = (given: string): readonly string[] =>
  given
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function pair(item: string): readonly [string, string] {
  const at = item.indexOf('=');
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
}
