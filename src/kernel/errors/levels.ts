import type { ErrorRow } from './row.ts';

/** Errors of signature levels: lifting a file to B-LT or B-LTA, and renewing its protection. */
export const LEVEL_ERRORS = {
  LEVEL_WITHOUT_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'there is no signature to extend', vi: 'tệp không có chữ ký nào để nâng mức' },
    hint: {
      en: 'sign it first; congvan timestamp protects a file without signatures',
      vi: 'hãy ký trước; congvan timestamp đóng dấu thời gian cho tệp chưa ký',
    },
  },
  LEVEL_ALREADY_REACHED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the file already has what this level asks for',
      vi: 'tệp đã đạt mức này',
    },
    hint: {
      en: 'congvan timestamp renews its protection',
      vi: 'dùng congvan timestamp để gia hạn bảo vệ',
    },
  },
  LEVEL_NOT_PROVABLE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'a signature in the file cannot be proven valid any more, so nothing would protect it',
      vi: 'một chữ ký trong tệp không còn chứng minh được là hợp lệ nên không thể bảo vệ tiếp',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  LEVEL_BROKEN_SIGNATURE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'a signature or timestamp in the file is broken, or the file was changed after it',
      vi: 'một chữ ký hoặc dấu thời gian trong tệp đã hỏng, hoặc tệp bị sửa sau khi ký',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  LEVEL_FORM_UNSUPPORTED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'a signature of this form has no place for timestamps and revocation data',
      vi: 'dạng chữ ký này không có chỗ cho dấu thời gian và dữ liệu thu hồi',
    },
    hint: {
      en: 'sign the file beside it with --container asice to protect both',
      vi: 'ký tệp bằng --container asice để bảo vệ cả hai',
    },
  },
  LEVEL_SELF_CHECK_FAILED: {
    exit: 1,
    temporary: false,
    http: 500,
    text: {
      en: 'the extended file did not stand its own verification and was not released',
      vi: 'tệp vừa nâng mức không qua được bước tự kiểm tra nên không được phát hành',
    },
  },
  SIGNATURE_PLACE_TAKEN: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the image would lie over a note, field or text that another signature protects',
      vi: 'ảnh sẽ che một ghi chú, trường hoặc nội dung đã được chữ ký khác bảo vệ',
    },
    hint: { en: 'give another place with --at', vi: 'chỉ định vị trí khác với --at' },
  },
} as const satisfies Record<string, ErrorRow>;
