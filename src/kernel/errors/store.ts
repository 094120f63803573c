import type { ErrorRow } from './row.ts';

/** Errors of the store and of durable files. */
export const STORE_ERRORS = {
  DISK_FULL: {
    exit: 11,
    temporary: true,
    http: 507,
    text: { en: 'no room left on the disk', vi: 'ổ đĩa đã đầy' },
    hint: { en: 'free some space and run the command again', vi: 'giải phóng dung lượng rồi chạy lại' },
  },
} as const satisfies Record<string, ErrorRow>;
