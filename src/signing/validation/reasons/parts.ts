import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about the parts that travel beside a sealed envelope; codes begin with `PART_`. */
export const PART_REASONS = {
  PART_MISSING: {
    en: 'a part that the seal names was not found',
    vi: 'không tìm thấy phần mà dấu niêm phong nêu tên',
  },
  PART_CHANGED: {
    en: 'the part is not the one that was sealed: its SHA-256 differs',
    vi: 'phần này không phải là phần đã niêm phong: SHA-256 khác nhau',
  },
  PART_NOT_JUDGED: {
    en: 'the part is as it was sealed, but the signatures in it cannot be judged',
    vi: 'phần này đúng như khi niêm phong, nhưng không xét được chữ ký bên trong',
  },
} as const satisfies Record<string, Bilingual>;
