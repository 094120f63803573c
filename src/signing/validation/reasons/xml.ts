import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about XML signatures; codes begin with `XML_`. */
export const XML_REASONS = {} as const satisfies Record<string, Bilingual>;
