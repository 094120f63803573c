/**
 * The axis over HTTPS: TLS 1.3 only, a client certificate of the given CA is demanded, and its key must belong to an
 * active agency of the directory. Bodies of parts are streamed, capped and watched; errors are JSON `{code, text}`.
 */
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { AxisService } from '../../exchange/axis/service.ts';
import type { AgencyEntry } from '../../exchange/directory.ts';
import { type Digest, digestFromHex, sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/logger.ts';
import {
  pulledJson,
  readMessageId,
  readNoticeIds,
  readPull,
  readReceipt,
  readRegistration,
  receiptJson,
  toBase64,
} from './axisWire.ts';
import { readContentRange, readRangeStart } from './contentRange.ts';
import { watchedBody } from './watchedBody.ts';

export interface AxisServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** PEM texts. */
  readonly tls: { readonly key: string; readonly certificateChain: string; readonly clientCa: string };
  /** Cap of a JSON body (the envelope travels in one), bytes. */
  readonly maxJsonBytes: number;
  /** A peer that sends nothing for this long is cut off, milliseconds. */
  readonly idleMs: number;
  readonly logger: Logger;
}

export interface AxisServer {
  readonly host: string;
  readonly port: number;
  /** Answers what is running, refuses what is new, cuts waiting polls. */
  close(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: AgencyEntry | null;
  }
}

/** @throws the socket's own error when host and port cannot be listened on */
export async function startAxisServer(service: AxisService, options: AxisServerOptions): Promise<AxisServer> {
  const app = createApp(options);
  const stopping = new AbortController();
  app.get('/healthz', async () => ({ status: 'ok' }));
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      const { key, certificate } = clientOf(request);
      request.caller = await service.callerOf(key, certificate);
    });
    addRoutes(scope, service, { idleMs: options.idleMs, stopping: stopping.signal });
  });
  await app.listen({ host: options.host, port: options.port });
  return {
    host: options.host,
    port: portOf(app.server.address()) ?? options.port,
    async close() {
      stopping.abort();
      await app.close();
    },
  };
}

function portOf(address: ReturnType<FastifyInstance['server']['address']>): number | undefined {
  return typeof address === 'object' ? address?.port : undefined;
}

/** A file handed over in one answer, or a body announced, is in no hurry; a header is. */
const HEADERS_MS = 20_000;

function createApp(options: AxisServerOptions) {
  const { tls, maxJsonBytes, idleMs, logger } = options;
  const app = fastify({
    logger: false,
    bodyLimit: maxJsonBytes,
    forceCloseConnections: 'idle',
    connectionTimeout: idleMs * 2,
    requestTimeout: 0,
    https: {
      key: tls.key,
      cert: tls.certificateChain,
      ca: tls.clientCa,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
      headersTimeout: HEADERS_MS,
    },
  });
  app.decorateRequest('caller', null);
  app.addContentTypeParser('application/octet-stream', async (_request: unknown, body: unknown) => body);
  app.addHook('onRequest', async (request, reply) => watchJsonBody(request, reply, idleMs));
  app.setNotFoundHandler(async (request) => {
    throw new CongvanError('REQUEST_INVALID', { detail: `no ${request.method} ${request.url}` });
  });
  app.setErrorHandler(async (error, request, reply) => {
    const { status, body } = answerTo(error);
    const { method, url, caller } = request;
    logger.warn({ method, url, caller: caller?.code, status, code: body.code, error }, 'request refused');
    return reply.code(status).send(body);
  });
  return app;
}

/** JSON bodies are read by the framework: the connection is cut when one is not whole in time. */
function watchJsonBody(request: FastifyRequest, reply: FastifyReply, idleMs: number): void {
  if (request.headers['content-type'] === 'application/octet-stream') return;
  const timer = setTimeout(() => request.raw.destroy(new CongvanError('BODY_STALLED')), idleMs);
  const stop = () => clearTimeout(timer);
  request.raw.once('end', stop);
  reply.raw.once('close', stop);
}

function answerTo(error: unknown): { status: number; body: { code: string; text: string } } {
  if (error instanceof CongvanError) {
    return { status: error.row.http, body: { code: error.code, text: error.message } };
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) {
    return { status, body: { code: 'REQUEST_INVALID', text: error.message } };
  }
  return { status: 500, body: { code: 'INTERNAL', text: 'an error nobody foresaw' } };
}

