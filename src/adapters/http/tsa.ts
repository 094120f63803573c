import type { Dispatcher } from 'undici';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { TimestampAuthority } from '../../signing/timestampAuthority.ts';
import { boundedRequest, type RequestLimits } from './boundedRequest.ts';

export interface TsaOptions extends Partial<RequestLimits> {
  /** The whole value of the Authorization header. */
  readonly authorization?: Secret;
  readonly dispatcher?: Dispatcher;
}

/** A token with its chain is some 6 KB. */
const LIMITS: RequestLimits = { timeoutMs: 10_000, maxBytes: 128 << 10 };

/**
 * A timestamp authority over HTTP (RFC 3161 §3.4). Asks once; trying again or elsewhere is the caller's part.
 * @param url `http:` or `https:`, without credentials
 * @throws CONFIG_INVALID for an address that is no URL or carries credentials
 */
export function httpTimestampAuthority(url: string, options: TsaOptions = {}): TimestampAuthority {
  const name = checkedUrl(url);
  const { authorization, dispatcher } = options;
  return {
    name,
    async answer(request) {
      const answer = await boundedRequest({
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
      if (answer.kind === 'body') return answer.body;
      throw new CongvanError('TIMESTAMP_UNAVAILABLE', { where: name, detail: answer.why });
    },
  };
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
