import type { ErrorRow } from './row.ts';

/** Errors of signing, sealing and stamping a PDF. */
export const PDF_WRITING_ERRORS = {
  SEAL_WITHOUT_PERSON_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the seal needs a valid signature of a competent person before it',
      vi: 'chưa có chữ ký số hợp lệ của người có thẩm quyền nên không được đóng dấu',
    },
    hint: {
      en: 'sign with --as person first (NĐ 30/2020 Đ32.2d)',
      vi: 'ký số người có thẩm quyền trước với --as person (NĐ 30/2020 Đ32.2d)',
    },
  },
} as const satisfies Record<string, ErrorRow>;
