import type { ErrorRow } from './row.ts';

/** Errors of the edXML envelope, its attachments and its seal. */
export const ENVELOPE_ERRORS = {
  ENVELOPE_NOT_WELL_FORMED: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'the envelope is not well-formed XML', vi: 'gói edXML không đúng cú pháp XML' },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_ENCODING: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'the envelope is not UTF-8', vi: 'gói edXML không dùng mã UTF-8' },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_JUNK: {
    exit: 1,
    temporary: false,
    http: 400,
    text: {
      en: 'something stands before the beginning of the XML',
      vi: 'có nội dung lạ trước phần mở đầu XML',
    },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_FORBIDDEN_XML: {
    exit: 1,
    temporary: false,
    http: 400,
    text: {
      en: 'the envelope uses a part of XML that is not allowed',
      vi: 'gói edXML dùng thành phần XML không được phép',
    },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_OVER_LIMIT: {
    exit: 1,
    temporary: false,
    http: 413,
    text: { en: 'the envelope is over a limit', vi: 'gói edXML vượt giới hạn' },
    hint: { en: 'see the limits in src/envelope/README.md', vi: 'xem giới hạn trong src/envelope/README.md' },
  },
  ENVELOPE_NOT_EDXML: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'not an edXML 102 envelope', vi: 'không phải gói edXML theo QCVN 102' },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_AMBIGUOUS: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'the envelope can be read in two ways', vi: 'gói edXML có thể hiểu theo hai cách' },
    hint: { en: 'ask its sender to send it again', vi: 'đề nghị nơi gửi gửi lại' },
  },
  ENVELOPE_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the envelope breaks a rule of edXML 102', vi: 'gói edXML trái quy định của QCVN 102' },
    hint: { en: 'put the named value right', vi: 'sửa lại giá trị đã nêu' },
  },
  ENVELOPE_WRONG_PROFILE: {
    exit: 1,
    temporary: false,
    http: 400,
    text: {
      en: 'the envelope is written in another profile',
      vi: 'gói edXML được viết theo cấu hình khác',
    },
  },
  ATTACHMENT_MISSING: {
    exit: 1,
    temporary: false,
    http: 400,
    text: { en: 'the bytes of an attachment are missing', vi: 'thiếu nội dung tệp đính kèm' },
  },
  SEAL_REFUSED: {
    exit: 1,
    temporary: false,
    http: 500,
    text: { en: 'the envelope cannot be sealed', vi: 'không thể ký đóng dấu gói' },
  },
} as const satisfies Record<string, ErrorRow>;
