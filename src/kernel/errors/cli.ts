import type { ErrorRow } from './row.ts';

/** Errors of the command line and the configuration. */
export const CLI_ERRORS = {
  INTERNAL: {
    exit: 1,
    temporary: true,
    http: 500,
    text: { en: 'an error nobody foresaw', vi: 'lỗi ngoài dự kiến' },
    hint: {
      en: 'run again with --debug and report the log',
      vi: 'chạy lại với --debug và báo lỗi kèm nhật ký',
    },
  },
  FILE_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'the file does not exist', vi: 'không tìm thấy tệp' },
  },
  FILE_UNREADABLE: {
    exit: 1,
    temporary: false,
    http: 500,
    text: { en: 'the file cannot be read', vi: 'không đọc được tệp' },
  },
  USAGE: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the command is not complete or not understood', vi: 'câu lệnh thiếu hoặc sai' },
  },
  CONFIG_INVALID: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration is not valid', vi: 'cấu hình không hợp lệ' },
  },
  CONFIG_UNKNOWN_KEY: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration has an unknown key', vi: 'cấu hình có khóa lạ' },
  },
  CONFIG_MISSING_KEY: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration lacks a value', vi: 'cấu hình thiếu một giá trị' },
  },
} as const satisfies Record<string, ErrorRow>;
