import type { ErrorRow } from './row.ts';

/** Errors of the exchange between agencies. */
export const EXCHANGE_ERRORS = {
  AXIS_UNREACHABLE: {
    exit: 16,
    temporary: true,
    http: 502,
    text: { en: 'the axis cannot be reached', vi: 'không kết nối được trục liên thông' },
  },
  RECEIPT_INVALID: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the receipt is not valid', vi: 'biên nhận không hợp lệ' },
  },
} as const satisfies Record<string, ErrorRow>;
