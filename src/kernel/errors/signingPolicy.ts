import type { ErrorRow } from './row.ts';

/** Refusals before signing: what the policy does not allow, and what should not be signed for what is in it. */
export const SIGNING_POLICY_ERRORS = {
  SIGNER_NOT_LISTED: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the policy lets only listed certificates sign, and this is none of them',
      vi: 'chính sách chỉ cho phép các chứng thư được liệt kê ký, chứng thư này không có trong đó',
    },
    hint: {
      en: 'add it under [[signing.signers]] of the policy file',
      vi: 'thêm vào [[signing.signers]] trong tệp chính sách',
    },
  },
  SIGNER_ROLE_NOT_GRANTED: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the policy does not let this certificate sign in this role',
      vi: 'chính sách không cho phép chứng thư này ký với vai trò đó',
    },
    hint: {
      en: 'see roles of the rule in the policy file',
      vi: 'xem roles của quy tắc trong tệp chính sách',
    },
  },
  SIGNER_RULE_CONTRADICTED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the policy says something else of this certificate than the certificate itself',
      vi: 'chính sách ghi khác với chính chứng thư này',
    },
    hint: { en: 'correct the rule in the policy file', vi: 'sửa quy tắc trong tệp chính sách' },
  },
  SIGNING_ALGORITHM_FORBIDDEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the policy does not allow signatures of this key any more',
      vi: 'chính sách không còn cho phép chữ ký bằng khóa này',
    },
    hint: {
      en: 'have a certificate issued for a stronger key',
      vi: 'xin cấp chứng thư với khóa mạnh hơn',
    },
  },
  SIGNING_LEVEL_TOO_LOW: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the policy asks for a higher level of signature in this role',
      vi: 'chính sách yêu cầu mức chữ ký cao hơn cho vai trò này',
    },
    hint: { en: 'give --level', vi: 'dùng --level' },
  },
  SIGNING_ORDER_UNMET: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the policy asks for another valid signature in the document first',
      vi: 'chính sách yêu cầu văn bản phải có chữ ký hợp lệ khác trước',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  SIGNING_EXTERNAL_CONTENT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document starts or takes in something outside itself',
      vi: 'tài liệu mở hoặc lấy nội dung ở bên ngoài',
    },
    hint: { en: 'export it again without such actions', vi: 'xuất lại tài liệu không kèm các hành động đó' },
  },
  SIGNING_HIDDEN_LAYERS: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document has layers that are not always shown',
      vi: 'tài liệu có lớp (layer) không luôn hiển thị',
    },
    hint: {
      en: 'export it again with one layer, all of it shown',
      vi: 'xuất lại tài liệu với một lớp hiển thị toàn bộ',
    },
  },
  SIGNING_DUPLICATE_OBJECT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'several objects of the document have one number',
      vi: 'nhiều đối tượng trong tài liệu có cùng một số',
    },
    hint: { en: 'export the document to PDF again', vi: 'xuất lại văn bản ra PDF' },
  },
  SIGNING_SHADOW_CONTENT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document holds content that could be swapped after signing',
      vi: 'tài liệu có nội dung có thể bị đánh tráo sau khi ký',
    },
    hint: { en: 'print or export the document to PDF again', vi: 'in hoặc xuất lại văn bản ra PDF' },
  },
  PDF_PASSWORD_WRONG: {
    exit: 12,
    temporary: false,
    http: 422,
    text: { en: 'the password does not open the PDF', vi: 'mật khẩu không mở được tệp PDF' },
    hint: {
      en: 'give the password of the user or of the owner',
      vi: 'dùng mật khẩu người dùng hoặc mật khẩu chủ sở hữu',
    },
  },
  PDF_PERMISSION_DENIED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: { en: 'the PDF does not let its reader sign it', vi: 'tệp PDF không cho phép người đọc ký' },
    hint: { en: 'open it with the password of the owner', vi: 'mở bằng mật khẩu chủ sở hữu' },
  },
} as const satisfies Record<string, ErrorRow>;
