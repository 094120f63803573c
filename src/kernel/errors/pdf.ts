import type { ErrorRow } from './row.ts';

/** Errors of the PDF reader and the PDF update writer. */
export const PDF_ERRORS = {
  PDF_NOT_A_PDF: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a PDF file', vi: 'không phải tệp PDF' },
    hint: {
      en: 'the file must begin with %PDF-; export the document as PDF again',
      vi: 'tệp phải bắt đầu bằng %PDF-; hãy xuất lại văn bản ra PDF',
    },
  },
  PDF_TRUNCATED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the PDF file ends too early', vi: 'tệp PDF bị cụt' },
    hint: { en: 'copy or download the file again', vi: 'hãy sao chép hoặc tải lại tệp' },
  },
  PDF_XREF_DAMAGED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'the cross-reference data of the PDF is damaged',
      vi: 'bảng tham chiếu (xref) của tệp PDF bị hỏng',
    },
    hint: {
      en: 'ask for the original file; a repaired copy has no valid signature',
      vi: 'hãy xin tệp gốc; bản sửa lại không còn chữ ký hợp lệ',
    },
  },
  PDF_OBJECT_DAMAGED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'an object of the PDF is damaged', vi: 'một đối tượng trong tệp PDF bị hỏng' },
    hint: { en: 'ask for the original file', vi: 'hãy xin tệp gốc' },
  },
  PDF_AMBIGUOUS: {
    exit: 14,
    temporary: false,
    http: 422,
    text: { en: 'the PDF can be read in two ways', vi: 'tệp PDF có thể hiểu theo hai cách' },
    hint: {
      en: 'print or export the document to PDF again before signing',
      vi: 'hãy xuất lại văn bản ra PDF trước khi ký',
    },
  },
  PDF_HYBRID_XREF: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'the PDF has hybrid cross-references, which different programs read differently',
      vi: 'tệp PDF dùng tham chiếu lai (hybrid xref), mỗi phần mềm có thể đọc khác nhau',
    },
    hint: {
      en: 'export the document again with another program, or as PDF/A',
      vi: 'hãy xuất lại văn bản bằng phần mềm khác hoặc theo PDF/A',
    },
  },
  PDF_ENCRYPTED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: { en: 'the PDF is encrypted', vi: 'tệp PDF đã mã hóa' },
    hint: {
      en: 'give its password with --password-file, or save the document again without one',
      vi: 'cung cấp mật khẩu với --password-file, hoặc bỏ mật khẩu và lưu lại văn bản',
    },
  },
  PDF_LIMIT_EXCEEDED: {
    exit: 1,
    temporary: false,
    http: 413,
    text: { en: 'the PDF exceeds a limit of the reader', vi: 'tệp PDF vượt giới hạn của trình đọc' },
  },
  PDF_FILTER_UNSUPPORTED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'a stream of the PDF uses a filter that is not supported',
      vi: 'một luồng dữ liệu trong PDF dùng bộ lọc không được hỗ trợ',
    },
  },
  PDF_PAGE_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'the PDF has no such page', vi: 'tệp PDF không có trang này' },
    hint: { en: 'the first page is 1', vi: 'trang đầu là 1' },
  },
} as const satisfies Record<string, ErrorRow>;
