import type { ErrorRow } from './row.ts';

/** Errors of keys, certificates, CMS, timestamps and revocation. */
export const SIGNING_ERRORS = {
  SIGNING_KEY_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: { en: 'the signer key is missing', vi: 'không có khóa ký' },
    hint: {
      en: 'check the path in keys.person.uri or keys.agency.uri',
      vi: 'kiểm tra đường dẫn trong keys.person.uri hoặc keys.agency.uri',
    },
  },
  SIGNING_KEY_LOCKED: {
    exit: 12,
    temporary: false,
    http: 500,
    text: { en: 'the signer key is locked', vi: 'chưa mở được khóa ký' },
    hint: { en: 'check the PIN', vi: 'kiểm tra lại mã PIN' },
  },
  SIGNING_KEY_INVALID: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'not a signer key that can be used', vi: 'khóa ký không dùng được' },
    hint: {
      en: 'give a PKCS#12 file, or PEM with one RSA or P-256/P-384/P-521 key',
      vi: 'cung cấp tệp PKCS#12, hoặc PEM có đúng một khóa RSA hoặc P-256/P-384/P-521',
    },
  },
  SIGNING_KEY_UNAVAILABLE: {
    exit: 12,
    temporary: true,
    http: 503,
    text: { en: 'the signer key cannot be used now', vi: 'hiện không dùng được khóa ký' },
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
    hint: {
      en: 'use another authority (signing.tsa), see congvan doctor',
      vi: 'dùng máy chủ TSA khác (signing.tsa), xem congvan doctor',
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
