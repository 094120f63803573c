import type { ErrorRow } from './row.ts';

/** Errors of the store, of durable files and of the home folder. */
export const STORE_ERRORS = {
  DISK_FULL: {
    exit: 11,
    temporary: true,
    http: 507,
    text: { en: 'no room left on the disk', vi: 'ổ đĩa đã đầy' },
    hint: { en: 'free some space and run the command again', vi: 'giải phóng dung lượng rồi chạy lại' },
  },
  STORE_MISSING: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'there is no store here', vi: 'không có kho dữ liệu ở đây' },
    hint: {
      en: 'is the disk mounted? a new store is made by congvan migrate',
      vi: 'ổ đĩa đã gắn chưa? kho mới được tạo bằng congvan migrate',
    },
  },
  STORE_LOCKED: {
    exit: 11,
    temporary: true,
    http: 503,
    text: { en: 'the store is busy with another process', vi: 'kho dữ liệu đang bị tiến trình khác giữ' },
    hint: { en: 'wait a moment and run the command again', vi: 'chờ một lát rồi chạy lại' },
  },
  STORE_DAMAGED: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'the store is damaged', vi: 'kho dữ liệu bị hỏng' },
    hint: { en: 'restore it from a backup', vi: 'phục hồi từ bản sao lưu' },
  },
  STORE_FAILED: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'the disk refused to write', vi: 'ổ đĩa không ghi được' },
    hint: { en: 'check the disk, then start again', vi: 'kiểm tra ổ đĩa rồi khởi động lại' },
  },
  STORE_UNREADABLE: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'the store cannot be opened', vi: 'không mở được kho dữ liệu' },
    hint: {
      en: 'run congvan init, or check the rights of the folder',
      vi: 'chạy congvan init hoặc kiểm tra quyền thư mục',
    },
  },
  STORE_NOT_MIGRATED: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'the store has an older schema', vi: 'kho dữ liệu có lược đồ cũ' },
    hint: { en: 'run congvan migrate', vi: 'chạy congvan migrate' },
  },
  STORE_NEWER_THAN_PROGRAM: {
    exit: 11,
    temporary: false,
    http: 500,
    text: {
      en: 'the store was written by a newer version of the program',
      vi: 'kho dữ liệu do phiên bản mới hơn tạo ra',
    },
    hint: { en: 'install the newer version', vi: 'cài phiên bản mới hơn' },
  },
  STORE_MIGRATION_FAILED: {
    exit: 11,
    temporary: false,
    http: 500,
    text: {
      en: 'the schema could not be brought up to date; the store is as it was',
      vi: 'không nâng được lược đồ; kho dữ liệu còn nguyên',
    },
  },
  STORE_SQLITE_TOO_OLD: {
    exit: 11,
    temporary: false,
    http: 500,
    text: { en: 'this SQLite can lose data and is refused', vi: 'phiên bản SQLite này có thể mất dữ liệu' },
    hint: { en: 'install SQLite 3.51.3 or newer (npm ci)', vi: 'cài SQLite 3.51.3 trở lên (npm ci)' },
  },
  HOME_LOCKED: {
    exit: 11,
    temporary: false,
    http: 503,
    text: {
      en: 'another daemon already works on this home',
      vi: 'đã có dịch vụ trao đổi khác dùng thư mục này',
    },
    hint: {
      en: 'stop the other one, or give this one its own --home',
      vi: 'dừng tiến trình kia hoặc chọn --home khác',
    },
  },
} as const satisfies Record<string, ErrorRow>;
