import type { ErrorRow } from './row.ts';

/** Errors of keys that live elsewhere: on a token (PKCS #11) or with a remote signing service (CSC). */
export const KEY_ERRORS = {
  KEY_TOKEN_SUPPORT_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: {
      en: 'this installation cannot talk to tokens',
      vi: 'bản cài đặt này chưa dùng được thiết bị USB token',
    },
    hint: {
      en: 'the optional package pkcs11js was not built: install python3, make and g++, then npm ci again',
      vi: 'gói tùy chọn pkcs11js chưa được dựng: cài python3, make và g++ rồi chạy lại npm ci',
    },
  },
  KEY_TOKEN_LIBRARY_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: { en: 'the PKCS #11 library cannot be loaded', vi: 'không nạp được thư viện PKCS #11' },
    hint: {
      en: 'install the driver of the token and give its .so file as module-path',
      vi: 'cài trình điều khiển của token và ghi tệp .so của nó vào module-path',
    },
  },
  KEY_TOKEN_MISSING: {
    exit: 12,
    temporary: true,
    http: 503,
    text: { en: 'the token is not plugged in', vi: 'chưa cắm token' },
    hint: {
      en: 'plug it in; see its label and serial with pkcs11-tool --list-slots',
      vi: 'cắm token; xem nhãn và số sê-ri bằng pkcs11-tool --list-slots',
    },
  },
  KEY_TOKEN_AMBIGUOUS: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'several tokens fit', vi: 'có nhiều token cùng khớp' },
    hint: { en: 'add serial=… or slot-id=… to the URI', vi: 'thêm serial=… hoặc slot-id=… vào URI' },
  },
  KEY_TOKEN_REMOVED: {
    exit: 12,
    temporary: true,
    http: 503,
    text: { en: 'the token was taken out or logged out', vi: 'token đã bị rút ra hoặc đã đăng xuất' },
    hint: { en: 'plug it in and start again', vi: 'cắm lại token và làm lại' },
  },
  KEY_TOKEN_FAILED: {
    exit: 12,
    temporary: true,
    http: 503,
    text: { en: 'the token failed', vi: 'token gặp lỗi' },
  },
  KEY_PIN_LOCKED: {
    exit: 12,
    temporary: false,
    http: 500,
    text: { en: 'the PIN of the key is locked', vi: 'mã PIN của khóa đã bị khóa' },
    hint: {
      en: 'only who issued the key can unlock it',
      vi: 'chỉ đơn vị cấp khóa mới mở lại được',
    },
  },
  KEY_PIN_LAST_TRY: {
    exit: 12,
    temporary: false,
    http: 500,
    text: {
      en: 'one more wrong PIN would lock the token, so it was not tried',
      vi: 'sai mã PIN một lần nữa sẽ khóa token nên chương trình không thử',
    },
    hint: {
      en: 'log in once with the tool of the token, then try again',
      vi: 'đăng nhập một lần bằng công cụ của token rồi làm lại',
    },
  },
  KEY_OBJECT_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: { en: 'the key or its certificate is not there', vi: 'không có khóa hoặc chứng thư của khóa ở đó' },
    hint: {
      en: 'see what there is: pkcs11-tool --list-objects --login, or the list of the signing service',
      vi: 'xem danh sách: pkcs11-tool --list-objects --login, hoặc danh sách của dịch vụ ký',
    },
  },
  KEY_OBJECT_AMBIGUOUS: {
    exit: 10,
    temporary: false,
    http: 500,
    text: { en: 'several keys fit', vi: 'có nhiều khóa cùng khớp' },
    hint: {
      en: 'name one: object=… or id=…, credential=…',
      vi: 'ghi rõ một khóa: object=… hoặc id=…, credential=…',
    },
  },
  KEY_OBJECT_UNUSABLE: {
    exit: 12,
    temporary: false,
    http: 500,
    text: { en: 'the key cannot be used for this', vi: 'không dùng được khóa vào việc này' },
  },
  KEY_REMOTE_UNREACHABLE: {
    exit: 12,
    temporary: true,
    http: 503,
    text: {
      en: 'the remote signing service cannot be reached',
      vi: 'không kết nối được dịch vụ ký số từ xa',
    },
    hint: { en: 'try again later; see congvan key test', vi: 'thử lại sau; xem congvan key test' },
  },
  KEY_REMOTE_REFUSED: {
    exit: 12,
    temporary: false,
    http: 502,
    text: { en: 'the remote signing service refused', vi: 'dịch vụ ký số từ xa từ chối' },
    hint: {
      en: 'check client, client-secret and credential in the URI',
      vi: 'kiểm tra client, client-secret và credential trong URI',
    },
  },
  KEY_REMOTE_WRONG: {
    exit: 12,
    temporary: false,
    http: 502,
    text: {
      en: 'the remote signing service answered wrongly',
      vi: 'dịch vụ ký số từ xa trả lời sai',
    },
  },
  KEY_OTP_NEEDED: {
    exit: 12,
    temporary: false,
    http: 500,
    text: { en: 'the key asks for a one-time password', vi: 'khóa cần mật khẩu dùng một lần (OTP)' },
    hint: {
      en: 'run it at a terminal, or name a file with otp=PATH in the URI',
      vi: 'chạy ở cửa sổ dòng lệnh, hoặc ghi tệp vào otp=… trong URI',
    },
  },
} as const satisfies Record<string, ErrorRow>;
