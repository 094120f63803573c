import type { Answer } from '../../certs-dev/httpServer.ts';

/** What any HTTP peer can do wrong, whatever it serves. Each takes the honest answer and spoils it. */
export const HTTP_FAULTS = {
  /** Answers after ten seconds. */
  slow: (honest: Answer): Answer => ({ ...honest, delayMs: 10_000 }),
  'other-content-type': (honest: Answer): Answer => ({ ...honest, contentType: 'text/html' }),
  /** Says how long it is, sends half, hangs up. */
  truncated: (honest: Answer): Answer => ({ ...honest, cutAfterBytes: honest.body.length >> 1 }),
  garbage: (honest: Answer): Answer => ({ ...honest, body: Buffer.from('0\x82 nonsense') }),
  empty: (honest: Answer): Answer => ({ ...honest, body: Buffer.alloc(0) }),
  /** 20 MiB after the honest answer. */
  'too-large': (honest: Answer): Answer => ({
    ...honest,
    body: Buffer.concat([honest.body, Buffer.alloc(20 << 20)]),
  }),
  redirects: (honest: Answer): Answer => ({ ...honest, status: 302, location: 'http://127.0.0.1:9/' }),
  'server-error': (honest: Answer): Answer => ({ ...honest, status: 503 }),
} as const;

export type HttpFault = keyof typeof HTTP_FAULTS;

export function isHttpFault(fault: string): fault is HttpFault {
  return fault in HTTP_FAULTS;
}

/** The keys of a table that nobody extends: Object.keys with their own type. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table)[] {
  const isKey = (key: string): key is string & keyof Table => Object.hasOwn(table, key);
  return Object.keys(table).filter(isKey);
}
