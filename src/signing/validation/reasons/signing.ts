import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Why a signature, certificate, timestamp or revocation answer was judged as it was. */
export const SIGNING_REASONS = {
  CMS_MALFORMED: {
    en: 'the signature is not a well-formed CMS signature',
    vi: 'chữ ký không đúng cấu trúc CMS',
  },
  CMS_SIGNED_ATTRIBUTES_MISSING: {
    en: 'the signature has no signed attributes',
    vi: 'chữ ký không có thuộc tính được ký',
  },
  CMS_SIGNED_ATTRIBUTES_NOT_DER: {
    en: 'the signed attributes are not in DER order',
    vi: 'thuộc tính được ký không theo thứ tự DER',
  },
  CMS_NOT_DER: {
    en: 'the signature is written in BER instead of DER',
    vi: 'chữ ký được mã hóa BER thay vì DER',
  },
  CMS_VERSION_WRONG: {
    en: 'a version number in the signature does not fit its content',
    vi: 'số phiên bản trong chữ ký không phù hợp với nội dung',
  },
  CMS_DIGEST_NOT_ANNOUNCED: {
    en: 'the list of digest algorithms lacks the one that is used',
    vi: 'danh sách hàm băm thiếu hàm băm được dùng',
  },
  CMS_ISSUER_SPELT_DIFFERENTLY: {
    en: "the signature spells the name of the certificate's issuer differently",
    vi: 'chữ ký ghi tên tổ chức cấp chứng thư khác với chứng thư',
  },
  CMS_UNSIGNED_ATTRIBUTE_UNKNOWN: {
    en: 'the signature carries an unsigned attribute this program does not know',
    vi: 'chữ ký có thuộc tính không được ký mà chương trình không hiểu',
  },
  CMS_CONTENT_UNEXPLAINED: {
    en: 'a certificate or CRL inside the signature is damaged, or of unknown origin',
    vi: 'chứng thư hoặc CRL bên trong chữ ký bị hỏng hoặc không rõ nguồn gốc',
  },
  CMS_CONTENT_TYPE_WRONG: {
    en: 'the content-type attribute is missing or wrong',
    vi: 'thuộc tính content-type thiếu hoặc sai',
  },
  CMS_MESSAGE_DIGEST_MISSING: {
    en: 'the message-digest attribute is missing or malformed',
    vi: 'thuộc tính message-digest thiếu hoặc sai dạng',
  },
  CMS_SIGNING_TIME_MALFORMED: {
    en: 'the signing-time attribute is malformed',
    vi: 'thuộc tính signing-time sai dạng',
  },
  CMS_SIGNING_CERTIFICATE_MISSING: {
    en: 'the signature does not name its certificate (no signing-certificate attribute)',
    vi: 'chữ ký không nêu chứng thư của mình (thiếu thuộc tính signing-certificate)',
  },
  CMS_SIGNING_CERTIFICATE_WRONG: {
    en: 'the signing-certificate attribute names another certificate',
    vi: 'thuộc tính signing-certificate chỉ tới chứng thư khác',
  },
  CMS_SIGNER_NOT_FOUND: {
    en: "the signer's certificate is not there",
    vi: 'không có chứng thư của người ký',
  },
  CMS_DIGEST_MISMATCH: {
    en: 'the signed bytes were changed: their digest is not the one that was signed',
    vi: 'nội dung được ký đã bị thay đổi: giá trị băm không khớp',
  },
  CMS_SIGNATURE_BROKEN: {
    en: "the signature value does not verify with the signer's key",
    vi: 'giá trị chữ ký không khớp với khóa của người ký',
  },
  CMS_DIGEST_ALGORITHMS_DISAGREE: {
    en: 'the signature names two different digest algorithms',
    vi: 'chữ ký nêu hai hàm băm khác nhau',
  },
  CMS_ALGORITHM_PROTECTION_BROKEN: {
    en: 'the algorithms are not those that were signed',
    vi: 'thuật toán không đúng với thuật toán đã được ký',
  },
  CMS_ALGORITHM_UNSUPPORTED: {
    en: 'the signature uses an algorithm this program does not know',
    vi: 'chữ ký dùng thuật toán chương trình không hỗ trợ',
  },
  ALGORITHM_NOT_ALLOWED: {
    en: 'the policy does not allow the algorithm at that time',
    vi: 'chính sách không cho phép thuật toán tại thời điểm đó',
  },
  KEY_TOO_WEAK: {
    en: 'the policy does not allow the key at that time',
    vi: 'chính sách không cho phép khóa tại thời điểm đó',
  },
  CERT_EXPIRED: {
    en: 'the certificate had expired at that time',
    vi: 'chứng thư đã hết hạn tại thời điểm đó',
  },
  CERT_NOT_YET_VALID: {
    en: 'the certificate was not yet valid at that time',
    vi: 'chứng thư chưa có hiệu lực tại thời điểm đó',
  },
  CERT_REVOKED: {
    en: "the signer's certificate was revoked",
    vi: 'chứng thư của người ký đã bị thu hồi',
  },
  CERT_CA_REVOKED: {
    en: 'the certificate of an issuing authority was revoked',
    vi: 'chứng thư của tổ chức cấp phát đã bị thu hồi',
  },
  CERT_REVOKED_LATER: {
    en: 'the certificate was revoked after the proven time of the signature',
    vi: 'chứng thư bị thu hồi sau thời điểm ký đã được chứng minh',
  },
  CERT_USAGE_NOT_ALLOWED: {
    en: 'the certificate may not be used for this kind of signature',
    vi: 'chứng thư không được dùng cho loại chữ ký này',
  },
  CERT_UNKNOWN_CRITICAL: {
    en: 'the certificate has a critical extension this program does not know',
    vi: 'chứng thư có phần mở rộng quan trọng chương trình không hiểu',
  },
  CERT_SERIAL_NOT_POSITIVE: {
    en: 'the serial number of the certificate is not positive',
    vi: 'số sê-ri của chứng thư không phải số dương',
  },
  CHAIN_NOT_FOUND: {
    en: 'no chain to a trust anchor was found',
    vi: 'không tìm được đường dẫn tới chứng thư gốc tin cậy',
  },
  CHAIN_SIGNATURE_BROKEN: {
    en: 'the certificate was not signed by its issuer',
    vi: 'chứng thư không do tổ chức cấp phát ký',
  },
  CHAIN_NOT_AN_AUTHORITY: {
    en: 'the issuer may not issue certificates',
    vi: 'tổ chức cấp phát không có quyền cấp chứng thư',
  },
  CHAIN_TOO_LONG: {
    en: 'the chain is longer than an authority in it allows',
    vi: 'đường dẫn chứng thư dài hơn mức cho phép',
  },
  CHAIN_NAME_NOT_PERMITTED: {
    en: 'the name in the certificate is outside what its authority may name',
    vi: 'tên trong chứng thư nằm ngoài phạm vi được cấp',
  },
  CHAIN_POLICY_NOT_ACCEPTED: {
    en: 'the chain does not carry an accepted certificate policy',
    vi: 'đường dẫn không có chính sách chứng thư được chấp nhận',
  },
  REVOCATION_MISSING: {
    en: 'there is no usable revocation information',
    vi: 'không có thông tin thu hồi dùng được',
  },
  REVOCATION_STALE: {
    en: 'the revocation information is too old for that time',
    vi: 'thông tin thu hồi đã quá cũ so với thời điểm đó',
  },
  REVOCATION_UNKNOWN: {
    en: 'the responder does not know the certificate',
    vi: 'máy chủ OCSP không biết chứng thư này',
  },
  REVOCATION_NOT_AUTHENTIC: {
    en: 'the revocation information is not signed by who may answer',
    vi: 'thông tin thu hồi không do bên có thẩm quyền ký',
  },
  REVOCATION_MALFORMED: {
    en: 'the revocation information is malformed',
    vi: 'thông tin thu hồi sai cấu trúc',
  },
  REVOCATION_UNSUPPORTED: {
    en: 'the revocation information is of a kind this program does not use',
    vi: 'thông tin thu hồi thuộc loại chương trình không dùng',
  },
  REVOCATION_DELTA_ALONE: {
    en: 'there is only a delta CRL, without the complete CRL it extends',
    vi: 'chỉ có CRL phần thay đổi (delta), không có CRL đầy đủ tương ứng',
  },
  REVOCATION_SOME_REASONS: {
    en: 'the revocation information covers only some of the reasons for revocation',
    vi: 'thông tin thu hồi chỉ nói về một số lý do thu hồi',
  },
  REVOCATION_FROM_THE_FUTURE: {
    en: 'the revocation information is dated after the time of judging',
    vi: 'thông tin thu hồi đề ngày sau thời điểm kiểm tra',
  },
  TIMESTAMP_MISSING: {
    en: 'there is no timestamp: when it was signed is not proven',
    vi: 'không có dấu thời gian: thời điểm ký chưa được chứng minh',
  },
  TIMESTAMP_MALFORMED: {
    en: 'the timestamp is malformed',
    vi: 'dấu thời gian sai cấu trúc',
  },
  TIMESTAMP_OF_SOMETHING_ELSE: {
    en: 'the timestamp belongs to other bytes',
    vi: 'dấu thời gian thuộc về nội dung khác',
  },
  TIMESTAMP_NOT_ACCEPTED: {
    en: 'the timestamp cannot be relied on',
    vi: 'dấu thời gian không đáng tin cậy',
  },
  TIMESTAMP_FROM_THE_FUTURE: {
    en: 'the timestamp is dated after the time of judging',
    vi: 'dấu thời gian đề ngày sau thời điểm kiểm tra',
  },
} as const satisfies Record<string, Bilingual>;
