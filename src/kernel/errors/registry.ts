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
  DOCUMENT_TYPE_UNKNOWN: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'not a type of document', vi: 'không có loại văn bản này' },
    hint: {
      en: 'NĐ 30/2020 Đ7 names 29 types, such as "Công văn"',
      vi: 'NĐ 30/2020 Đ7 nêu 29 loại, ví dụ "Công văn"',
    },
  },
  DOCUMENT_CODE_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'not a number and notation', vi: 'số, ký hiệu văn bản không hợp lệ' },
    hint: { en: 'write 15/QĐ-BNV', vi: 'viết 15/QĐ-BNV' },
  },
  NUMBER_TAKEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'the number is already used', vi: 'số văn bản đã được dùng' },
    hint: {
      en: 'see congvan number list; leave --serial out to get the next one',
      vi: 'xem congvan number list; bỏ --serial để lấy số kế tiếp',
    },
  },
  NUMBER_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such number in the book', vi: 'sổ đăng ký không có số này' },
    hint: { en: 'see congvan number list', vi: 'xem congvan number list' },
  },
  NUMBER_VOIDED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'the number is voided', vi: 'số văn bản đã bị hủy' },
    hint: { en: 'take a new one: congvan number next', vi: 'lấy số mới: congvan number next' },
  },
  NUMBER_SENT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document with this number was already sent',
      vi: 'văn bản mang số này đã được gửi đi',
    },
    hint: {
      en: 'its line stays as it is; for another document: congvan number next',
      vi: 'dòng đã gửi giữ nguyên; văn bản khác lấy số mới: congvan number next',
    },
  },
  NUMBER_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'not a number of a book', vi: 'số đăng ký không hợp lệ' },
    hint: { en: 'write a whole number from 1 on', vi: 'viết số nguyên từ 1' },
  },
} as const satisfies Record<string, ErrorRow>;
