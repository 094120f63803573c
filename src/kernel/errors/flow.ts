import type { ErrorRow } from './row.ts';

/** Errors of the stories: a rule of the law or of the house says no. */
export const FLOW_ERRORS = {
  SIGNER_AGENCY_MISMATCH: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the seal certificate belongs to another agency',
      vi: 'chứng thư con dấu thuộc cơ quan khác',
    },
    hint: {
      en: 'set keys.agency to the seal of this agency; see congvan key list',
      vi: 'đặt keys.agency là con dấu của cơ quan này; xem congvan key list',
    },
  },
  SIGNER_CERTIFICATE_REVOKED: {
    exit: 14,
    temporary: false,
    http: 403,
    text: { en: 'the signing certificate has been revoked', vi: 'chứng thư ký đã bị thu hồi' },
    hint: {
      en: 'ask the certification authority for a new certificate',
      vi: 'xin tổ chức chứng thực cấp chứng thư mới',
    },
  },
  SIGNER_CERTIFICATE_UNTRUSTED: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the signing certificate does not lead to a trust anchor or may not sign',
      vi: 'chứng thư ký không dẫn tới gốc tin cậy hoặc không được phép ký',
    },
    hint: { en: 'see congvan key test', vi: 'xem congvan key test' },
  },
  REVOCATION_UNAVAILABLE: {
    exit: 15,
    temporary: true,
    http: 502,
    text: {
      en: 'it cannot be learnt whether the certificate has been revoked',
      vi: 'không kiểm tra được tình trạng thu hồi của chứng thư',
    },
    hint: { en: 'is the OCSP or CRL server reachable?', vi: 'kiểm tra máy chủ OCSP hoặc CRL' },
  },
  DOCUMENT_NOT_SEALED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'the document does not bear a valid seal of this agency',
      vi: 'văn bản chưa có chữ ký số hợp lệ của cơ quan',
    },
    hint: {
      en: 'sign and seal it first, or send it with --for-information',
      vi: 'ký và đóng dấu trước, hoặc gửi với --for-information (chỉ để biết)',
    },
  },
  SECRET_DOCUMENT: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the document bears a mark of state secrecy and may not be sent here',
      vi: 'văn bản có dấu chỉ độ mật, không được gửi qua hệ thống này',
    },
    hint: {
      en: 'send it by the means for state secrets (QĐ 28/2018 Đ1)',
      vi: 'gửi theo quy định về bảo vệ bí mật nhà nước (QĐ 28/2018 Đ1)',
    },
  },
  FILE_KIND_UNKNOWN: {
    exit: 2,
    temporary: false,
    http: 415,
    text: {
      en: 'not a file that bears signatures: PDF, XML, CMS or ASiC',
      vi: 'không phải loại tệp mang chữ ký: PDF, XML, CMS hoặc ASiC',
    },
    hint: {
      en: 'a signature that lies beside its file is named by --signature',
      vi: 'nếu chữ ký nằm ở tệp riêng, nêu tệp đó bằng --signature',
    },
  },
  DOCUMENT_ID_REUSED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the sender used a document id again for other content',
      vi: 'mã văn bản đã dùng cho nội dung khác',
    },
    hint: {
      en: 'decide with congvan inbox accept or inbox return',
      vi: 'quyết định bằng congvan inbox accept hoặc inbox return',
    },
  },
} as const satisfies Record<string, ErrorRow>;
