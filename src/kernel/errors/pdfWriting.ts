import type { ErrorRow } from './row.ts';

/** Errors of signing, sealing and stamping a PDF. */
export const PDF_WRITING_ERRORS = {
  SEAL_WITHOUT_PERSON_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the seal needs a valid signature of a competent person before it',
      vi: 'chưa có chữ ký số hợp lệ của người có thẩm quyền nên không được đóng dấu',
    },
    hint: {
      en: 'sign with --as person first (NĐ 30/2020 Đ32.2d)',
      vi: 'ký số người có thẩm quyền trước với --as person (NĐ 30/2020 Đ32.2d)',
    },
  },
  TEXT_NOT_DRAWABLE: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the text has letters the font cannot draw',
      vi: 'nội dung có ký tự không có trong phông chữ',
    },
    hint: { en: 'use Latin and Vietnamese letters', vi: 'chỉ dùng chữ Latinh và chữ tiếng Việt' },
  },
  SIGNATURE_IMAGE_INVALID: {
    exit: 2,
    temporary: false,
    http: 422,
    text: { en: 'the image is not a usable PNG', vi: 'ảnh không phải tệp PNG dùng được' },
    hint: {
      en: 'give a PNG of at most 16 million pixels, transparent background',
      vi: 'dùng tệp PNG nền trong suốt, tối đa 16 triệu điểm ảnh',
    },
  },
  SIGNER_ROLE_MISMATCH: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the certificate is for another role than the one to sign in',
      vi: 'chứng thư không dùng cho vai trò ký này',
    },
    hint: { en: 'see congvan key list', vi: 'xem congvan key list' },
  },
  SIGNER_CERTIFICATE_EXPIRED: {
    exit: 14,
    temporary: false,
    http: 403,
    text: { en: 'the signing certificate has expired', vi: 'chứng thư ký đã hết hạn' },
    hint: { en: 'see congvan key list', vi: 'xem congvan key list' },
  },
  SIGNER_CERTIFICATE_NOT_YET_VALID: {
    exit: 14,
    temporary: false,
    http: 403,
    text: { en: 'the signing certificate is not valid yet', vi: 'chứng thư ký chưa có hiệu lực' },
    hint: {
      en: 'wait for that day, or set the clock of this machine right',
      vi: 'chờ đến ngày đó, hoặc chỉnh lại đồng hồ máy',
    },
  },
  SIGNER_CERTIFICATE_REFUSED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'a signature with this certificate would not be valid',
      vi: 'chữ ký bằng chứng thư này sẽ không hợp lệ',
    },
    hint: {
      en: 'renew the certificate, see congvan key list',
      vi: 'gia hạn chứng thư, xem congvan key list',
    },
  },
  SIGNING_SELF_CHECK_FAILED: {
    exit: 1,
    temporary: false,
    http: 500,
    text: {
      en: 'the finished file did not stand its own verification and was not released',
      vi: 'tệp vừa ký không qua được bước tự kiểm tra nên không được phát hành',
    },
  },
  SIGNING_FORBIDDEN_BY_DOCUMENT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document is certified against any further change',
      vi: 'tài liệu đã được chứng thực không cho phép thay đổi',
    },
  },
  SIGNING_EARLIER_SIGNATURE_BROKEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'an earlier signature in the document is broken',
      vi: 'một chữ ký trước đó trong tài liệu đã bị hỏng',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  SIGNING_UNFINISHED_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document holds a signature that was never finished',
      vi: 'tài liệu có chữ ký còn dang dở',
    },
  },
  SIGNING_ACTIVE_CONTENT: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the document holds scripts or actions that could change what is seen',
      vi: 'tài liệu có mã lệnh hoặc hành động tự chạy',
    },
    hint: { en: 'export it again without them', vi: 'xuất lại tài liệu không kèm các mã lệnh đó' },
  },
  PLACE_OUTSIDE_PAGE: {
    exit: 2,
    temporary: false,
    http: 422,
    text: { en: 'the place lies outside the page', vi: 'vị trí nằm ngoài trang' },
    hint: {
      en: 'give --at PAGE,X,Y in millimetres from the top left corner',
      vi: 'dùng --at TRANG,X,Y, milimét tính từ góc trên bên trái',
    },
  },
  SIGNATURE_PLACE_NOT_FOUND: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'neither the printed name of the signer nor free room for the signature was found',
      vi: 'không tìm thấy họ tên người ký hoặc chỗ trống để đặt chữ ký',
    },
    hint: { en: 'give the place with --at', vi: 'chỉ định vị trí với --at' },
  },
  SEAL_PLACE_NOT_FOUND: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the signature that the seal should cover is not visible on any page',
      vi: 'chữ ký cần đóng dấu lên không hiển thị trên trang nào',
    },
    hint: { en: 'give the place with --at', vi: 'chỉ định vị trí với --at' },
  },
  STAMP_AFTER_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'a signed document is not stamped', vi: 'không điền số, ngày lên tài liệu đã ký' },
    hint: { en: 'stamp the draft, then sign', vi: 'điền số vào bản thảo trước, ký sau' },
  },
  STAMP_PLACE_TAKEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the draft already has something in the place of the stamp',
      vi: 'vị trí cần điền trên bản thảo đã có nội dung',
    },
    hint: {
      en: 'leave the line blank or give another place with --at',
      vi: 'để trống dòng này hoặc chỉ định vị trí với --at',
    },
  },
  STAMP_DRAFT_DIFFERS: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the draft says something else than the register',
      vi: 'bản thảo ghi khác với sổ đăng ký',
    },
    hint: {
      en: 'correct the draft or take a number with the right notation',
      vi: 'sửa bản thảo hoặc cấp số đúng ký hiệu',
    },
  },
  STAMP_TEXT_INVALID: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the text of the stamp is not in the form the law asks for',
      vi: 'nội dung cần điền không đúng thể thức',
    },
  },
} as const satisfies Record<string, ErrorRow>;
