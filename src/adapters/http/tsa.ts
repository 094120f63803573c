import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { TimestampAuthority } from '../../signing/timestampAuthority.ts';
import { type BoundedAnswer, boundedRequest, type RequestLimits } from './boundedRequest.ts';

export interface TsaOptions extends Partial<RequestLimits> {
  /** The whole value of the Authorization header. */
  readonly authorization?: Secret;
  /** How often it is asked at most; 1 unless given. */
  readonly attempts?: number;
  /** Wait before the second attempt, doubled before each further one, milliseconds. */
  readonly pauseMs?: number;
  readonly dispatcher?: Dispatcher;
}

/** A token with its chain is some 6 KB. */
const LIMITS: RequestLimits = { timeoutMs: 10_000, maxBytes: 128 << 10 };
const PAUSE_MS = 250;

/**
 * A timestamp authority over HTTP (RFC 3161 §3.4). The same request is sent again, after a pause, when the connection
 * failed, nothing came in time or the server says that it is at fault or too busy (5xx, 429); what was answered stands.
 * Asking elsewhere is the caller's part.
 * @param url `http:` or `https:`, without credentials
 * @throws CONFIG_INVALID for an address that is no URL or carries credentials
 */
export function httpTimestampAuthority(url: string, options: TsaOptions = {}): TimestampAuthority {
  const name = checkedUrl(url);
  const { authorization, dispatcher } = options;
  const ask = (request: Uint8Array) =>
    boundedRequest({
      ...LIMITS,
      ...definedLimits(options),
      url: name,
      headers: {
        'content-type': 'application/timestamp-query',
        ...(authorization === undefined ? {} : { authorization: authorization.reveal() }),
      },
      body: request,
      accepts: ['application/timestamp-reply'],
      dispatcher,
    });
  return {
    name,
    async answer(request) {
      const answer = await persistently(() => ask(request), options);
      if (answer.kind === 'body') return answer.body;
      throw new CongvanError('TIMESTAMP_UNAVAILABLE', { where: name, detail: answer.why });
    },
  };
}

async function persistently(
  ask: () => Promise<BoundedAnswer>,
  { attempts = 1, pauseMs = PAUSE_MS }: TsaOptions,
): Promise<BoundedAnswer> {
  let answer = await ask();
  for (let attempt = 1; attempt < attempts && mayMend(answer); attempt++) {
    await pause(pauseMs * 2 ** (attempt - 1));
    answer = await ask();
  }
  return answer;
}

/** Another status, type or length would come again. */
function mayMend(answer: BoundedAnswer): boolean {
  if (answer.kind === 'body') return false;
  return /^status (?:5\d\d|429)$|^no answer within|^E[A-Z]+$|^UND_ERR_/.test(answer.why);
}

function definedLimits({ timeoutMs, maxBytes }: TsaOptions): Partial<RequestLimits> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
}

/** Credentials in a URL end up in logs and in process lists. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CongvanError('CONFIG_INVALID', { where: text, detail: 'not an http(s) address of a TSA' });
  }
  if (url.username !== '' || url.password !== '') {
    const where = `${url.origin}${url.pathname}`;
    throw new CongvanError('CONFIG_INVALID', { where, detail: 'credentials do not belong in the address' });
  }
  return url.href;
}
