import type { ErrorRow } from './row.ts';

/** Errors of the exchange between agencies. */
export const EXCHANGE_ERRORS = {
  AXIS_UNREACHABLE: {
    exit: 16,
    temporary: true,
    http: 502,
    text: { en: 'the axis cannot be reached', vi: 'không kết nối được trục liên thông' },
    hint: {
      en: 'is axis.url right and the axis running? see congvan doctor; what is queued the daemon sends later',
      vi: 'kiểm tra axis.url và trục; xem congvan doctor; phần đang chờ sẽ được dịch vụ trao đổi gửi sau',
    },
  },
  AXIS_REJECTED: {
    exit: 14,
    temporary: false,
    http: 422,
    text: { en: 'the axis rejected the message', vi: 'trục liên thông từ chối gói tin' },
    hint: { en: 'see congvan outbox show', vi: 'xem congvan outbox show' },
  },
  SENDER_MISMATCH: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'the connection, the seal and the sender are not the same agency',
      vi: 'kết nối, con dấu và nơi gửi không cùng một cơ quan',
    },
    hint: {
      en: 'compare keys.agency and axis.certificate with the address book: congvan directory show',
      vi: 'đối chiếu keys.agency và axis.certificate với danh bạ: congvan directory show',
    },
  },
  CALLER_UNKNOWN: {
    exit: 14,
    temporary: false,
    http: 403,
    text: {
      en: 'no active agency of the address book uses this client certificate',
      vi: 'chứng thư kết nối không thuộc cơ quan nào đang hoạt động trong danh bạ',
    },
    hint: {
      en: 'register the key of the certificate at the axis',
      vi: 'đăng ký khóa của chứng thư với trục liên thông',
    },
  },
  RECIPIENT_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'the recipient is not in the address book', vi: 'nơi nhận không có trong danh bạ' },
    hint: { en: 'see congvan directory list', vi: 'xem congvan directory list' },
  },
  RECIPIENT_INACTIVE: {
    exit: 13,
    temporary: false,
    http: 404,
    text: {
      en: 'the recipient is closed or not connected',
      vi: 'nơi nhận đã ngừng hoặc chưa kết nối',
    },
    hint: { en: 'see congvan directory list', vi: 'xem congvan directory list' },
  },
  DIRECTORY_INVALID: {
    exit: 10,
    // Nobody may be refused because our copy of the address book is old or damaged: the next fetch mends it.
    temporary: true,
    http: 500,
    text: { en: 'the address book is not valid', vi: 'danh bạ cơ quan không hợp lệ' },
    hint: { en: 'fetch it again: congvan directory sync', vi: 'lấy lại danh bạ: congvan directory sync' },
  },
  SEAL_NOT_JUDGED: {
    exit: 15,
    temporary: true,
    http: 503,
    text: { en: 'the seal cannot be judged now', vi: 'hiện chưa kiểm tra được con dấu' },
  },
  MESSAGE_TOO_LARGE: {
    exit: 14,
    temporary: false,
    http: 413,
    text: { en: 'the message exceeds a limit of the axis', vi: 'gói tin vượt giới hạn của trục liên thông' },
    hint: { en: 'send fewer or smaller attachments', vi: 'gửi ít tệp hơn hoặc tệp nhỏ hơn' },
  },
  MESSAGE_ID_REUSED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the same message id was used for other bytes',
      vi: 'mã gói tin đã được dùng cho nội dung khác',
    },
    hint: {
      en: 'somebody changed a message or a store was restored: find out before sending again',
      vi: 'gói tin bị thay đổi hoặc kho được phục hồi: kiểm tra trước khi gửi lại',
    },
  },
  MESSAGE_UNKNOWN: {
    exit: 13,
    temporary: true,
    http: 404,
    text: { en: 'no such message at the axis', vi: 'trục liên thông không có gói tin này' },
  },
  DELIVERY_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such delivery in this mailbox', vi: 'hộp thư không có lượt chuyển này' },
  },
  PART_UNKNOWN: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'the message has no such part', vi: 'gói tin không có phần này' },
  },
  PART_OFFSET: {
    exit: 1,
    temporary: true,
    http: 409,
    text: { en: 'the part must go on elsewhere', vi: 'phần phải gửi tiếp từ vị trí khác' },
  },
  PART_TOO_LONG: {
    exit: 14,
    temporary: false,
    http: 413,
    text: { en: 'more bytes than announced', vi: 'dữ liệu dài hơn đã báo' },
  },
  PARTS_MISSING: {
    exit: 1,
    temporary: true,
    http: 409,
    text: { en: 'parts of the message are missing', vi: 'gói tin còn thiếu phần' },
  },
  BODY_STALLED: {
    exit: 16,
    temporary: true,
    http: 408,
    text: { en: 'the peer stopped sending', vi: 'bên kia ngừng gửi dữ liệu' },
  },
  REQUEST_INVALID: {
    exit: 2,
    temporary: false,
    http: 400,
    text: { en: 'the request is not understood', vi: 'yêu cầu không hợp lệ' },
  },
  RECEIPT_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the receipt is not valid', vi: 'biên nhận không hợp lệ' },
  },
  RECEIPT_UNTRUSTED: {
    exit: 1,
    temporary: true,
    http: 502,
    text: {
      en: 'the axis answered with a receipt that proves nothing',
      vi: 'trục liên thông trả về biên nhận không có giá trị',
    },
    hint: {
      en: 'check the key of the axis in the configuration',
      vi: 'kiểm tra khóa của trục trong cấu hình',
    },
  },
  DISPATCH_EXISTS: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'a dispatch with this message id exists', vi: 'đã có lần gửi với mã này' },
  },
  DISPATCH_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such dispatch', vi: 'không có lần gửi này' },
    hint: { en: 'see congvan outbox list', vi: 'xem congvan outbox list' },
  },
  DISPATCH_NOT_RETRYABLE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'the axis has accepted this dispatch already', vi: 'trục liên thông đã nhận lần gửi này' },
  },
  DISPATCH_NOT_CANCELLABLE: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'the dispatch is no longer in the queue', vi: 'lần gửi không còn trong hàng đợi' },
    hint: {
      en: 'see congvan outbox show; if the axis has it already, tell the recipient',
      vi: 'xem congvan outbox show; nếu trục liên thông đã nhận, báo cho nơi nhận',
    },
  },
  INBOX_NOT_FOUND: {
    exit: 13,
    temporary: false,
    http: 404,
    text: { en: 'no such item in the inbox', vi: 'hộp đến không có mục này' },
    hint: { en: 'see congvan inbox list', vi: 'xem congvan inbox list' },
  },
  INBOX_SETTLED: {
    exit: 14,
    temporary: false,
    http: 409,
    text: { en: 'the item has been handled already', vi: 'mục này đã được xử lý' },
    hint: { en: 'see congvan inbox show', vi: 'xem congvan inbox show' },
  },
} as const satisfies Record<string, ErrorRow>;
