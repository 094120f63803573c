import type { ErrorRow } from './row.ts';

/** Errors of the archive. */
export const ARCHIVE_ERRORS = {
  RECORD_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such record', vi: 'không có hồ sơ lưu này' },
    hint: { en: 'see congvan archive search', vi: 'xem congvan archive search' },
  },
} as const satisfies Record<string, ErrorRow>;
