import { leafAt } from '../config/leaves.ts';
import { CongvanError } from '../kernel/errors.ts';

/** A configuration value that this command cannot do without. @throws CONFIG_MISSING_KEY naming it and what it is */
export function needed<T>(value: T | undefined, key: string): T {
  if (value !== undefined) return value;
  const doc = leafAt(key)?.meta.doc;
  throw new CongvanError('CONFIG_MISSING_KEY', {
    where: key,
    ...(doc === undefined ? {} : { hint: { en: `it is the ${doc.en}`, vi: doc.vi } }),
  });
}
