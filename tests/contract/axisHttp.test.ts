import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { agencyFiles, type CertificateFiles, odd, paths } from '../../certs-dev/paths.ts';
import { type AxisClient, axisClient } from '../../src/adapters/http/axisClient.ts';
import { type AxisServer, startAxisServer } from '../../src/adapters/http/axisServer.ts';
import { axisService } from '../../src/exchange/axis/service.ts';
import { deliverDue } from '../../src/exchange/deliver.ts';
import type { AgencyEntry } from '../../src/exchange/directory.ts';
import { directoryOf, openDirectory } from '../../src/exchange/directoryDocument.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { A, B, C, codeOf, DELIVER, World } from '../unit/exchange/world.ts';
import { axisContract } from './axis.suite.ts';

const text = (path: string) => readFileSync(path, 'utf8');
const spkiOf = (files: CertificateFiles) =>
  sha256(new X509Certificate(text(files.certificate)).publicKey.export({ type: 'spki', format: 'der' }));
const root = text(paths.root.certificate);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Which development certificate speaks for whom in these tests. The third agency uses a revoked one: nobody judges here. */
const TLS: Readonly<Record<string, CertificateFiles>> = {
  'H29.12': agencyFiles('H29.12').tls,
  'H29.13': agencyFiles('H29.13').tls,
  'H29.14': odd('revoked-tls'),
};

async function serve(
  world: World,
  idleMs = 5000,
): Promise<{ server: AxisServer; entries: readonly AgencyEntry[] }> {
  const entries = world.entries.map((entry) => {
    const files = TLS[entry.code];
    return files === undefined ? entry : { ...entry, tlsKeys: [spkiOf(files)] };
  });
  const service = axisService({ ...world.hub, directory: directoryOf(entries) }, () => undefined);
  const server = await startAxisServer(service, {
    host: '127.0.0.1',
    port: 0,
    tls: { key: text(paths.axis.tls.key), certificateChain: text(paths.axis.tls.chain), clientCa: root },
    maxJsonBytes: 2_000_000,
    idleMs,
    logger: silentLogger,
  });
  closing.push(() => server.close());
  return { server, entries };
}

function clientOf(server: AxisServer, files: CertificateFiles, options: object = {}): AxisClient {
  const client = axisClient({
    url: `https://localhost:${server.port}`,
    tls: { key: text(files.key), certificateChain: text(files.chain), ca: root },
    timeoutMs: 5000,
    ...options,
  });
  closing.unshift(() => client.close());
  return client;
}

axisContract('HTTPS', async () => {
  const world = new World();
  const { server } = await serve(world);
  const clients = new Map([A, B, C].map((code) => [code, clientOf(server, tlsOf(code))]));
  return {
    world,
    axisOf(code) {
      const client = clients.get(code);
      if (client === undefined) throw new RangeError(code);
      return client;
    },
  };
});

