import { type Dispatcher, request } from 'undici';

/** Limits on one exchange with a peer that may be slow, wrong or hostile. */
export interface RequestLimits {
  /** From the first packet to the last octet of the body, milliseconds. */
  readonly timeoutMs: number;
  /** The longest body that is taken, octets. */
  readonly maxBytes: number;
}

export interface BoundedRequest extends RequestLimits {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** POST when there is one, else GET. */
  readonly body?: Uint8Array;
  /** Media types without parameters, lower case; an answer of another type is refused. */
  readonly accepts: readonly string[];
  /** A proxy, for example; undici's own when left out. */
  readonly dispatcher?: Dispatcher | undefined;
}

export type BoundedAnswer =
  | { readonly kind: 'body'; readonly body: Buffer }
  /** `why`: English, for logs and error details; names neither headers nor credentials. */
  | { readonly kind: 'failed'; readonly why: string };

const failed = (why: string): BoundedAnswer => ({ kind: 'failed', why });

/** One request: status 200, an accepted type, within the limits, or the reason why not. Follows no redirect. Never throws. */
export async function boundedRequest(wanted: BoundedRequest): Promise<BoundedAnswer> {
  const { url, headers, body, timeoutMs, dispatcher } = wanted;
  if (!/^https?:\/\//i.test(url)) return failed('neither http nor https');
  try {
    const response = await request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: wanted.accepts.join(', '), ...headers },
      body: body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    return await answerOf(response, wanted);
  } catch (error) {
    return failed(describe(error, timeoutMs));
  }
}

async function answerOf(response: Dispatcher.ResponseData, wanted: BoundedRequest): Promise<BoundedAnswer> {
  const refusal = refusalOf(response, wanted);
  if (refusal !== undefined) {
    // Without a listener, the error that a destroyed body emits would end the process.
    response.body.on('error', () => undefined).destroy();
    return failed(refusal);
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    length += piece.length;
    // Leaving the loop destroys the stream, so nothing more is read.
    if (length > wanted.maxBytes) return failed(`more than ${wanted.maxBytes} bytes`);
    pieces.push(piece);
  }
  return length === 0 ? failed('an empty answer') : { kind: 'body', body: Buffer.concat(pieces) };
}

function refusalOf(response: Dispatcher.ResponseData, wanted: BoundedRequest): string | undefined {
  const { statusCode, headers } = response;
  if (statusCode !== 200) return `status ${statusCode}`;
  const type = String(headers['content-type'] ?? '')
    .split(';')[0]
    ?.trim()
    .toLowerCase();
  if (!wanted.accepts.includes(type ?? '')) return `an answer of type "${type}"`;
  const announced = Number(headers['content-length'] ?? 0);
  return announced > wanted.maxBytes ? `more than ${wanted.maxBytes} bytes` : undefined;
}

function describe(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code ?? error.message;
}
