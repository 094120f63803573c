import type { ErrorRow } from './row.ts';

/** Errors of policy files, bundles, trust anchors and earlier revisions. */
export const VERIFYING_ERRORS = {
  POLICY_FILE_INVALID: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the policy file is not valid', vi: 'tệp chính sách không hợp lệ' },
    hint: {
      en: 'start from what congvan policy show prints',
      vi: 'bắt đầu từ nội dung congvan policy show in ra',
    },
  },
  POLICY_FILE_UNKNOWN_KEY: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'the policy file has an unknown key', vi: 'tệp chính sách có khóa lạ' },
    hint: {
      en: 'congvan policy show prints every key',
      vi: 'congvan policy show in ra mọi khóa',
    },
  },
  TRUST_FINGERPRINT_MISMATCH: {
    exit: 14,
    temporary: false,
    http: 500,
    text: {
      en: 'no certificate in the file has this fingerprint',
      vi: 'không chứng thư nào trong tệp có dấu vân tay này',
    },
    hint: {
      en: 'do not trust this file before the authority itself confirmed the fingerprint',
      vi: 'đừng tin cậy tệp này khi chính tổ chức cấp chưa xác nhận dấu vân tay',
    },
  },
  TRUST_NOT_CONFIRMED: {
    exit: 2,
    temporary: false,
    http: 400,
    text: {
      en: 'nothing is trusted before somebody compared the fingerprint',
      vi: 'chưa tin cậy khi chưa có người đối chiếu dấu vân tay',
    },
    hint: {
      en: 'compare it with what the authority published, then give --fingerprint sha256:…; --yes skips this',
      vi: 'đối chiếu với công bố của tổ chức cấp rồi thêm --fingerprint sha256:…; --yes để bỏ qua',
    },
  },
  TRUST_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such trust anchor', vi: 'không có gốc tin cậy này' },
    hint: { en: 'see congvan trust list', vi: 'xem congvan trust list' },
  },
  TRUST_CONFIGURED: {
    exit: 10,
    temporary: false,
    http: 500,
    text: {
      en: 'the configuration names this trust anchor, not the trust folder',
      vi: 'gốc tin cậy này do cấu hình nêu, không nằm trong thư mục tin cậy',
    },
    hint: { en: 'take it out of trust.anchors', vi: 'hãy bỏ nó khỏi trust.anchors' },
  },
  BUNDLE_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a verification bundle that can be read', vi: 'gói kiểm tra không đọc được' },
    hint: { en: 'congvan verify --save-bundle makes one', vi: 'tạo gói bằng congvan verify --save-bundle' },
  },
  BUNDLE_OTHER_FILE: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the bundle was made for another file', vi: 'gói kiểm tra được tạo cho tệp khác' },
    hint: {
      en: 'not one byte of the file may differ',
      vi: 'tệp không được khác dù chỉ một byte',
    },
  },
  BUNDLE_FROM_THE_FUTURE: {
    exit: 14,
    temporary: false,
    http: 422,
    text: { en: 'the bundle is dated in the future', vi: 'gói kiểm tra đề thời điểm ở tương lai' },
    hint: { en: 'is the clock of this machine right?', vi: 'kiểm tra đồng hồ của máy này' },
  },
  BUNDLE_NOT_ACCEPTED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'the bundle brings a trust anchor or a policy that is not in force here',
      vi: 'gói kiểm tra mang theo gốc tin cậy hoặc chính sách không có hiệu lực ở đây',
    },
    hint: {
      en: 'configure it (congvan trust add, --trust, --policy), or give --accept-bundle with the SHA-256 of the bundle you trust',
      vi: 'hãy cấu hình (congvan trust add, --trust, --policy), hoặc thêm --accept-bundle với SHA-256 của gói mà bạn tin',
    },
  },
  REVISION_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'there is no such signature in the file', vi: 'trong tệp không có chữ ký này' },
    hint: {
      en: 'congvan verify numbers the signatures of a PDF from 1',
      vi: 'congvan verify đánh số chữ ký trong PDF từ 1',
    },
  },
  REVISION_NOT_INTACT: {
    exit: 4,
    temporary: false,
    http: 422,
    text: {
      en: 'what this signature signed is not intact, or not a whole revision',
      vi: 'phần chữ ký này đã ký không còn nguyên vẹn hoặc không phải trọn một phiên bản',
    },
  },
} as const satisfies Record<string, ErrorRow>;
