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
} as const satisfies Record<string, ErrorRow>;
