import { Agent, type Dispatcher, request } from 'undici';
import { CongvanError } from '../../kernel/errors.ts';

/** Trust and identity of the TLS connections, PEM. */
export interface CscTls {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface CscAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** One POST to the service; answers are bounded in time and size, redirects are not followed. */
export interface CscTransport {
  /** @throws KEY_REMOTE_UNREACHABLE, KEY_REMOTE_WRONG */
  post(url: string, contentType: string, body: string, authorization: string | undefined): Promise<CscAnswer>;
  close(): Promise<void>;
}

/** A chain and a list of credentials are some 10 KB. */
const MAX_ANSWER_BYTES = 1 << 20;

/** @param timeoutMs from the first packet to the last octet of an answer */
export function cscTransport(tls: CscTls, timeoutMs: number): CscTransport {
  const { ca, certificate, key } = tls;
  const agent = new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
      ...{ minVersion: 'TLSv1.2', rejectUnauthorized: true },
    },
  });
  return {
    async post(url, contentType, body, authorization) {
      try {
        const response = await request(url, {
          method: 'POST',
          headers: {
            ...{ accept: 'application/json', 'content-type': contentType },
            ...(authorization === undefined ? {} : { authorization }),
          },
          ...{ body, dispatcher: agent, signal: AbortSignal.timeout(timeoutMs) },
        });
        return await answerOf(url, response);
      } catch (error) {
        throw error instanceof CongvanError ? error : unreachable(url, error, timeoutMs);
      }
    },
    close: () => agent.destroy(),
  };
}

async function answerOf(
  url: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Promise<CscAnswer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    // Leaving the loop destroys the stream, so nothing more is read.
    if (length > MAX_ANSWER_BYTES) throw wrong(url, `more than ${MAX_ANSWER_BYTES} bytes`);
    pieces.push(piece);
  }
  if (statusCode >= 500 || statusCode === 429) throw unreachable(url, new Error(`status ${statusCode}`), 0);
  const isJson = String(headers['content-type'] ?? '')
    .toLowerCase()
    .startsWith('application/json');
  if (!isJson) throw wrong(url, `status ${statusCode} and no JSON`);
  return { status: statusCode, json: parsed(url, Buffer.concat(pieces).toString('utf8')) };
}

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(url, 'not JSON');
  }
}

export function wrong(where: string, detail: string): CongvanError {
  return new CongvanError('KEY_REMOTE_WRONG', { where, detail });
}

function unreachable(where: string, error: unknown, timeoutMs: number): CongvanError {
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const said = error instanceof Error ? (code ?? error.message) : 'it failed';
  const detail = isTimeout ? `no answer within ${timeoutMs} ms` : said;
  return new CongvanError('KEY_REMOTE_UNREACHABLE', { where, detail, cause: error });
}
