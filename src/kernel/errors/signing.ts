import type { ErrorRow } from './row.ts';

/** Errors of keys, certificates, CMS, timestamps and revocation. */
export const SIGNING_ERRORS = {
  SIGNING_KEY_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: { en: 'the signer key is missing', vi: 'không có khóa ký' },
  },
  SIGNING_KEY_MISMATCH: {
    exit: 10,
    temporary: false,
    http: 500,
    text: {
      en: 'the signer key does not fit its certificate or the digest',
      vi: 'khóa ký không khớp với chứng thư hoặc hàm băm',
    },
    hint: { en: 'see congvan key test', vi: 'xem congvan key test' },
  },
  DER_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a DER encoding', vi: 'không phải mã hóa DER' },
  },
  CERTIFICATE_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a valid X.509 certificate', vi: 'chứng thư X.509 không hợp lệ' },
  },
  CMS_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a valid CMS signature', vi: 'chữ ký CMS không đúng cấu trúc' },
  },
  CRL_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a valid certificate revocation list', vi: 'danh sách thu hồi (CRL) không hợp lệ' },
  },
  OCSP_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a valid OCSP response', vi: 'phản hồi OCSP không hợp lệ' },
  },
  TIMESTAMP_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'not a valid timestamp token', vi: 'dấu thời gian không hợp lệ' },
  },
  TIMESTAMP_UNAVAILABLE: {
    exit: 15,
    temporary: true,
    http: 502,
    text: {
      en: 'no timestamp authority gave a timestamp',
      vi: 'không lấy được dấu thời gian từ máy chủ TSA',
    },
    hint: { en: 'try again later; see congvan doctor', vi: 'thử lại sau; xem congvan doctor' },
  },
  TIMESTAMP_REFUSED: {
    exit: 15,
    temporary: false,
    http: 502,
    text: {
      en: 'the timestamp authority refused or answered wrongly',
      vi: 'máy chủ TSA từ chối hoặc trả lời sai',
    },
  },
  TRUST_ANCHOR_INVALID: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'not a trust anchor', vi: 'không phải chứng thư gốc tin cậy' },
    hint: { en: 'give CA certificates as PEM or DER', vi: 'cung cấp chứng thư CA dạng PEM hoặc DER' },
  },
  DEV_ROOT_REFUSED: {
    exit: 14,
    temporary: false,
    http: 500,
    text: {
      en: 'the development root is not trusted here',
      vi: 'chứng thư gốc phát triển không được tin cậy ở đây',
    },
    hint: {
      en: 'only for trying things out: --dev or dev = true',
      vi: 'chỉ để thử nghiệm: --dev hoặc dev = true',
    },
  },
} as const satisfies Record<string, ErrorRow>;
