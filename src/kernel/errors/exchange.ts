import type { ErrorRow } from './row.ts';

/** Errors of the exchange between agencies. */
export const EXCHANGE_ERRORS = {
  AXIS_UNREACHABLE: {
    exit: 16,
    temporary: true,
    http: 502,
    text: { en: 'the axis cannot be reached', vi: 'không kết nối được trục liên thông' },
  },
} as const satisfies Record<string, ErrorRow>;
