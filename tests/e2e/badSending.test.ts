import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUT } from '../../certs-dev/paths.ts';
import { DOCUMENTS, sealedPdf, signedPdf } from './documents.ts';
import { expectRefusal, expectRefused, rowsOf } from './traces.ts';
import { openWorld, type World } from './world.ts';

describe('a sending that must not be', () => {
  let world: World;
  let numbers: readonly string[];
  const pki = (id: string, name: string) => join(OUT, 'pki', id, name);
  const send = (file: string, number: string, ...words: readonly string[]) => [
    ...['send', file, '--number', number, ...(words.includes('--to') ? [] : ['--to', 'H29.13']), ...words],
  ];

  beforeAll(async () => {
    world = await openWorld();
    const { sender } = world;
    const sealed = Buffer.from(await sealedPdf());
    const changed = Buffer.from(sealed);
    changed[2000] = (changed[2000] ?? 0) ^ 1;
    for (const [name, bytes] of Object.entries({
      'sealed.pdf': sealed,
      'other.pdf': await sealedPdf(),
      'changed.pdf': changed,
      'appended.pdf': Buffer.concat([sealed, Buffer.from('\n% one more line\n')]),
      'unsealed.pdf': await signedPdf('person', 'H29.12/person'),
      'seal-of-another.pdf': await sealedPdf({ seal: 'H29.13/seal' }),
      'revoked-seal.pdf': await sealedPdf({ seal: 'odd/revoked-seal' }),
      'foreign-seal.pdf': await sealedPdf({ seal: 'odd/foreign-seal' }),
      'revoked-person.pdf': await sealedPdf({ person: 'odd/revoked-person' }),
    })) {
      writeFileSync(sender.path(name), bytes);
    }
    copyFileSync(join(DOCUMENTS, 'cong-van.pdf'), sender.path('unsigned.pdf'));
    numbers = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (subject) => {
        const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', subject, '--signer', 'y'];
        return (await sender.ask('number', 'next', ...about)).code;
      }),
    );
    numbers = [...numbers].sort();
  });
  afterAll(() => world.close());

  it('gives each number once to those who ask at the same time', () => {
    expect(numbers).toEqual(['01/STC-VP', '02/STC-VP', '03/STC-VP', '04/STC-VP']);
  });

  it.concurrent('recipients that are unknown, closed, or no agency code', async () => {
    const { sender } = world;
    const to = (code: string) => send('sealed.pdf', '01/STC-VP', '--to', 'H29.13', code);
    await expectRefused(sender, to('H29.99'), { code: 'RECIPIENT_UNKNOWN', exit: 13, where: 'H29.99' });
    await expectRefused(sender, to('H29.14'), { code: 'RECIPIENT_INACTIVE', exit: 13, where: 'H29.14' });
    await expectRefused(sender, to('sở'), { code: 'AGENCY_CODE_INVALID', exit: 2, where: 'sở' });
  });

  it.concurrent.each([
    ['unsigned.pdf', 'no signature'],
    ['unsealed.pdf', 'no seal of H29.12'],
    ['seal-of-another.pdf', 'no seal of H29.12'],
    ['changed.pdf', 'TOTAL-FAILED'],
    ['appended.pdf', 'TOTAL-FAILED'],
    ['revoked-seal.pdf', 'TOTAL-FAILED'],
    ['revoked-person.pdf', 'TOTAL-FAILED'],
    ['foreign-seal.pdf', 'INDETERMINATE'],
  ])('%s: %s', async (name) => {
    const refusal = { code: 'DOCUMENT_NOT_SEALED', exit: 14, where: name };
    await expectRefused(world.sender, send(name, '01/STC-VP'), refusal);
  });

  it.concurrent('a document whose seal cannot be judged now', async () => {
    const environment = {
      CONGVAN_REVOCATION_OVERRIDES:
        'http://127.0.0.1:26960=http://127.0.0.1:1,http://127.0.0.1:25280=http://127.0.0.1:1',
    };
    const words = [...send('sealed.pdf', '01/STC-VP'), '--set', 'revocation.files='];
    const refusal = { code: 'REVOCATION_UNAVAILABLE', exit: 15, where: /./ };
    await expectRefused(world.sender, words, refusal, { environment });
  });

  it.concurrent('an attachment that is not there', async () => {
    const words = ['send', 'sealed.pdf', 'nowhere.xlsx', '--number', '01/STC-VP', '--to', 'H29.13'];
    await expectRefused(world.sender, words, { code: 'FILE_NOT_FOUND', exit: 13, where: 'nowhere.xlsx' });
  });

  it('a wrong PIN of the seal', async () => {
    writeFileSync(world.sender.path('wrong.pin'), 'x', { mode: 0o600 });
    const environment = { CONGVAN_KEYS_AGENCY_SECRET_FILE: world.sender.path('wrong.pin') };
    const refusal = { code: 'SIGNING_KEY_LOCKED', exit: 12, where: 'key.p12' };
    await expectRefused(world.sender, send('sealed.pdf', '01/STC-VP'), refusal, { environment });
    rmSync(world.sender.path('wrong.pin'));
  });

  it('numbers that are unknown, taken, voided or sent', async () => {
    const { sender } = world;
    const unknown = { code: 'NUMBER_UNKNOWN', exit: 13, where: '77/STC-VP' };
    await expectRefused(sender, send('sealed.pdf', '77/STC-VP'), unknown);
    await expectRefused(sender, ['stamp', 'unsigned.pdf', '--number', '77/STC-VP', '-o', 'x.pdf'], unknown);
    const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', 'x', '--signer', 'y'];
    const taken = { code: 'NUMBER_TAKEN', exit: 14, where: /1/ };
    await expectRefused(sender, ['number', 'next', ...about, '--serial', '1'], taken);
    await sender.ask('number', 'void', '02/STC-VP', '--reason', 'không ban hành');
    const voided = { code: 'NUMBER_VOIDED', exit: 14, where: '02/STC-VP' };
    await expectRefused(sender, send('sealed.pdf', '02/STC-VP'), voided);
    await expectRefused(sender, ['stamp', 'unsigned.pdf', '--number', '02/STC-VP', '-o', 'x.pdf'], voided);
    const { messageId } = await sender.ask(...send('sealed.pdf', '01/STC-VP'));
    const sent = { code: 'NUMBER_SENT', exit: 14, where: '01/STC-VP' };
    await expectRefused(sender, send('other.pdf', '01/STC-VP'), sent);
    await expectRefused(sender, ['number', 'void', '01/STC-VP', '--reason', 'x'], sent);
    const before = rowsOf(sender);
    expect(await sender.ask(...send('sealed.pdf', '01/STC-VP'))).toMatchObject({ messageId, repeated: true });
    expect(rowsOf(sender)).toEqual(before);
  });

  it('two at once under one number: one goes, whichever it is', async () => {
    const { sender } = world;
    const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', 'x', '--signer', 'y'];
    for (const files of [
      ['sealed.pdf', 'other.pdf'],
      ['sealed.pdf', 'sealed.pdf'],
    ]) {
      const { code } = await sender.ask('number', 'next', ...about);
      const ran = await Promise.all(files.map((file) => sender.run([...send(file, code), '--json'])));
      const queued = ran.filter(({ exit }) => exit === 0).map(({ stdout }) => JSON.parse(stdout));
      const refused = ran.filter(({ exit }) => exit !== 0);
      expect(new Set(queued.map(({ messageId }) => messageId)).size).toBe(1);
      expect(queued.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(refused).toHaveLength(files[0] === files[1] ? 0 : 1);
      for (const one of refused) expectRefusal(one, { code: 'NUMBER_SENT', exit: 14, where: code });
    }
  });

  it('names that edXML has no room for', async () => {
    const { sender } = world;
    const words = send('sealed.pdf', '03/STC-VP', '--position', 'Giám đốc '.repeat(20));
    await expectRefused(sender, words, { code: 'ENVELOPE_INVALID', exit: 2, where: /Position/ });
  });

  it('an agency that is not the one behind its TLS certificate', async () => {
    const environment = (id: string) => ({
      environment: {
        CONGVAN_AXIS_CERTIFICATE: pki(id, 'chain.pem'),
        CONGVAN_AXIS_KEY: pki(id, 'key.pem'),
      },
    });
    const { sender } = world;
    const sync = ['directory', 'sync'];
    const unknown = { code: 'CALLER_UNKNOWN', exit: 14, where: world.axisUrl };
    await expectRefused(sender, sync, unknown, environment('odd/tls-unknown-agency'));
    await expectRefused(sender, sync, unknown, environment('odd/tls-second-key'));
    await expectRefused(sender, sync, unknown, environment('odd/revoked-tls'));
    const foreign = { code: 'AXIS_UNREACHABLE', exit: 16, where: world.axisUrl };
    await expectRefused(sender, sync, foreign, environment('odd/foreign-tls'));
  });

  it('an address book that somebody wrote into', async () => {
    const { sender } = world;
    const file = join(sender.home, 'directory.json');
    const book = readFileSync(file, 'utf8');
    writeFileSync(file, book.replaceAll('H29.14', 'H29.99'));
    const words = send('sealed.pdf', '03/STC-VP', '--to', 'H29.99');
    await expectRefused(sender, words, { code: 'RECIPIENT_UNKNOWN', exit: 13, where: 'H29.99' });
    expect(readFileSync(file, 'utf8')).not.toContain('H29.99');
  });

  it('an axis that is away, and no address book', async () => {
    const { sender } = world;
    const options = { environment: { CONGVAN_AXIS_URL: 'https://127.0.0.1:1' } };
    const away = { code: 'AXIS_UNREACHABLE', exit: 16, where: '127.0.0.1:1' };
    await expectRefused(sender, ['directory', 'sync'], away, options);
    const words = [...send('sealed.pdf', '03/STC-VP'), '--set', 'axis.directory=other.json'];
    await expectRefused(sender, words, away, options);
    const known = await sender.run([...send('sealed.pdf', '03/STC-VP'), '--json'], options);
    expect(JSON.parse(known.stdout)).toMatchObject({ repeated: false });
  });
});
