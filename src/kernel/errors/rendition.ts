import type { ErrorRow } from './row.ts';

/** Errors of renditions (bản thể hiện): copies of what a document shows, without its signatures. */
export const RENDITION_ERRORS = {
  RENDITION_OVER_ORIGINAL: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'a rendition is never written over its original',
      vi: 'không ghi bản thể hiện đè lên bản gốc',
    },
    hint: { en: 'give another name with -o', vi: 'chỉ định tên khác với -o' },
  },
  RENDITION_ORIGINAL_BROKEN: {
    exit: 10,
    temporary: false,
    http: 422,
    text: {
      en: 'a signature of the original is broken, or the file was changed after it',
      vi: 'chữ ký trong bản gốc bị hỏng, hoặc tệp đã bị sửa sau khi ký',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  RENDITION_REFUSED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'what the document shows cannot be copied faithfully',
      vi: 'không thể sao chép trung thực nội dung hiển thị của tài liệu',
    },
    hint: { en: 'print it and stamp the paper', vi: 'in ra và đóng dấu lên bản giấy' },
  },
} as const satisfies Record<string, ErrorRow>;
