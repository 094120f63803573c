import type { ErrorRow } from './row.ts';

/** Errors of reading an XML document whose signatures are to be judged; a bad signature is in the report. */
export const XML_SIGNATURE_ERRORS = {
  XML_UNREADABLE: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the file is not well-formed XML', vi: 'tệp không đúng cú pháp XML' },
    hint: { en: 'ask for the original file', vi: 'hãy xin tệp gốc' },
  },
  XML_ENCODING_UNSUPPORTED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'the characters of the XML file cannot be read for certain',
      vi: 'không đọc chắc chắn được bảng mã ký tự của tệp XML',
    },
    hint: {
      en: 'UTF-8, UTF-16, US-ASCII and ISO-8859-1 are read; a signed file must not be converted, ask for it in one of these',
      vi: 'chương trình đọc UTF-8, UTF-16, US-ASCII và ISO-8859-1; không tự chuyển mã tệp đã ký, hãy xin lại tệp',
    },
  },
  XML_DOCTYPE_REFUSED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'the XML file has a DOCTYPE, with which it can be read in several ways',
      vi: 'tệp XML có DOCTYPE nên có thể hiểu theo nhiều cách',
    },
    hint: { en: 'ask for a file without DOCTYPE', vi: 'hãy xin tệp không có DOCTYPE' },
  },
  XML_LIMIT_EXCEEDED: {
    exit: 1,
    temporary: false,
    http: 413,
    text: { en: 'the XML file exceeds a limit of the reader', vi: 'tệp XML vượt giới hạn của trình đọc' },
  },
  XML_SIGNATURE_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'an XML signature is malformed', vi: 'chữ ký XML sai cấu trúc' },
  },
  XML_SIGNATURE_UNSUPPORTED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'an XML signature uses something this program does not support',
      vi: 'chữ ký XML dùng thành phần chương trình không hỗ trợ',
    },
  },
} as const satisfies Record<string, ErrorRow>;
