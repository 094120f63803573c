import { hash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../../certs-dev/generate.ts';
import { listen, type Server } from '../../../../certs-dev/httpServer.ts';
import { startTsa, timestampAnswerer } from '../../../../certs-dev/servers.ts';
import { httpTimestampAuthority } from '../../../../src/adapters/http/tsa.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { timestampRequest } from '../../../../src/signing/tsp/request.ts';
import { parseTimestampResponse } from '../../../../src/signing/tsp/response.ts';
import { requestTimestamp } from '../../../../src/signing/tsp/timestamp.ts';
import { startHostileTsa, type TsaFault } from '../../../peers/tsa.ts';

const IMPRINT = hash('sha256', 'nội dung', 'buffer');
const QUICK = { timeoutMs: 500 };
let honest: Server;
const hostile: Server[] = [];

beforeAll(async () => {
  await ensurePki(new Date());
  honest = await startTsa({ port: 0 });
});
afterEach(async () => {
  await Promise.all(hostile.splice(0).map((server) => server.close()));
});
afterAll(() => honest.close());

async function hostileTsa(fault: TsaFault): Promise<Server> {
  const server = await startHostileTsa(fault);
  hostile.push(server);
  return server;
}

/** Answers with a status so many times, then honestly. */
async function failingTsa(status: number, times: number): Promise<{ url: string; asked: () => number }> {
  const answer = await timestampAnswerer();
  let asked = 0;
  const server = await listen(0, ({ body }) => {
    asked += 1;
    if (asked <= times) return { status, contentType: 'text/plain', body: Buffer.from('busy') };
    return { status: 200, contentType: 'application/timestamp-reply', body: answer(body) };
  });
  hostile.push(server);
  return { url: server.url, asked: () => asked };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof CongvanError ? `${error.code}: ${error.detail}` : String(error);
}

describe('a timestamp authority over HTTP', () => {
  it('carries the request there and the answer back', async () => {
    const authority = httpTimestampAuthority(honest.url);
    const answer = await authority.answer(timestampRequest(IMPRINT, 'SHA-256', randomBytes(16)));
    expect(parseTimestampResponse(answer).kind).toBe('granted');
  });

  const failures: readonly [TsaFault, string][] = [
    ['slow', 'no answer within 500 ms'],
    ['other-content-type', 'an answer of type "text/html"'],
    ['truncated', 'UND_ERR_SOCKET'],
    ['empty', 'an empty answer'],
    ['too-large', 'more than 131072 bytes'],
    ['redirects', 'status 302'],
    ['server-error', 'status 503'],
  ];
  for (const [fault, why] of failures) {
    it(`that ${fault} is TIMESTAMP_UNAVAILABLE: ${why}`, async () => {
      const { url } = await hostileTsa(fault);
      const asking = httpTimestampAuthority(url, QUICK).answer(Buffer.from('3000', 'hex'));
      expect(await failureOf(asking)).toBe(`TIMESTAMP_UNAVAILABLE: ${why}`);
    });
  }

  it('that is not there is TIMESTAMP_UNAVAILABLE', async () => {
    const server = await startTsa({ port: 0 });
    await server.close();
    const asking = httpTimestampAuthority(server.url, QUICK).answer(Buffer.from('3000', 'hex'));
    expect(await failureOf(asking)).toBe('TIMESTAMP_UNAVAILABLE: ECONNREFUSED');
  });

  it.each([
    ['once unless more is asked for', {}, 1],
    ['as often as it may when it is at fault', { attempts: 3 }, 3],
  ])('is asked %s', async (_, limits, expected) => {
    const { url, asked } = await failingTsa(503, 10);
    const authority = httpTimestampAuthority(url, { ...QUICK, ...limits, pauseMs: 1 });
    expect(await failureOf(authority.answer(Buffer.from('3000', 'hex')))).toBe(
      'TIMESTAMP_UNAVAILABLE: status 503',
    );
    expect(asked()).toBe(expected);
  });

  it('is asked again with the same request until it answers', async () => {
    const { url, asked } = await failingTsa(429, 1);
    const authority = httpTimestampAuthority(url, { ...QUICK, attempts: 3, pauseMs: 1 });
    const answer = await authority.answer(timestampRequest(IMPRINT, 'SHA-256', randomBytes(16)));
    expect([parseTimestampResponse(answer).kind, asked()]).toEqual(['granted', 2]);
  });

  it('is not asked again when it has refused', async () => {
    const { url, asked } = await failingTsa(403, 10);
    const authority = httpTimestampAuthority(url, { ...QUICK, attempts: 3, pauseMs: 1 });
    await failureOf(authority.answer(Buffer.from('3000', 'hex')));
    expect(asked()).toBe(1);
  });

  it('has an address without credentials', () => {
    for (const url of ['ftp://tsa.example/', 'tsa.example', 'http://ai:mk@tsa.example/']) {
      expect(() => httpTimestampAuthority(url)).toThrow(CongvanError);
    }
    try {
      httpTimestampAuthority('http://ai:bimat@tsa.example/');
    } catch (error) {
      expect(String(error)).not.toContain('bimat');
    }
  });
});

describe('asking for a timestamp', () => {
  it('takes the next authority when the first fails', async () => {
    for (const fault of ['server-error', 'slow', 'wrong-nonce', 'refuses', 'garbage'] as const) {
      const first = httpTimestampAuthority((await hostileTsa(fault)).url, QUICK);
      const authorities = [first, httpTimestampAuthority(honest.url)];
      const token = await requestTimestamp(IMPRINT, 'SHA-256', authorities, randomBytes);
      expect(token.length).toBeGreaterThan(1000);
    }
  });

  const lies: readonly TsaFault[] = ['wrong-nonce', 'no-nonce', 'wrong-imprint', 'refuses', 'garbage'];
  for (const fault of [...lies, 'broken-signature'] as const) {
    it(`refuses what an authority says that ${fault}`, async () => {
      const authorities = [httpTimestampAuthority((await hostileTsa(fault)).url, QUICK)];
      const asking = requestTimestamp(IMPRINT, 'SHA-256', authorities, randomBytes);
      expect(await failureOf(asking)).toMatch(/^TIMESTAMP_(REFUSED|UNAVAILABLE)/);
    });
  }
});