describe('the connection to the axis', () => {
  it('publishes the signed address book and answers a ping', async () => {
    const world = new World();
    const { server, entries } = await serve(world);
    const client = clientOf(server, tlsOf(A));
    await client.ping();
    const { agencies } = await openDirectory(await client.directory(), world.verifier, world.clock.now());
    expect(agencies).toEqual(entries);
  });

  it('tells what became of a message', async () => {
    const world = new World();
    const { server } = await serve(world);
    const client = clientOf(server, tlsOf(A));
    const { messageId } = await world.send(A);
    expect(await codeOf(client.progress(messageId))).toBe('MESSAGE_UNKNOWN');
    await deliverDue({ ...world.agency(A).deps, axis: client }, DELIVER);
    const [stored] = await world.agency(A).store.receipts(messageId);
    expect(
      Buffer.from((await client.progress(messageId)) ?? []).equals(stored?.receipt ?? Buffer.alloc(1)),
    ).toBe(true);
  });

  it.each([
    ['of a foreign root', odd('foreign-tls'), 'AXIS_UNREACHABLE'],
    ['of an agency that is in no directory', odd('tls-unknown-agency'), 'CALLER_UNKNOWN'],
    ['with a key that is not in the directory', odd('tls-second-key'), 'CALLER_UNKNOWN'],
    ['for sealing', agencyFiles('H29.12').seal, /AXIS_UNREACHABLE|CALLER_UNKNOWN/],
  ])('with a client certificate %s is refused', async (_name, files, code) => {
    const { server } = await serve(new World());
    expect(await codeOf(clientOf(server, files).directory())).toMatch(code);
  });

  it('without a client certificate, or below TLS 1.3, does not come about', async () => {
    const { server } = await serve(new World());
    const files = tlsOf(A);
    const key = text(files.key);
    const cert = text(files.chain);
    const talk = (options: object) =>
      new Promise<string>((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          servername: 'localhost',
          port: server.port,
          ca: root,
          ...options,
        });
        socket.once('secureConnect', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'));
        socket.once('data', (bytes) => resolve(bytes.toString('latin1').slice(0, 12)));
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
        socket.once('close', () => resolve('closed'));
      });
    expect(await talk({ key, cert })).toBe('HTTP/1.1 200');
    expect(await talk({})).not.toContain('HTTP');
    expect(await talk({ key, cert, maxVersion: 'TLSv1.2' })).not.toContain('HTTP');
  });

  it('goes only to the server that is meant: its CA, its name, its key', async () => {
    const { server } = await serve(new World());
    const tls = { key: text(tlsOf(A).key), certificateChain: text(tlsOf(A).chain), ca: root };
    const foreign = { ...tls, ca: text(odd('foreign-root').certificate) };
    expect(await codeOf(clientOf(server, tlsOf(A), { tls: foreign }).ping())).toBe('AXIS_UNREACHABLE');
    const byOtherName = { url: `https://127.0.0.2:${server.port}` };
    expect(await codeOf(clientOf(server, tlsOf(A), byOtherName).ping())).toBe('AXIS_UNREACHABLE');
    const pinned = (files: CertificateFiles) => ({ serverKeys: [spkiOf(files)] });
    expect(await codeOf(clientOf(server, tlsOf(A), pinned(paths.axis.tls)).ping())).toBeUndefined();
    expect(await codeOf(clientOf(server, tlsOf(A), pinned(tlsOf(B))).ping())).toBe('AXIS_UNREACHABLE');
  });

  it('to nobody is AXIS_UNREACHABLE', async () => {
    const { server } = await serve(new World());
    const client = clientOf(server, tlsOf(A));
    await server.close();
    expect(await codeOf(client.ping())).toBe('AXIS_UNREACHABLE');
  });

  it('is cut when a body stalls, and what had come is kept', async () => {
    const world = new World();
    const { server } = await serve(world, 300);
    const client = clientOf(server, tlsOf(A));
    const big = 'x'.repeat(500_000);
    const dispatch = await world.send(A, { parts: [big] });
    const bytes = await world.agency(A).payloads.get(dispatch.envelope.digest);
    const [part] = dispatch.parts;
    if (part === undefined) throw new Error('no part');
    await client.register({ messageId: dispatch.messageId, envelope: bytes, parts: [part] });
    const stalling = async function* () {
      yield Buffer.from(big.slice(0, 100_000));
      await new Promise((resolve) => setTimeout(resolve, 3000));
      yield Buffer.from(big.slice(100_000));
    };
    const started = performance.now();
    expect(await codeOf(client.putPart(dispatch.messageId, part, 0, stalling()))).toBe('AXIS_UNREACHABLE');
    expect(performance.now() - started).toBeLessThan(2500);
    const [missing] = (
      await client.register({ messageId: dispatch.messageId, envelope: bytes, parts: [part] })
    ).missing;
    expect(missing?.offset).toBe(100_000);
  });

  it.each([
    ['no such path', 'GET', '/v1/nothing', undefined, 400],
    ['an id that is no UUID', 'PUT', '/v1/messages/..%2f..%2fetc', '{}', 400],
    ['a body that is not JSON', 'POST', '/v1/mailbox/pull', '{', 400],
    [
      'a body with unknown members',
      'POST',
      '/v1/mailbox/pull',
      '{"limit":1,"waitMs":0,"resume":false,"x":1}',
      400,
    ],
    [
      'a body beyond the cap',
      'POST',
      '/v1/receipts',
      JSON.stringify({ receipt: 'A'.repeat(3_000_000) }),
      413,
    ],
    ['a wait for ever', 'POST', '/v1/mailbox/pull', '{"limit":1,"waitMs":1e12,"resume":false}', 400],
    ['a receipt that is none', 'POST', '/v1/receipts', '{"receipt":"e30="}', 422],
    ['no digest', 'GET', '/v1/deliveries/1/parts/xyz', undefined, 400],
    ['a delivery that is not ours', 'GET', `/v1/deliveries/1/parts/${'0'.repeat(64)}`, undefined, 404],
  ])('answers %s with a clean error', async (_name, method, path, body, status) => {
    const { server } = await serve(new World());
    const answer = await raw(server, method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      code: status === 400 || status === 413 ? 'REQUEST_INVALID' : expect.any(String),
      text: expect.any(String),
    });
    expect(JSON.stringify(answer.body)).not.toContain('node_modules');
  });
});

function tlsOf(code: string): CertificateFiles {
  return TLS[code] ?? odd('revoked-tls');
}

/** One request as a stranger would make it. */
async function raw(server: AxisServer, method: string, path: string, body: string | undefined) {
  const { key, chain } = tlsOf(B);
  const agent = new Agent({ connect: { key: text(key), cert: text(chain), ca: root } });
  closing.unshift(() => agent.destroy());
  const response = await request(`https://localhost:${server.port}${path}`, {
    dispatcher: agent,
    method: method === 'GET' ? 'GET' : method === 'PUT' ? 'PUT' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body ?? null,
  });
  const answer: unknown = await response.body.json();
  return { status: response.statusCode, body: answer };
}