interface Client {
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly key: Digest;
  /** DER. */
  readonly certificate: Uint8Array;
}

const clients = new WeakMap<TLSSocket, Client>();

/** The client certificate of the connection, whose key the handshake has proven. */
function clientOf(request: FastifyRequest): Client {
  const { socket } = request.raw;
  if (!(socket instanceof TLSSocket)) throw new CongvanError('CALLER_UNKNOWN');
  const known = clients.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerX509Certificate();
  if (!socket.authorized || certificate === undefined) throw new CongvanError('CALLER_UNKNOWN');
  const key = sha256(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  const client = { key, certificate: certificate.raw };
  clients.set(socket, client);
  return client;
}

function callerOf(request: FastifyRequest): AgencyEntry {
  if (request.caller === null) throw new CongvanError('CALLER_UNKNOWN');
  return request.caller;
}

interface RouteOptions {
  readonly idleMs: number;
  readonly stopping: AbortSignal;
}

interface MessageParams {
  readonly Params: { readonly id: string };
}
interface PartParams {
  readonly Params: { readonly id: string; readonly sha: string };
}

function addRoutes(app: FastifyInstance, service: AxisService, options: RouteOptions): void {
  app.get('/v1/directory', async (_request, reply) => {
    const directory = await service.directory();
    return reply.type('application/json').send(Buffer.from(directory));
  });
  addSubmission(app, service, options);
  addMailbox(app, service, options);
}

function addSubmission(app: FastifyInstance, service: AxisService, { idleMs }: RouteOptions): void {
  app.put<MessageParams>('/v1/messages/:id', async (request) => {
    const registration = readRegistration(readMessageId(request.params.id), request.body);
    return service.register(callerOf(request), registration);
  });
  app.get<MessageParams>('/v1/messages/:id', async (request) => {
    const { messageId, receipt } = await service.progress(
      callerOf(request),
      readMessageId(request.params.id),
    );
    return { messageId, receipt: receipt === null ? null : toBase64(receipt) };
  });
  app.get<PartParams>('/v1/messages/:id/parts/:sha/offset', async (request) => {
    const { id, sha } = request.params;
    return { offset: await service.partOffset(callerOf(request), readMessageId(id), readDigest(sha)) };
  });
  app.put<PartParams>('/v1/messages/:id/parts/:sha', async (request) => {
    const { id, sha } = request.params;
    if (!(request.body instanceof Readable)) {
      throw new CongvanError('REQUEST_INVALID', { detail: 'content-type is not application/octet-stream' });
    }
    const start = readContentRange(request.headers['content-range']);
    const source = watchedBody(request.body, idleMs);
    const part = { messageId: readMessageId(id), digest: readDigest(sha), start, source };
    return { offset: await service.putPart(callerOf(request), part) };
  });
  app.post<MessageParams>('/v1/messages/:id/commit', async (request) =>
    receiptJson(await service.accept(callerOf(request), readMessageId(request.params.id))),
  );
}

function addMailbox(app: FastifyInstance, service: AxisService, { stopping }: RouteOptions): void {
  app.post('/v1/mailbox/pull', async (request, reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    return pulledJson(await service.pull(callerOf(request), { ...readPull(request.body), signal }));
  });
  app.post('/v1/mailbox/acknowledge', async (request) => {
    await service.acknowledgeNotices(callerOf(request), readNoticeIds(request.body));
    return {};
  });
  app.get<PartParams>('/v1/deliveries/:id/parts/:sha', async (request, reply) => {
    const { id, sha } = request.params;
    const start = readRangeStart(request.headers.range);
    const part = await service.openDelivered(callerOf(request), id, readDigest(sha), start);
    reply.header('content-length', part.sizeBytes - start).type('application/octet-stream');
    if (start > 0)
      reply.code(206).header('content-range', `bytes ${start}-${part.sizeBytes - 1}/${part.sizeBytes}`);
    return reply.send(Readable.from(part.bytes));
  });
  app.post('/v1/receipts', async (request) => {
    await service.acknowledge(callerOf(request), readReceipt(request.body));
    return {};
  });
}

function readDigest(hex: string): Digest {
  const digest = digestFromHex(hex);
  if (digest === undefined) throw new CongvanError('REQUEST_INVALID', { detail: 'not a SHA-256' });
  return digest;
}
