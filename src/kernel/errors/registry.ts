import type { ErrorRow } from './row.ts';

/** Errors of the registry: agency codes, document types, numbers. */
export const REGISTRY_ERRORS = {
  AGENCY_CODE_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'not an agency code', vi: 'mã cơ quan không hợp lệ' },
    hint: {
      en: 'write H29.12 (QĐ 20/2020) or 000.00.12.H29 (QCVN 102)',
      vi: 'viết H29.12 (QĐ 20/2020) hoặc 000.00.12.H29 (QCVN 102)',
    },
  },
} as const satisfies Record<string, ErrorRow>;
