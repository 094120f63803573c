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
    hint: { en: 'check the name and the folder', vi: 'kiểm tra lại tên và thư mục' },
  },
  FILE_UNREADABLE: {
    exit: 1,
    temporary: false,
    http: 500,
    text: { en: 'the file cannot be read', vi: 'không đọc được tệp' },
    hint: { en: 'is it a file that you may read?', vi: 'kiểm tra đó là tệp và bạn có quyền đọc' },
  },
  USAGE_UNKNOWN_COMMAND: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'no such command', vi: 'không có lệnh này' },
  },
  USAGE_UNKNOWN_OPTION: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'no such option', vi: 'không có tùy chọn này' },
  },
  USAGE_MISSING: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the command line lacks something', vi: 'câu lệnh còn thiếu' },
  },
  USAGE_EXCESS: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the command line has too many arguments', vi: 'câu lệnh thừa tham số' },
  },
  USAGE_INVALID_VALUE: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the value is not understood', vi: 'giá trị không hợp lệ' },
    hint: { en: 'see --help of the command', vi: 'xem --help của lệnh' },
  },
  USAGE_BINARY_TERMINAL: {
    exit: 2,
    temporary: false,
    http: 400,
    text: {
      en: 'a terminal cannot show the bytes of a file',
      vi: 'không in nội dung tệp nhị phân ra màn hình',
    },
    hint: { en: 'give -o FILE, or pipe the output', vi: 'dùng -o TỆP hoặc chuyển hướng đầu ra' },
  },
  OUTPUT_EXISTS: {
    exit: 1,
    temporary: false,
    http: 409,
    text: { en: 'the output file exists already', vi: 'tệp kết quả đã có sẵn' },
    hint: { en: 'choose another name, or --force to overwrite', vi: 'chọn tên khác, hoặc --force để ghi đè' },
  },
  OUTPUT_FAILED: {
    exit: 1,
    temporary: true,
    http: 500,
    text: { en: 'the output file cannot be written', vi: 'không ghi được tệp kết quả' },
    hint: { en: 'may you write in that folder?', vi: 'kiểm tra quyền ghi vào thư mục đó' },
  },
  SECRET_NEEDED: {
    exit: 12,
    temporary: false,
    http: 500,
    text: {
      en: 'the key needs a PIN or passphrase and there is no terminal to ask',
      vi: 'khóa cần mã PIN hoặc mật khẩu nhưng không có màn hình để hỏi',
    },
    hint: {
      en: 'use --pin-file or --pin-fd, or secret_file in the configuration',
      vi: 'dùng --pin-file hoặc --pin-fd, hoặc secret_file trong cấu hình',
    },
  },
  SECRET_UNREADABLE: {
    exit: 12,
    temporary: false,
    http: 500,
    text: { en: 'the PIN or passphrase cannot be read', vi: 'không đọc được mã PIN hoặc mật khẩu' },
    hint: {
      en: 'check --pin-file, --pin-fd or secret_file of the key',
      vi: 'kiểm tra --pin-file, --pin-fd hoặc secret_file của khóa',
    },
  },
  ADDRESS_IN_USE: {
    exit: 10,
    temporary: true,
    http: 500,
    text: { en: 'another program listens at this address', vi: 'địa chỉ này đã có chương trình khác dùng' },
    hint: {
      en: 'stop it, or choose another: hub.host, hub.port',
      vi: 'dừng chương trình đó, hoặc chọn địa chỉ khác: hub.host, hub.port',
    },
  },
  HOME_EXISTS: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'this folder is a home already', vi: 'thư mục này đã có cấu hình' },
    hint: { en: 'choose another with --home', vi: 'chọn thư mục khác bằng --home' },
  },
  KEY_TEST_FAILED: {
    exit: 1,
    temporary: false,
    http: 500,
    text: {
      en: 'the certificate does not accept what the key signs',
      vi: 'chứng thư không khớp với chữ ký thử của khóa',
    },
    hint: {
      en: 'give the certificate of this key in the key file or beside it',
      vi: 'đặt chứng thư của đúng khóa này trong tệp khóa hoặc kèm theo',
    },
  },
  INTERRUPTED: {
    exit: 130,
    temporary: true,
    http: 503,
    text: { en: 'interrupted; nothing is left half done', vi: 'đã ngắt; không để lại gì dở dang' },
  },
  CONFIG_INVALID: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration is not valid', vi: 'cấu hình không hợp lệ' },
    hint: { en: 'congvan config check lists every problem', vi: 'congvan config check liệt kê mọi lỗi' },
  },
  CONFIG_UNKNOWN_KEY: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration has an unknown key', vi: 'cấu hình có khóa lạ' },
    hint: { en: 'see congvan config show', vi: 'xem congvan config show' },
  },
  CONFIG_MISSING_KEY: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the configuration lacks a value', vi: 'cấu hình thiếu một giá trị' },
    hint: {
      en: 'set it in congvan.toml, which congvan init makes and explains',
      vi: 'đặt trong congvan.toml do congvan init tạo, có giải thích từng mục',
    },
  },
} as const satisfies Record<string, ErrorRow>;
