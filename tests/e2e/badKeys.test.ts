import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { startHostileOcsp } from '../peers/ocsp.ts';
import { startHostileTsa } from '../peers/tsa.ts';
import { DOCUMENTS, signedPdf } from './documents.ts';
import { BIN, eventually, spawned } from './processes.ts';
import { expectRefused, filesOf as filesAt } from './traces.ts';
import { openWorld, type World } from './world.ts';

const PEM = (id: string) => {
  const { key, chain } = filesOf(id);
  return { uri: `keyfile:${key}?cert=${chain}` };
};

describe('a key that may not or cannot sign', () => {
  let world: World;
  const draft = 'cong-van.pdf';
  const signAs = (role: 'person' | 'agency', ...words: readonly string[]) => [
    ...['sign', role === 'person' ? draft : 'signed.pdf', '--as', role, '-o', 'out.pdf', ...words],
  ];
  const keyOf = (role: 'person' | 'agency', id: string) => ({
    environment: { [`CONGVAN_KEYS_${role.toUpperCase()}_URI`]: PEM(id).uri },
  });

  beforeAll(async () => {
    world = await openWorld();
    const { sender } = world;
    copyFileSync(join(DOCUMENTS, draft), sender.path(draft));
    writeFileSync(sender.path('signed.pdf'), await signedPdf('person', 'H29.12/person'));
    writeFileSync(sender.path('revoked.pdf'), await signedPdf('person', 'odd/revoked-person'));
    writeFileSync(sender.path('wrong.pin'), 'mật khẩu khác', { mode: 0o600 });
    writeFileSync(sender.path('no-key.pem'), readFileSync(paths.root.certificate));
  });
  afterAll(() => world.close());

  it.concurrent.each(['person', 'agency'] as const)('wrong PIN of the %s', async (role) => {
    const environment = {
      [`CONGVAN_KEYS_${role.toUpperCase()}_SECRET_FILE`]: world.sender.path('wrong.pin'),
    };
    const refusal = { code: 'SIGNING_KEY_LOCKED', exit: 12, where: 'key.p12' };
    await expectRefused(world.sender, signAs(role), refusal, { environment });
  });

  it.concurrent('no PIN, and nobody to ask', async () => {
    const words = [...signAs('person'), '--pin-file', 'nowhere.pin'];
    const refusal = { code: 'SECRET_UNREADABLE', exit: 12, where: 'nowhere.pin' };
    await expectRefused(world.sender, words, refusal, {
      environment: { CONGVAN_KEYS_PERSON_URI: `keyfile:${paths.taiChinh.person.pkcs12}` },
    });
  });

  it.concurrent('a key file that is missing, and one that holds no key', async () => {
    const at = (file: string) => ({
      environment: { CONGVAN_KEYS_PERSON_URI: `keyfile:${world.sender.path(file)}` },
    });
    const missing = { code: 'SIGNING_KEY_MISSING', exit: 13, where: 'nowhere.p12' };
    await expectRefused(world.sender, signAs('person'), missing, at('nowhere.p12'));
    const empty = { code: 'SIGNING_KEY_INVALID', exit: 10, where: 'no-key.pem' };
    await expectRefused(world.sender, signAs('person'), empty, at('no-key.pem'));
  });

  it.concurrent.each([
    ['expired', 'person', 'odd/expired-person', 'SIGNER_CERTIFICATE_EXPIRED'],
    ['not yet valid', 'person', 'odd/not-yet-valid-person', 'SIGNER_CERTIFICATE_NOT_YET_VALID'],
    ['revoked', 'person', 'odd/revoked-person', 'SIGNER_CERTIFICATE_REVOKED'],
    ['revoked', 'agency', 'odd/revoked-seal', 'SIGNER_CERTIFICATE_REVOKED'],
    ['of a foreign root', 'person', 'odd/foreign-person', 'SIGNER_CERTIFICATE_UNTRUSTED'],
    ['of a foreign root', 'agency', 'odd/foreign-seal', 'SIGNER_CERTIFICATE_UNTRUSTED'],
    ['for another use', 'person', 'odd/wrong-key-usage', 'SIGNER_CERTIFICATE_UNTRUSTED'],
    ['too weak', 'person', 'odd/weak-key', 'SIGNING_ALGORITHM_FORBIDDEN'],
    ['of an agency that signs as a person', 'person', 'H29.12/seal', 'SIGNER_ROLE_MISMATCH'],
    ['of a person who seals', 'agency', 'H29.12/person', 'SIGNER_ROLE_MISMATCH'],
    ['of another agency', 'agency', 'H29.13/seal', 'SIGNER_AGENCY_MISMATCH'],
  ] as const)('a certificate %s (%s, %s)', async (_what, role, id, code) => {
    await expectRefused(world.sender, signAs(role), { code, exit: 14, where: /\S/ }, keyOf(role, id));
  });

  it.concurrent('a seal before the person has signed', async () => {
    const words = ['sign', draft, '--as', 'agency', '-o', 'out.pdf'];
    const refusal = { code: 'SEAL_WITHOUT_PERSON_SIGNATURE', exit: 14, where: draft };
    await expectRefused(world.sender, words, refusal);
  });

  it.concurrent('a seal over a person whose certificate is revoked', async () => {
    const words = ['sign', 'revoked.pdf', '--as', 'agency', '-o', 'out.pdf'];
    const refusal = { code: 'SEAL_WITHOUT_PERSON_SIGNATURE', exit: 14, where: 'revoked.pdf' };
    await expectRefused(world.sender, words, refusal);
  });

  it.concurrent('a timestamp authority that is down', async () => {
    const words = [...signAs('person'), '--set', 'signing.tsa=http://127.0.0.1:1/'];
    await expectRefused(world.sender, words, {
      code: 'TIMESTAMP_UNAVAILABLE',
      exit: 15,
      where: '127.0.0.1:1',
    });
  });

  it.concurrent.each([
    ...(['wrong-nonce', 'wrong-imprint', 'broken-signature', 'garbage'] as const).map(
      (fault) => [fault, 'TIMESTAMP_REFUSED'] as const,
    ),
    ...(['signer-revoked', 'signer-foreign'] as const).map((fault) => [fault, 'TIMESTAMP_REFUSED'] as const),
    ...(['refuses', 'truncated', 'server-error'] as const).map(
      (fault) => [fault, 'TIMESTAMP_UNAVAILABLE'] as const,
    ),
  ])('a timestamp authority that lies or fails: %s, %s', async (fault, code) => {
    const tsa = await startHostileTsa(fault);
    try {
      const words = [...signAs('person'), '--set', `signing.tsa=${tsa.url}`];
      const where = fault.startsWith('signer-') ? draft : tsa.url;
      await expectRefused(world.sender, words, { code, exit: 15, where });
    } finally {
      await tsa.close();
    }
  });

  it('an interruption while the authority takes its time', async () => {
    const { sender } = world;
    const tsa = await startHostileTsa('slow');
    try {
      const before = filesAt(sender);
      const words = [BIN, ...signAs('person'), '--set', `signing.tsa=${tsa.url}`, '--json'];
      const asked = eventually('asked', () => (tsa.requests() > 0 ? true : undefined));
      const { exit, stdout, stderr } = await spawned(process.execPath, words, sender, asked);
      expect({ exit, stdout }).toEqual({ exit: 130, stdout: '' });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'INTERRUPTED', detail: 'SIGTERM' } });
      expect(filesAt(sender)).toEqual(before);
    } finally {
      await tsa.close();
    }
  });

  it('the next authority is asked when the first one fails', async () => {
    const { sender, pki } = world;
    const words = ['sign', draft, '--as', 'person', '-o', 'second.pdf'];
    const signed = await sender.ask(...words, '--set', `signing.tsa=http://127.0.0.1:1/,${pki.tsa.url}`);
    expect(signed).toMatchObject({ level: 'B-T', indication: 'TOTAL-PASSED' });
  });

  it.concurrent.each(['down', 'broken-signature', 'stale'] as const)(
    'an OCSP responder that is %s, and no list',
    async (fault) => {
      const ocsp = fault === 'down' ? undefined : await startHostileOcsp(fault);
      try {
        const to = ocsp?.url.replace(/\/$/, '') ?? 'http://127.0.0.1:1';
        const down = 'http://127.0.0.1:1';
        const environment = {
          CONGVAN_REVOCATION_OVERRIDES: `http://127.0.0.1:26960=${to},http://127.0.0.1:25280=${down}`,
        };
        const words = [...signAs('person'), '--set', 'revocation.files='];
        const refusal = { code: 'REVOCATION_UNAVAILABLE', exit: 15, where: 'Đào' };
        await expectRefused(world.sender, words, refusal, { environment });
      } finally {
        await ocsp?.close();
      }
    },
  );

  it.concurrent('production refuses the development root', async () => {
    const words = [...signAs('person'), '--set', 'dev=false'];
    await expectRefused(world.sender, words, { code: 'DEV_ROOT_REFUSED', exit: 14, where: 'cert.pem' });
  });
});
