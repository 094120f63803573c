import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const MAX_BODY_BYTES = 65_536;

export interface Received {
  readonly method: string;
  readonly path: string;
  /** Media type without parameters, lower case; empty when there is none. */
  readonly contentType: string;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Wait so long before the first byte. */
  readonly delayMs?: number;
  /** Announce the whole body, send only so many bytes of it, then cut the connection. */
  readonly cutAfterBytes?: number;
  readonly location?: string;
}

export interface Server {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  readonly port: number;
  /** How many requests have come so far. */
  requests(): number;
  /** Cuts open connections. */
  close(): Promise<void>;
}

export const text = (status: number, message: string): Answer => ({
  status,
  contentType: 'text/plain',
  body: Buffer.from(`${message}\n`),
});

/** A server on loopback. @param port 0 takes a free one */
export async function listen(port: number, answer: (received: Received) => Answer): Promise<Server> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    respond(request, response, answer).catch(() => request.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    port: address.port,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (received: Received) => Answer,
): Promise<void> {
  const body = await bodyOf(request);
  const reply =
    body === undefined
      ? text(413, 'too large')
      : answer({
          method: request.method ?? '',
          path: request.url ?? '/',
          contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
          body,
        });
  if (reply.delayMs !== undefined) await sleep(reply.delayMs, undefined, { ref: false });
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': reply.body.length,
    ...(reply.location === undefined ? {} : { location: reply.location }),
  });
  if (reply.cutAfterBytes === undefined) response.end(reply.body);
  else response.write(reply.body.subarray(0, reply.cutAfterBytes), () => request.socket.destroy());
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
