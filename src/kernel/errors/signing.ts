import type { ErrorRow } from './row.ts';

/** Errors of keys, certificates, CMS, timestamps and revocation. */
export const SIGNING_ERRORS = {
  SIGNING_KEY_MISSING: {
    exit: 13,
    temporary: false,
    http: 500,
    text: { en: 'the signer key is missing', vi: 'không có khóa ký' },
  },
} as const satisfies Record<string, ErrorRow>;
