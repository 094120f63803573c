import type { ErrorRow } from './row.ts';

/** Errors of work on many files at once. */
export const BATCH_ERRORS = {
  BATCH_FILE_TIMEOUT: {
    exit: 1,
    temporary: true,
    http: 500,
    text: {
      en: 'the work on this file took too long and was stopped',
      vi: 'xử lý tệp này quá lâu nên đã dừng',
    },
    hint: {
      en: 'run it again on this file alone',
      vi: 'chạy lại riêng với tệp này',
    },
  },
  BATCH_WORKER_ENDED: {
    exit: 1,
    temporary: false,
    http: 500,
    text: {
      en: 'the worker that had this file ended: out of memory, or a fault of the program',
      vi: 'tiến trình xử lý tệp này đã dừng: hết bộ nhớ hoặc lỗi chương trình',
    },
    hint: {
      en: 'run it on this file alone with --debug and report it',
      vi: 'chạy riêng tệp này với --debug và báo lỗi',
    },
  },
  BATCH_EMPTY: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no file of a kind that is judged', vi: 'không có tệp nào thuộc loại kiểm tra được' },
    hint: {
      en: 'in folders, files are known by their ending: pdf, xml, edxml, p7s, p7m, asice, asics, sce, scs',
      vi: 'trong thư mục, tệp được nhận theo phần mở rộng: pdf, xml, edxml, p7s, p7m, asice, asics, sce, scs',
    },
  },
  BATCH_OUTPUT_TWICE: {
    exit: 2,
    temporary: false,
    http: 400,
    text: {
      en: 'several files would give a result of this name',
      vi: 'nhiều tệp cùng cho kết quả trùng tên này',
    },
    hint: {
      en: 'name the files more narrowly, such as *-signed.pdf, or sign them in several runs',
      vi: 'chỉ rõ tệp hơn, ví dụ *-signed.pdf, hoặc ký trong nhiều lần chạy',
    },
  },
} as const satisfies Record<string, ErrorRow>;
