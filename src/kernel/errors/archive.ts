import type { ErrorRow } from './row.ts';

/** Errors of the archive: records, blobs, search, the log. */
export const ARCHIVE_ERRORS = {
  RECORD_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such record', vi: 'không có hồ sơ lưu này' },
    hint: { en: 'see congvan archive search', vi: 'xem congvan archive search' },
  },
  RECORD_EXISTS: {
    exit: 1,
    temporary: false,
    http: 409,
    text: { en: 'the record is already in the archive', vi: 'hồ sơ đã có trong kho lưu trữ' },
  },
  BLOB_NOT_FOUND: {
    exit: 11,
    temporary: false,
    http: 404,
    text: { en: 'stored bytes are missing', vi: 'thiếu tệp trong kho' },
    hint: { en: 'restore them from a backup', vi: 'phục hồi từ bản sao lưu' },
  },
  BLOB_DAMAGED: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'stored bytes have changed', vi: 'tệp trong kho đã bị thay đổi' },
    hint: { en: 'restore them from a backup', vi: 'phục hồi từ bản sao lưu' },
  },
  BLOB_MISMATCH: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the bytes are not the announced ones', vi: 'dữ liệu không khớp với mã băm đã báo' },
  },
  QUERY_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the query is not understood', vi: 'câu tìm kiếm không hợp lệ' },
    hint: {
      en: 'write words, "a phrase", -word, or field:value (congvan archive search --help)',
      vi: 'viết từ khóa, "cụm từ", -từ hoặc trường:giá trị (congvan archive search --help)',
    },
  },
  LOG_INCONSISTENT: {
    exit: 11,
    temporary: false,
    http: 500,
    text: {
      en: 'the archive and its log contradict each other',
      vi: 'kho lưu trữ và nhật ký bất biến mâu thuẫn nhau',
    },
    hint: {
      en: 'somebody changed files by hand, or an old backup was put in place: do not write, ask an auditor',
      vi: 'có người sửa tệp hoặc đã đặt lại bản sao lưu cũ: không ghi tiếp, báo người kiểm tra',
    },
  },
  LOG_UNPUBLISHED: {
    exit: 1,
    temporary: true,
    http: 503,
    text: {
      en: 'the record is not yet under a signed checkpoint',
      vi: 'hồ sơ chưa nằm dưới điểm chốt đã ký',
    },
    hint: {
      en: 'wait a second for the daemon, then ask again',
      vi: 'chờ dịch vụ trao đổi một giây rồi hỏi lại',
    },
  },
  PROOF_INVALID: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'not a proof from a log', vi: 'không phải bằng chứng của nhật ký' },
    hint: {
      en: 'congvan archive prove makes one; an export has it as record.tlog-proof',
      vi: 'congvan archive prove lập bằng chứng; bộ xuất có sẵn record.tlog-proof',
    },
  },
  VERIFIER_KEY_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'not the verifier key of a log', vi: 'không phải khóa kiểm tra của nhật ký' },
    hint: {
      en: 'congvan archive prove prints it; an export has it in log.vkey',
      vi: 'congvan archive prove in ra khóa này; bộ xuất có trong tệp log.vkey',
    },
  },
  EXPORT_TARGET_EXISTS: {
    exit: 1,
    temporary: false,
    http: 409,
    text: { en: 'the folder to export into already exists', vi: 'thư mục xuất đã tồn tại' },
    hint: { en: 'name another folder', vi: 'chọn thư mục khác' },
  },
} as const satisfies Record<string, ErrorRow>;
