import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about PDF signatures; codes begin with `PDF_`. */
export const PDF_REASONS = {} as const satisfies Record<string, Bilingual>;
