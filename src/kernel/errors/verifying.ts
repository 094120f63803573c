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
} as const satisfies Record<string, ErrorRow>;
