/** The axis over HTTPS, as one agency sees it. Streams bodies; every time-out and every refusal becomes one of our codes. */
import { X509Certificate } from 'node:crypto';
import { Readable } from 'node:stream';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import type { Axis } from '../../exchange/axis.ts';
import { readJson } from '../../kernel/canonicalJson.ts';
import { type Digest, digestHex, sha256 } from '../../kernel/digest.ts';
import { CongvanError, type ErrorCode } from '../../kernel/errors.ts';
import type { MessageId } from '../../kernel/ids.ts';
import {
  readFailure,
  readOffset,
  readProgress,
  readPulled,
  readReceipt,
  readRegistrationAnswer,
  receiptJson,
  registrationJson,
} from './axisWire.ts';
import { watchedBody } from './watchedBody.ts';

export interface AxisClientOptions {
  /** `https://host:port`, without a path. */
  readonly url: string;
  /** PEM texts; `ca` alone is trusted. */
  readonly tls: { readonly key: string; readonly certificateChain: string; readonly ca: string };
  /** When given, the server's key must be one of these (SHA-256 of its SubjectPublicKeyInfo). */
  readonly serverKeys?: readonly Digest[];
  /** Until the answer begins, milliseconds; a long poll gets its waiting time on top. */
  readonly timeoutMs: number;
}

