import type { z } from 'zod';
import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError, type ErrorCode } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { keysAt, leafAt } from './leaves.ts';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  readonly code: Extract<ErrorCode, 'CONFIG_INVALID' | 'CONFIG_UNKNOWN_KEY' | 'CONFIG_MISSING_KEY'>;
  /** Dotted path of the key, and who set it. */
  readonly where: string;
  readonly detail?: string;
  readonly hint?: Bilingual;
}

export type PlaceOf = (path: string) => string;

/** The schema's complaints as problems, each naming the key and where its value came from. */
export function problemsOf(error: z.ZodError, placeOf: PlaceOf): readonly ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...path, key], placeOf));
    }
    return [badValue(path, issue, placeOf)];
  });
}

export function unknownKey(path: readonly string[], placeOf: PlaceOf): ConfigProblem {
  const where = `${path.join('.')} in ${placeOf(path.join('.'))}`;
  const near = nearest(path.at(-1) ?? '', keysAt(path.slice(0, -1)));
  if (near === undefined) return { code: 'CONFIG_UNKNOWN_KEY', where };
  const meant = [...path.slice(0, -1), near].join('.');
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    where,
    hint: { en: `did you mean ${meant}?`, vi: `có phải ý bạn là ${meant}?` },
  };
}

function badValue(path: readonly string[], issue: z.core.$ZodIssue, placeOf: PlaceOf): ConfigProblem {
  const name = path.join('.');
  const doc = leafAt(name)?.meta.doc;
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    const hint = doc === undefined ? {} : { hint: { en: `it is the ${doc.en}`, vi: doc.vi } };
    return { code: 'CONFIG_MISSING_KEY', where: name, ...hint };
  }
  const detail = issue.code === 'invalid_format' && doc !== undefined ? `expected: ${doc.en}` : issue.message;
  return { code: 'CONFIG_INVALID', where: `${name} in ${placeOf(name)}`, detail };
}

/** The first problem as the error; the count of the others goes into the detail. */
export function configError(problems: readonly ConfigProblem[]): CongvanError {
  const [first, ...others] = problems;
  if (first === undefined) throw new TypeError('no problem to report');
  const more = others.length === 0 ? [] : [`${others.length} more: congvan config check`];
  const detail = [...(first.detail === undefined ? [] : [first.detail]), ...more].join('; ');
  return new CongvanError(first.code, {
    where: first.where,
    ...(detail === '' ? {} : { detail }),
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}
