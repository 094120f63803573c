import { z } from 'zod';
import type { Bilingual } from '../kernel/errors/row.ts';

/**
 * What a configuration value is, beyond its JSON type.
 * - `path`: a file or folder; relative to the home
 * - `uri`: `scheme:path`; the path is relative to the home for the schemes that name one
 */
export type LeafShape = 'plain' | 'path' | 'uri';

export interface LeafMeta {
  readonly shape: LeafShape;
  /** One sentence with the unit; becomes the comment in a new congvan.toml. */
  readonly doc: Bilingual;
}

const metas = z.registry<LeafMeta>();

function noted<S extends z.ZodType>(schema: S, shape: LeafShape, en: string, vi: string): S {
  metas.add(schema, { shape, doc: { en, vi } });
  return schema;
}

/** What is noted of a schema node, looked for through `optional`. */
export function metaOf(schema: z.core.$ZodType): LeafMeta | undefined {
  return metas.get(withoutOptional(schema));
}

/** The node itself, without the `optional` around it. */
export function withoutOptional(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? schema.def.innerType : schema;
}

const line = () => z.string().regex(/^\S(?:[^\r\n]*\S)?$/u);

export const text = (en: string, vi: string) => noted(line(), 'plain', en, vi);
export const path = (en: string, vi: string) => noted(line(), 'path', en, vi);
export const paths = (en: string, vi: string) => noted(z.array(line()), 'path', en, vi);
export const flag = (en: string, vi: string) => noted(z.boolean(), 'plain', en, vi);
export const choice = <const T extends readonly [string, ...string[]]>(of: T, en: string, vi: string) =>
  noted(z.enum(of), 'plain', en, vi);
export const number = (min: number, max: number, en: string, vi: string) =>
  noted(z.number().min(min).max(max), 'plain', en, vi);
export const integer = (min: number, max: number, en: string, vi: string) =>
  noted(z.int().min(min).max(max), 'plain', en, vi);
/** `scheme:rest` with one of these schemes. */
export const uri = (schemes: readonly string[], en: string, vi: string) =>
  noted(z.string().regex(new RegExp(`^(?:${schemes.join('|')}):\\S`)), 'uri', en, vi);

const web = (protocol: RegExp) => z.url({ protocol });
export const httpUrls = (en: string, vi: string) => noted(z.array(web(/^https?$/)), 'plain', en, vi);
export const httpsUrl = (en: string, vi: string) => noted(web(/^https$/), 'plain', en, vi);
export const urlMap = (en: string, vi: string) =>
  noted(z.record(web(/^https?$/), web(/^https?$/)), 'plain', en, vi);
