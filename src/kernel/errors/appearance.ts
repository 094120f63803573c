import type { ErrorRow } from './row.ts';

/** Errors of what a signature or stamp looks like and where it stands. */
export const APPEARANCE_ERRORS = {
  MARK_PLACE_TAKEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the text of the signature would stand over something on the page',
      vi: 'dòng thông tin chữ ký sẽ đè lên nội dung có sẵn trên trang',
    },
    hint: { en: 'give another place with --at', vi: 'chỉ định vị trí khác với --at' },
  },
  SIGNING_ORDER_REFUSED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'nobody signs or seals a file after the agency signed it as an attachment or copy',
      vi: 'không ký hoặc đóng dấu lên tệp mà cơ quan đã ký là văn bản kèm theo hoặc bản sao',
    },
    hint: {
      en: 'sign and seal the document first; sign it as an attachment or copy last',
      vi: 'ký và đóng dấu văn bản trước; ký văn bản kèm theo hoặc bản sao sau cùng',
    },
  },
  SIGNATURE_FIELD_NOT_FOUND: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the document has no signature field of this name',
      vi: 'tài liệu không có trường chữ ký tên này',
    },
  },
  SIGNATURE_FIELD_SIGNED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'this signature field is signed already', vi: 'trường chữ ký này đã được ký' },
  },
  SIGNATURE_FIELD_UNUSABLE: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'this signature field cannot hold the signature',
      vi: 'không thể đặt chữ ký vào trường chữ ký này',
    },
    hint: { en: 'leave --field out', vi: 'bỏ --field' },
  },
  SIGNATURE_FIELD_LOCKED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'an earlier signature forbids this one',
      vi: 'một chữ ký trước đó không cho phép chữ ký này',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  SIGNATURE_SEED_UNMET: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the signature field demands something this signature does not have',
      vi: 'trường chữ ký đặt ra yêu cầu mà chữ ký này không đáp ứng',
    },
  },
  SIGNATURE_TEXT_NOT_FOUND: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the text that the signature belongs to stands on no page',
      vi: 'không trang nào có dòng chữ mà chữ ký thuộc về',
    },
    hint: { en: 'give the place with --at', vi: 'chỉ định vị trí với --at' },
  },
  IMAGE_NOT_PNG: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the image is not a PNG (NĐ 30/2020 PL I, II.7d, II.8a)',
      vi: 'ảnh không phải định dạng PNG (NĐ 30/2020 PL I, II.7d, II.8a)',
    },
    hint: { en: 'save it as PNG with a transparent background', vi: 'lưu lại dạng PNG nền trong suốt' },
  },
  IMAGE_NOT_TRANSPARENT: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the image has no transparent background (NĐ 30/2020 PL I, II.7d, II.8a)',
      vi: 'ảnh không có nền trong suốt (NĐ 30/2020 PL I, II.7d, II.8a)',
    },
    hint: {
      en: 'make what is around the ink transparent, not white',
      vi: 'phần quanh nét mực phải trong suốt, không phải màu trắng',
    },
  },
  IMAGE_RESOLUTION: {
    exit: 2,
    temporary: false,
    http: 422,
    text: {
      en: 'the image has too few or too many pixels for its size on the page',
      vi: 'ảnh có quá ít hoặc quá nhiều điểm ảnh so với kích thước trên trang',
    },
    hint: { en: 'scan it at 300 to 600 dpi', vi: 'quét ở 300 đến 600 dpi' },
  },
} as const satisfies Record<string, ErrorRow>;
