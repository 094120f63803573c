import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTS } from './documents.ts';
import { eventually } from './processes.ts';
import { openWorld, type World } from './world.ts';

/** A document on a clerk's disk becomes a verified, searchable, proven record in another agency's archive. */
describe('the main job, with real processes', () => {
  let world: World;
  let code: string;
  let messageId: string;
  let recordId: string;
  const file = (name: string) => world.sender.path(name);

  beforeAll(async () => {
    world = await openWorld();
    const daemons = await Promise.all([world.sender.daemon(), world.receiver.daemon()]);
    for (const daemon of daemons) world.started(daemon);
    copyFileSync(join(DOCUMENTS, 'cong-van.pdf'), file('cong-van.pdf'));
    copyFileSync(join(DOCUMENTS, 'phu-luc.xlsx'), file('phụ lục.xlsx'));
  });
  afterAll(() => world.close());

  it('numbers, stamps, signs and seals; each step only appends', async () => {
    const { sender } = world;
    const about = ['--subject', 'Số hóa hồ sơ lưu trữ', '--signer', 'Nguyễn Thị Hồng Đào'];
    ({ code } = await sender.ask('number', 'next', '--type', 'Công văn', '--unit', 'VP', ...about));
    expect(code).toBe('01/STC-VP');
    await sender.ask('stamp', 'cong-van.pdf', '--number', code, '-o', '1.pdf');
    const signed = await sender.ask('sign', '1.pdf', '--as', 'person', '-o', '2.pdf');
    const sealed = await sender.ask('sign', '2.pdf', '--as', 'agency', '-o', '3.pdf');
    expect([signed, sealed]).toMatchObject([
      { signer: 'Nguyễn Thị Hồng Đào', level: 'B-T', indication: 'TOTAL-PASSED' },
      { signer: 'Sở Tài chính', level: 'B-T', indication: 'TOTAL-PASSED' },
    ]);
    const steps = ['cong-van.pdf', '1.pdf', '2.pdf', '3.pdf'].map((name) => readFileSync(file(name)));
    for (const [index, earlier] of steps.slice(0, -1).entries()) {
      expect(steps[index + 1]?.subarray(0, earlier.length).equals(earlier)).toBe(true);
    }
  });

  it('queues it, and once only', async () => {
    const words = ['send', '3.pdf', 'phụ lục.xlsx', '--number', code, '--to', 'H29.13', '--urgency', 'khan'];
    const sent = await world.sender.ask(...words);
    expect(sent).toMatchObject({ repeated: false, recipients: ['H29.13'] });
    expect(await world.sender.ask(...words)).toEqual({ ...sent, repeated: true });
    ({ messageId } = sent);
  });

  it('files it at the receiver under the first number of the incoming book', async () => {
    const { receiver } = world;
    recordId = await eventually('filed', async () => {
      const { items } = await receiver.ask('inbox', 'list', '--state', 'filed');
      return items[0]?.recordId;
    });
    const shown = await receiver.ask('archive', 'show', recordId);
    expect(shown).toMatchObject({ messageId, code, arrival: { number: 1 }, indication: 'TOTAL-PASSED' });
    expect(shown.files).toMatchObject([{ name: '3.pdf' }, { name: 'phụ lục.xlsx' }]);
  });

  it('finds it by words without accents, and by other marks', async () => {
    for (const words of [
      ['so hoa ho so'],
      ['--number', code],
      ['số hóa', '--agency', 'H29.12', '--direction', 'in'],
    ]) {
      const { hits } = await world.receiver.ask('archive', 'search', ...words);
      expect(hits, words.join(' ')).toMatchObject([{ id: recordId }]);
    }
  });

  it('proves it against the signed log', async () => {
    const proof = await eventually('published', async () => {
      const { exit } = await world.receiver.run(['archive', 'prove', recordId, '-o', 'proof', '--force']);
      return exit === 0 ? readFileSync(world.receiver.path('proof'), 'utf8') : undefined;
    });
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
  });

  it('exports the files as they were sent', async () => {
    const { receiver } = world;
    await receiver.ask('archive', 'export', recordId, 'record');
    for (const [copied, name] of [
      ['01-3.pdf', '3.pdf'],
      ['02-phụ lục.xlsx', 'phụ lục.xlsx'],
    ] as const) {
      const copy = receiver.path('record/original', copied);
      expect(readFileSync(copy).equals(readFileSync(file(name)))).toBe(true);
    }
    const verified = await receiver.ask('verify', 'record/original/01-3.pdf');
    expect(verified).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
  });

  it('gives one verdict for the exported envelope, its parts and the signatures in them', async () => {
    const { receiver } = world;
    const { exit, stdout } = await receiver.run(['verify', 'record', '--json']);
    expect(exit).toBe(0);
    const [envelope, original] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(envelope).toMatchObject({ kind: 'envelope', indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(envelope.parts).toMatchObject([
      { name: '3.pdf', file: '01-3.pdf', matches: true, report: { indication: 'TOTAL-PASSED' } },
      { name: 'phụ lục.xlsx', matches: true, report: null },
    ]);
    expect(original).toMatchObject({ kind: 'pdf', indication: 'TOTAL-PASSED' });
    const changed = receiver.path('record/original/02-phụ lục.xlsx');
    writeFileSync(changed, 'something else');
    const after = await receiver.run([
      'verify',
      'record/envelope.edxml',
      '--parts',
      'record/original',
      '--json',
    ]);
    expect(after.exit).toBe(4);
    expect(JSON.parse(after.stdout).parts[1]).toMatchObject({
      matches: false,
      subIndication: 'HASH_FAILURE',
    });
    rmSync(changed);
    const without = await receiver.run(['verify', 'record/envelope.edxml', '--parts', 'record/original']);
    expect([without.exit, without.stdout]).toEqual([5, expect.stringContaining('SIGNED_DATA_NOT_FOUND')]);
  });

  it('brings receipts and statuses back to the sender', async () => {
    const shown = await eventually('status 03', async () => {
      const answer = await world.sender.ask('outbox', 'show', messageId);
      return answer.statuses.length === 2 ? answer : undefined;
    });
    const recipient = 'H29.13';
    expect(shown).toMatchObject({
      overall: 'delivered',
      deliveries: [{ recipient, state: 'delivered', status: { code: '03' } }],
      receipts: [{ kind: 'E1' }, { kind: 'E2', recipient }, { kind: 'E3', recipient }],
      statuses: [
        { from: recipient, code: '01' },
        { from: recipient, code: '03' },
      ],
    });
  });
});
