import { hash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ocspAnswerer, timestampAnswerer } from '../../../certs-dev/servers.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { collectMaterial } from '../../../src/signing/collect.ts';
import { enumerated, integer, octetString, sequence, utf8String } from '../../../src/signing/der/write.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { TimestampAuthority } from '../../../src/signing/timestampAuthority.ts';
import { requestTimestamp } from '../../../src/signing/tsp/timestamp.ts';
import { parseTimestampToken } from '../../../src/signing/tsp/token.ts';
import { judgeTimestamp } from '../../../src/signing/validation/timestampJudgement.ts';
import { digestIdentifier } from '../../../src/signing/x509/algorithms.ts';
import { namedBits } from './derOnlyTestsWrite.ts';
import { devCertificate, devRevocation, devTrust, devTsa } from './devPki.ts';
import { NOW } from './pki.ts';

const imprint = hash('sha256', Buffer.from('signature value'), 'buffer');
const messageImprint = (digest: Uint8Array) => sequence(digestIdentifier('SHA-256'), octetString(digest));
const ask = (...authorities: readonly TimestampAuthority[]) =>
  requestTimestamp(imprint, 'SHA-256', authorities, randomBytes);

const named = (name: string, answer: (request: Uint8Array) => Uint8Array): TimestampAuthority => ({
  name,
  answer: async (request) => answer(request),
});
const down: TimestampAuthority = {
  name: 'down',
  answer: async () => {
    throw new CongvanError('TIMESTAMP_UNAVAILABLE', { where: 'down' });
  },
};
const refusing = (...failures: readonly number[]) =>
  named('refusing', () => sequence(sequence(integer(2), sequence(utf8String('không')), namedBits(failures))));

async function lying(change: Parameters<typeof timestampAnswerer>[1]): Promise<TimestampAuthority> {
  return named('lying', await timestampAnswerer({ clock: fixedClock(NOW) }, change));
}

describe('asking for a timestamp', () => {
  test('the token of an honest authority', async () => {
    const token = await ask(await devTsa(NOW));
    const { info } = parseTimestampToken(token);
    expect(info).toMatchObject({ digest: 'SHA-256', imprint, genTime: NOW });
  });
  test('the next authority when the first cannot be reached, refuses or lies', async () => {
    const honest = await devTsa(NOW);
    const wrongNonce = await lying((info) => ({ ...info, nonce: integer(5) }));
    for (const first of [down, refusing(0), wrongNonce, named('junk', () => Buffer.from('x'))]) {
      await expect(ask(first, honest)).resolves.toBeInstanceOf(Uint8Array);
    }
  });
  test('none configured, none reached: unavailable, to be tried again', async () => {
    await expect(ask()).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
    await expect(ask(down, down)).rejects.toMatchObject({
      code: 'TIMESTAMP_UNAVAILABLE',
      row: { temporary: true },
    });
    await expect(ask(refusing(14))).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
    await expect(ask(refusing(0), down)).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
  });

  test.each<[string, () => Promise<TimestampAuthority> | TimestampAuthority, string]>([
    ['refused', () => refusing(0, 15), 'rejection, badAlg, unacceptedPolicy, không'],
    ['another nonce', () => lying((info) => ({ ...info, nonce: integer(77) })), 'wrong nonce'],
    ['no nonce', () => lying(({ nonce: _, ...info }) => ({ ...info, nonce: undefined })), 'wrong nonce'],
    [
      'another imprint',
      () => lying((info) => ({ ...info, imprint: messageImprint(randomBytes(32)) })),
      'imprint of something else',
    ],
    ['junk', () => named('junk', () => randomBytes(40)), 'DER'],
    ['granted without a token', () => named('empty', () => sequence(sequence(integer(0)))), 'granted'],
    [
      'a token that is none',
      () => named('no token', () => sequence(sequence(integer(0)), sequence(enumerated(1)))),
      'ContentInfo',
    ],
  ])('%s: refused, and the message says why', async (_, authority, detail) => {
    await expect(ask(await authority())).rejects.toMatchObject({
      code: 'TIMESTAMP_REFUSED',
      message: expect.stringContaining(detail),
    });
  });

  test('a token whose signature is damaged', async () => {
    const honest = await devTsa(NOW);
    const damaging: TimestampAuthority = {
      name: 'damaging',
      async answer(request) {
        const answer = Buffer.from(await honest.answer(request));
        const last = answer.length - 1;
        answer[last] = (answer[last] ?? 0) ^ 1;
        return answer;
      },
    };
    await expect(ask(damaging)).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' });
  });
});

describe('judging a timestamp', () => {
  const trust = devTrust();
  async function judged(
    token: Uint8Array,
    options: { at?: Date; imprint?: Uint8Array; provenAt?: Date } = {},
  ) {
    const at = options.at ?? NOW;
    const certificates = [...parseTimestampToken(token).cms.certificates, devCertificate('issuing-ca')];
    const material = await collectMaterial(certificates, trust, await devRevocation(at));
    const { provenAt } = options;
    return judgeTimestamp({
      ...{ token, material, trust, policy: DEFAULT_POLICY, at },
      imprintOf: () => options.imprint ?? imprint,
      ...(provenAt === undefined ? {} : { provenAt }),
    });
  }

  test('good, and its time is proven', async () => {
    expect(await judged(await ask(await devTsa(NOW)))).toMatchObject({
      indication: 'TOTAL-PASSED',
      genTime: NOW,
    });
  });
  test('copied from another signature', async () => {
    const copied = await judged(await ask(await devTsa(NOW)), { imprint: randomBytes(32) });
    expect(copied).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
  });
  test('dated after the time of judging', async () => {
    const token = await ask(await devTsa(new Date(NOW.getTime() + 3_600_000)));
    expect(await judged(token)).toMatchObject({ subIndication: 'TIMESTAMP_ORDER_FAILURE' });
  });
  test('after its authority has expired it proves nothing, unless it was proven before', async () => {
    const stamped = new Date('2023-01-01T00:00:00Z');
    const token = await ask(await devTsa(stamped, 'odd/tsa-expired'));
    expect(await judged(token)).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    });
    const before = new Date('2024-01-01T00:00:00Z');
    expect(await judged(token, { at: before })).toMatchObject({ indication: 'TOTAL-PASSED' });
  });
  test('not a token', () => {
    const nothing = judgeTimestamp({
      ...{ token: Buffer.from('x'), trust, policy: DEFAULT_POLICY, at: NOW },
      material: { certificates: [], revocations: [] },
      imprintOf: () => imprint,
    });
    expect(nothing).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(() => parseTimestampToken(Buffer.from('x'))).toThrow(
      expect.objectContaining({ code: 'TIMESTAMP_INVALID' }),
    );
  });
});

test('the OCSP responder of the development PKI is no timestamp authority', async () => {
  const ocsp = await ocspAnswerer({ clock: fixedClock(NOW) });
  await expect(ask(named('ocsp', ocsp))).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' });
});
