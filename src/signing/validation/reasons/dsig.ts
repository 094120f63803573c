import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about XML signatures of others (XML-DSig, XAdES). */
export const DSIG_REASONS = {
  XML_NO_SIGNATURE: {
    en: 'the document has no signature',
    vi: 'văn bản XML không có chữ ký số',
  },
  XML_COMMENTS_UNSIGNED: {
    en: 'comments in the document are not signed: anybody may have added or changed them',
    vi: 'chú thích (comment) trong văn bản không được ký: bất kỳ ai cũng có thể đã thêm hoặc sửa',
  },
  XML_SIGNATURE_MALFORMED: {
    en: 'the XML signature is malformed',
    vi: 'chữ ký XML sai cấu trúc',
  },
  XML_FEATURE_UNSUPPORTED: {
    en: 'the XML signature uses something this program does not support',
    vi: 'chữ ký XML dùng thành phần chương trình không hỗ trợ',
  },
  XML_HMAC_REFUSED: {
    en: 'the value is made with a shared secret (HMAC): whoever can check it could have made it',
    vi: 'giá trị được tạo bằng khóa bí mật dùng chung (HMAC): ai kiểm tra được cũng có thể tạo ra',
  },
  XML_REFERENCE_NOT_FOUND: {
    en: 'what the signature signs is not in the document',
    vi: 'không tìm thấy trong văn bản phần mà chữ ký đã ký',
  },
  XML_REFERENCE_OUTSIDE: {
    en: 'the signature signs something outside the document that is not at hand',
    vi: 'chữ ký bao nội dung nằm ngoài văn bản mà hiện không có',
  },
  XML_REFERENCE_TYPE_WRONG: {
    en: 'the signature leads to something else than what it says it signs',
    vi: 'chữ ký dẫn tới phần tử khác loại với phần chữ ký nói là đã ký',
  },
  XML_REFERENCE_CHANGED: {
    en: 'what was signed was changed afterwards',
    vi: 'nội dung đã ký bị thay đổi sau khi ký',
  },
  XML_MANIFEST_ENTRY_CHANGED: {
    en: 'something that the signed list of digests names was changed',
    vi: 'một mục trong danh mục giá trị băm đã ký bị thay đổi',
  },
  XML_MANIFEST_ENTRY_OUTSIDE: {
    en: 'something that the signed list of digests names is not at hand',
    vi: 'hiện không có một mục nêu trong danh mục giá trị băm đã ký',
  },
  XML_SIGNATURE_VALUE_WRONG: {
    en: 'the value of the XML signature does not verify with the key it names',
    vi: 'giá trị chữ ký XML không khớp với khóa mà chữ ký nêu',
  },
  XML_SIGNER_NOT_FOUND: {
    en: 'there is no certificate for the XML signature',
    vi: 'không có chứng thư cho chữ ký XML',
  },
  XML_KEY_WITHOUT_CERTIFICATE: {
    en: 'the signature brings its key without a certificate, so nobody vouches for whose it is',
    vi: 'chữ ký chỉ kèm khóa mà không có chứng thư nên không ai bảo đảm khóa là của ai',
  },
  XML_NO_CANONICAL_FORM: {
    en: 'what was signed has no canonical form',
    vi: 'phần được ký không có dạng chuẩn tắc',
  },
  XML_TOO_MUCH_WORK: {
    en: 'the signatures of the document ask for more work than allowed',
    vi: 'các chữ ký trong văn bản đòi hỏi xử lý quá giới hạn',
  },
  XML_PART_ONLY: {
    en: 'the signature covers only a part of the document',
    vi: 'chữ ký chỉ bao một phần văn bản',
  },
  XML_OBJECT_UNSIGNED: {
    en: 'an object inside the signature is not signed',
    vi: 'có đối tượng nằm trong chữ ký nhưng không được ký',
  },
  XML_OUTSIDE_ROOT_UNSIGNED: {
    en: 'processing instructions beside the root element are not signed',
    vi: 'chỉ thị xử lý nằm ngoài phần tử gốc không được ký',
  },
  XADES_PROPERTIES_NOT_SIGNED: {
    en: 'the XAdES properties beside the signature are not those that were signed',
    vi: 'các thuộc tính XAdES đi kèm không phải thuộc tính đã được ký',
  },
  XADES_PROPERTIES_MALFORMED: {
    en: 'the XAdES properties are malformed',
    vi: 'các thuộc tính XAdES sai cấu trúc',
  },
  XADES_SIGNING_CERTIFICATE_MISSING: {
    en: 'the XAdES properties do not name the certificate of the signer',
    vi: 'thuộc tính XAdES không nêu chứng thư của người ký',
  },
  XADES_SIGNING_CERTIFICATE_WRONG: {
    en: 'the XAdES properties name another certificate',
    vi: 'thuộc tính XAdES chỉ tới chứng thư khác',
  },
  XADES_VERSION_UNSUPPORTED: {
    en: 'the XAdES properties are of a version that is not judged; the signature counts as plain XML-DSig',
    vi: 'thuộc tính XAdES thuộc phiên bản không được xét; chữ ký được xem là XML-DSig thường',
  },
  XADES_TIMESTAMP_UNSUPPORTED: {
    en: 'a timestamp of the XAdES properties is of a kind that is not judged',
    vi: 'có dấu thời gian XAdES thuộc loại không được xét',
  },
  XADES_COUNTER_SIGNATURE_WRONG: {
    en: 'the counter-signature does not sign the signature in which it stands',
    vi: 'chữ ký xác nhận không ký lên chữ ký chứa nó',
  },
  XADES_COUNTER_SIGNATURE: {
    en: 'there is a counter-signature, told as a signature of its own',
    vi: 'có chữ ký xác nhận (counter-signature), được nêu như một chữ ký riêng',
  },
} as const satisfies Record<string, Bilingual>;
