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
  TEXT_NOT_DRAWABLE: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the text has letters the font cannot draw',
      vi: 'nội dung có ký tự không có trong phông chữ',
    },
    hint: { en: 'use Latin and Vietnamese letters', vi: 'chỉ dùng chữ Latinh và chữ tiếng Việt' },
  },
  SIGNATURE_IMAGE_INVALID: {
    exit: 2,
    temporary: false,
    http: 422,
    text: { en: 'the image is not a usable PNG', vi: 'ảnh không phải tệp PNG dùng được' },
    hint: {
      en: 'give a PNG of at most 16 million pixels, transparent background',
      vi: 'dùng tệp PNG nền trong suốt, tối đa 16 triệu điểm ảnh',
    },
  },
} as const satisfies Record<string, ErrorRow>;
