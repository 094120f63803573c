import type { ErrorRow } from './row.ts';

/** Errors of the edXML envelope. */
export const ENVELOPE_ERRORS = {
  ENVELOPE_NOT_WELL_FORMED: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'the envelope is not well-formed XML', vi: 'gói edXML không đúng cú pháp XML' },
  },
} as const satisfies Record<string, ErrorRow>;