export interface AxisClient extends Axis {
  /** Receipt E1 of a message sent before; null while the axis has not accepted it. @throws MESSAGE_UNKNOWN */
  progress(messageId: MessageId): Promise<Uint8Array | null>;
  /** The published address book, unverified (`openDirectory`). */
  directory(): Promise<Uint8Array>;
  /** One round trip over an authenticated connection. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Answers of the axis that keep their meaning here. Everything else is AXIS_REJECTED (4xx) or AXIS_UNREACHABLE. */
const PASSED_ON: readonly ErrorCode[] = [
  'AXIS_REJECTED',
  'SENDER_MISMATCH',
  'CALLER_UNKNOWN',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_ID_REUSED',
  'MESSAGE_UNKNOWN',
  'PARTS_MISSING',
  'PART_OFFSET',
  'RECEIPT_INVALID',
  'DELIVERY_UNKNOWN',
];

/** Answers are small, except streamed parts. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export function axisClient(options: AxisClientOptions): AxisClient {
  const http = new AxisHttp(options);
  return {
    async register({ messageId, envelope, parts }) {
      const json = registrationJson(envelope, parts);
      return readRegistrationAnswer(await http.json('PUT', `/v1/messages/${messageId}`, json));
    },
    async putPart(messageId, part, start, source) {
      const path = `/v1/messages/${messageId}/parts/${digestHex(part.digest)}`;
      const received = readOffset(await http.upload(path, part.sizeBytes, start, source));
      if (received < part.sizeBytes) throw new CongvanError('PARTS_MISSING', { where: part.digest });
    },
    commit: async (messageId) => readReceipt(await http.json('POST', `/v1/messages/${messageId}/commit`, {})),
    async pull({ limit, waitMs, resume, signal }) {
      const json = { limit, waitMs, resume };
      return readPulled(await http.json('POST', '/v1/mailbox/pull', json, { extraMs: waitMs, signal }));
    },
    fetchPart: (deliveryId, digest, start) =>
      http.download(`/v1/deliveries/${encodeURIComponent(deliveryId)}/parts/${digestHex(digest)}`, start),
    acknowledge: async (receipt) => void (await http.json('POST', '/v1/receipts', receiptJson(receipt))),
    acknowledgeReceipts: async (noticeIds) =>
      void (await http.json('POST', '/v1/mailbox/acknowledge', { noticeIds })),
    progress: async (messageId) => readProgress(await http.json('GET', `/v1/messages/${messageId}`)),
    directory: async () => http.bytes('/v1/directory'),
    ping: async () => void (await http.json('GET', '/healthz')),
    close: () => http.close(),
  };
}

interface Waiting {
  readonly extraMs: number;
  readonly signal: AbortSignal | undefined;
}

class AxisHttp {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #agent: Agent;

  constructor(options: AxisClientOptions) {
    this.#url = new URL(options.url).origin;
    this.#timeoutMs = options.timeoutMs;
    this.#agent = agentOf(options);
  }

  async json(
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: object,
    waiting?: Waiting,
  ): Promise<unknown> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await this.#send({ method, path, headers, body: text }, waiting);
    return parseJson(await this.#readAll(response));
  }

  async bytes(path: string): Promise<Uint8Array> {
    return this.#readAll(await this.#send({ method: 'GET', path, headers: {}, body: null }));
  }

  async upload(
    path: string,
    sizeBytes: number,
    start: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<unknown> {
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      'content-length': String(sizeBytes - start),
    };
    if (start > 0) headers['content-range'] = `bytes ${start}-${sizeBytes - 1}/${sizeBytes}`;
    const body = Readable.from(source, { objectMode: false });
    return parseJson(await this.#readAll(await this.#send({ method: 'PUT', path, headers, body })));
  }

  async download(path: string, start: number): Promise<AsyncIterable<Uint8Array>> {
    const headers: Record<string, string> = start === 0 ? {} : { range: `bytes=${start}-` };
    const response = await this.#send({ method: 'GET', path, headers, body: null });
    return unreachableOnBreak(watchedBody(response.body, this.#timeoutMs), this.#url);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(wanted: Wanted, waiting?: Waiting): Promise<Dispatcher.ResponseData> {
    const response = await this.#request(wanted, waiting);
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    throw refusalOf(response.statusCode, await this.#readAll(response), this.#url);
  }

  async #request(wanted: Wanted, waiting: Waiting | undefined): Promise<Dispatcher.ResponseData> {
    try {
      return await request(this.#url + wanted.path, {
        dispatcher: this.#agent,
        method: wanted.method,
        headers: wanted.headers,
        body: wanted.body,
        headersTimeout: this.#timeoutMs + (waiting?.extraMs ?? 0),
        bodyTimeout: this.#timeoutMs,
        signal: waiting?.signal ?? null,
      });
    } catch (cause) {
      throw unreachable(this.#url, cause);
    }
  }

  async #readAll(response: Dispatcher.ResponseData): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    const body = unreachableOnBreak(watchedBody(response.body, this.#timeoutMs), this.#url);
    for await (const piece of body) {
      length += piece.length;
      if (length > MAX_ANSWER_BYTES) throw unreachable(this.#url, new Error('the answer is too long'));
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}

interface Wanted {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable | null;
}

/** Connections are given up after this time, so that changed certificates take effect; milliseconds. */
const CONNECTION_AGE_MS = 60 * 60_000;

function agentOf({ tls, serverKeys, timeoutMs }: AxisClientOptions): Agent {
  return new Agent({
    connections: 16,
    pipelining: 1,
    clientTtl: CONNECTION_AGE_MS,
    connect: {
      key: tls.key,
      cert: tls.certificateChain,
      ca: tls.ca,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: true,
      timeout: timeoutMs,
      checkServerIdentity: (host: string, certificate: PeerCertificate) =>
        checkServerIdentity(host, certificate) ?? checkPin(certificate, serverKeys),
    },
  });
}

function checkPin(
  certificate: PeerCertificate,
  serverKeys: readonly Digest[] | undefined,
): Error | undefined {
  if (serverKeys === undefined) return undefined;
  const key = new X509Certificate(certificate.raw).publicKey.export({ type: 'spki', format: 'der' });
  return serverKeys.includes(sha256(key))
    ? undefined
    : new Error('the server has another key than configured');
}

/** Which of our codes an answer means. Only known verdicts pass; a server's own troubles are "try again". */
function refusalOf(status: number, body: Uint8Array, where: string): CongvanError {
  const failure = readFailure(readJson(body));
  const detail = failure === undefined ? `status ${status}` : `${failure.code}: ${failure.text}`;
  const passed = PASSED_ON.find((code) => code === failure?.code);
  if (passed !== undefined) return new CongvanError(passed, { where, detail: failure?.text ?? '' });
  const isTheirs = status >= 500 || status === 408 || status === 429;
  return new CongvanError(isTheirs ? 'AXIS_UNREACHABLE' : 'AXIS_REJECTED', { where, detail });
}

function unreachable(where: string, cause: unknown): CongvanError {
  if (cause instanceof CongvanError && cause.code !== 'BODY_STALLED') return cause;
  const detail = cause instanceof Error ? describe(cause) : String(cause);
  return new CongvanError('AXIS_UNREACHABLE', { where, detail, cause });
}

function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message.includes(code) ? error.message : `${code}: ${error.message}`;
}

async function* unreachableOnBreak(
  bytes: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw unreachable(where, cause);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  const value = readJson(bytes);
  if (value === undefined) throw new CongvanError('AXIS_UNREACHABLE', { detail: 'the answer is not JSON' });
  return value;
}
