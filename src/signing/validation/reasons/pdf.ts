import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about PDF signatures; codes begin with `PDF_`. Codes of changes begin with `PDF_CHANGE_`. */
export const PDF_REASONS = {
  PDF_NO_SIGNATURE: { en: 'the document is not signed', vi: 'văn bản chưa được ký số' },
  PDF_NO_SIGNATURE_TIMESTAMPED: {
    en: 'the document is not signed; a timestamp proves only that it existed',
    vi: 'văn bản chưa được ký số; dấu thời gian chỉ chứng minh văn bản đã tồn tại',
  },
  PDF_SIGNATURE_DESTROYED: {
    en: 'the signature was destroyed: its contents are missing or empty',
    vi: 'chữ ký đã bị phá hỏng: nội dung chữ ký thiếu hoặc rỗng',
  },
  PDF_SIGNATURE_REMOVED: {
    en: 'the signature was removed by a later change',
    vi: 'chữ ký đã bị gỡ bỏ bởi thay đổi về sau',
  },
  PDF_SIGNATURE_SHARED: {
    en: 'one signature stands in several fields',
    vi: 'một chữ ký được dùng cho nhiều trường',
  },
  PDF_SIGNATURE_IN_OBJECT_STREAM: {
    en: 'the signature dictionary is compressed, so that its bytes cannot be told',
    vi: 'từ điển chữ ký bị nén nên không xác định được các byte của nó',
  },
  PDF_BYTE_RANGE_MALFORMED: {
    en: '/ByteRange is missing or is not four whole numbers from 0 on',
    vi: '/ByteRange thiếu hoặc không phải bốn số nguyên bắt đầu từ 0',
  },
  PDF_BYTE_RANGE_GAP: {
    en: '/ByteRange leaves out more or less than the signature itself',
    vi: '/ByteRange chừa ra nhiều hoặc ít hơn chính chữ ký',
  },
  PDF_BYTE_RANGE_END: {
    en: '/ByteRange does not end where the signed revision ends',
    vi: '/ByteRange không kết thúc ở cuối phiên bản được ký',
  },
  PDF_CONTENTS_NOT_HEX: {
    en: '/Contents is not one hexadecimal string in plain digits of one case',
    vi: '/Contents không phải một chuỗi thập lục phân thống nhất',
  },
  PDF_CONTENTS_PADDING: {
    en: 'something other than zeros follows the signature in /Contents',
    vi: 'sau chữ ký trong /Contents có dữ liệu khác số 0',
  },
  PDF_CONTENTS_UNREADABLE: {
    en: '/Contents holds no signature that can be read',
    vi: 'không đọc được chữ ký trong /Contents',
  },
  PDF_SUBFILTER_UNSUPPORTED: {
    en: 'this form of signature is not supported',
    vi: 'dạng chữ ký này không được hỗ trợ',
  },
  PDF_SIGNED_REVISION_UNREADABLE: {
    en: 'the signed revision cannot be read',
    vi: 'không đọc được phiên bản đã ký',
  },
  PDF_TIMESTAMP_IMPRINT_WRONG: {
    en: 'the document timestamp was made for other bytes',
    vi: 'dấu thời gian được cấp cho nội dung khác',
  },
  PDF_CHANGES_UNREADABLE: {
    en: 'what changed after the signature cannot be read',
    vi: 'không đọc được phần thay đổi sau khi ký',
  },
  PDF_CHANGES_MORE: { en: 'further changes of this kind', vi: 'còn thay đổi khác cùng loại' },
  PDF_SIGNATURE_SHOWN: {
    en: 'a later signature shows itself',
    vi: 'chữ ký về sau được hiển thị',
  },
  PDF_CHANGE_NOT_PERMITTED: {
    en: 'the signature does not permit this change',
    vi: 'chữ ký không cho phép thay đổi này',
  },
  PDF_CHANGE_SIGNATURE_ADDED: { en: 'a signature was added', vi: 'có thêm chữ ký' },
  PDF_CHANGE_TIMESTAMP_ADDED: { en: 'a document timestamp was added', vi: 'có thêm dấu thời gian' },
  PDF_CHANGE_SIGNATURE_FIELD_ADDED: {
    en: 'an empty signature field was added',
    vi: 'có thêm trường chữ ký trống',
  },
  PDF_CHANGE_SIGNATURE_CHANGED: {
    en: 'an existing signature or its field was changed',
    vi: 'chữ ký hoặc trường chữ ký đã có bị thay đổi',
  },
  PDF_CHANGE_SIGNATURE_LOST: {
    en: 'an update holds a signature that belongs to no field',
    vi: 'bản cập nhật chứa chữ ký không thuộc trường nào',
  },
  PDF_CHANGE_SIGNATURE_OVERLAPS: {
    en: 'a later signature covers what stands there already',
    vi: 'chữ ký về sau che phần đã có',
  },
  PDF_CHANGE_VALIDATION_DATA: {
    en: 'data for validation (DSS) was added or renewed',
    vi: 'dữ liệu kiểm tra (DSS) được thêm hoặc làm mới',
  },
  PDF_CHANGE_METADATA: {
    en: 'dates or program names in the metadata were renewed',
    vi: 'ngày giờ hoặc tên phần mềm trong siêu dữ liệu được cập nhật',
  },
  PDF_CHANGE_DESCRIPTION: {
    en: 'title, author or other descriptions of the document were changed',
    vi: 'tiêu đề, tác giả hoặc mô tả khác của văn bản bị thay đổi',
  },
  PDF_CHANGE_EXTENSIONS: {
    en: 'the extensions or version the document declares were raised',
    vi: 'phiên bản hoặc phần mở rộng khai báo của văn bản được nâng',
  },
  PDF_CHANGE_FORM_SETTINGS: {
    en: 'settings of the form were added that show nothing',
    vi: 'thiết lập của biểu mẫu được bổ sung, không hiển thị gì',
  },
  PDF_CHANGE_FORM: { en: 'the form was changed', vi: 'biểu mẫu bị thay đổi' },
  PDF_CHANGE_FIELD_FILLED: { en: 'a form field was filled in', vi: 'một trường biểu mẫu được điền' },
  PDF_CHANGE_FIELD_LOCKED: {
    en: 'a field that a signature had locked was changed',
    vi: 'trường đã bị chữ ký khóa lại bị thay đổi',
  },
  PDF_CHANGE_FIELD_OVERWRITTEN: {
    en: 'the value of a field that was filled in when it was signed was replaced',
    vi: 'giá trị đã có của trường lúc ký bị thay thế',
  },
  PDF_CHANGE_FIELD_ADDED: { en: 'a form field was added', vi: 'có thêm trường biểu mẫu' },
  PDF_CHANGE_FIELD_REMOVED: { en: 'a form field was removed', vi: 'trường biểu mẫu bị gỡ bỏ' },
  PDF_CHANGE_FIELD: {
    en: 'a form field was changed in more than its value',
    vi: 'trường biểu mẫu bị thay đổi ngoài giá trị của nó',
  },
  PDF_CHANGE_APPEARANCE: {
    en: 'a field looks different, or shows something, although it has no new value',
    vi: 'hình hiển thị của trường bị thay đổi hoặc thêm mà không có giá trị mới',
  },
  PDF_CHANGE_CONTENT_COVERED: {
    en: 'something that came later lies over the text of a page',
    vi: 'phần thêm về sau che nội dung của trang',
  },
  PDF_CHANGE_ANNOTATION_ADDED: { en: 'an annotation was added', vi: 'có thêm chú thích' },
  PDF_CHANGE_ANNOTATION_REMOVED: { en: 'an annotation was removed', vi: 'chú thích bị gỡ bỏ' },
  PDF_CHANGE_ANNOTATION: { en: 'an annotation was changed', vi: 'chú thích bị thay đổi' },
  PDF_CHANGE_ANNOTATION_KIND: {
    en: 'an annotation was added or changed that can hide or replace content',
    vi: 'chú thích có thể che hoặc thay nội dung được thêm hay sửa',
  },
  PDF_CHANGE_PAGES: {
    en: 'pages were added, removed or reordered',
    vi: 'trang bị thêm, bớt hoặc đảo thứ tự',
  },
  PDF_CHANGE_PAGE: { en: 'a page was changed', vi: 'một trang bị thay đổi' },
  PDF_CHANGE_PAGE_CONTENT: {
    en: 'the content of a page was changed',
    vi: 'nội dung của một trang bị thay đổi',
  },
  PDF_CHANGE_RESOURCES: {
    en: 'fonts, images or other resources of a page were changed',
    vi: 'phông chữ, hình ảnh hoặc tài nguyên khác của trang bị thay đổi',
  },
  PDF_CHANGE_PERMISSIONS: {
    en: 'the permissions of the document were changed',
    vi: 'quyền hạn của văn bản bị thay đổi',
  },
  PDF_CHANGE_STRUCTURE: {
    en: 'the structure (tags) of the document was changed',
    vi: 'cấu trúc (thẻ) của văn bản bị thay đổi',
  },
  PDF_CHANGE_LAYERS: { en: 'the layers were changed', vi: 'các lớp (layer) bị thay đổi' },
  PDF_CHANGE_NAMES: {
    en: 'names, destinations, scripts or attached files were changed',
    vi: 'tên, liên kết, mã lệnh hoặc tệp đính kèm bị thay đổi',
  },
  PDF_CHANGE_CATALOG: { en: 'the catalog was changed', vi: 'mục gốc (catalog) của văn bản bị thay đổi' },
  PDF_CHANGE_TRAILER: { en: 'the trailer was changed', vi: 'phần trailer của tệp bị thay đổi' },
  PDF_CHANGE_UNREFERENCED: {
    en: 'an update adds an object that nothing uses',
    vi: 'bản cập nhật thêm đối tượng không được dùng đến',
  },
  PDF_CHANGE_OUTSIDE: {
    en: 'an update points to bytes outside itself',
    vi: 'bản cập nhật trỏ ra ngoài phạm vi của nó',
  },
  PDF_CHANGE_UNEXPLAINED_BYTES: {
    en: 'an update has bytes that belong to nothing',
    vi: 'bản cập nhật chứa các byte không thuộc đối tượng nào',
  },
  PDF_CHANGE_BYTES_AFTER_END: {
    en: 'bytes were appended that are no update of the document',
    vi: 'có dữ liệu nối thêm không phải bản cập nhật của văn bản',
  },
} as const satisfies Record<string, Bilingual>;
