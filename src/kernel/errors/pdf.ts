import type { ErrorRow } from './row.ts';

/** Errors of the PDF reader and the PDF update writer. */
export const PDF_ERRORS = {
  PDF_NOT_A_PDF: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a PDF file', vi: 'không phải tệp PDF' },
  },
} as const satisfies Record<string, ErrorRow>;
