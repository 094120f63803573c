import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kernel/digest.ts';
import type { MessageId } from '../../src/kernel/ids.ts';
import { sealedPdf } from './documents.ts';
import { eventually, type Server } from './processes.ts';
import { answerTo, arrivedAt, blobsOf, filesOf, rowsIn, rowsOf, sentOf } from './traces.ts';
import { openWorld, type World } from './world.ts';

const KILLED = { exit: null, signal: 'SIGKILL' };

/** One document on its way; whoever handles it dies at the worst moment, and is started again. */
describe('a document whose handlers are killed at every step', () => {
  let world: World;
  let code: string;
  let messageId: MessageId;
  const start = async (who: 'sender' | 'receiver', killAt?: string): Promise<Server> =>
    world.started(await world[who].daemon(killAt === undefined ? {} : { killAt }));
  const send = () => ['send', 'sealed.pdf', 'empty', 'twin-1', 'twin-2', '--number', code, '--to', 'H29.13'];

  beforeAll(async () => {
    world = await openWorld();
    const { sender } = world;
    writeFileSync(sender.path('sealed.pdf'), await sealedPdf());
    writeFileSync(sender.path('empty'), '');
    for (const name of ['twin-1', 'twin-2']) writeFileSync(sender.path(name), 'the same');
    const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', 'x', '--signer', 'y'];
    ({ code } = await sender.ask('number', 'next', ...about));
  });
  afterAll(() => world.close());

  it('congvan send, inside its commit: nothing has happened, and it can be repeated', async () => {
    const { sender } = world;
    const before = { files: filesOf(sender), rows: rowsOf(sender) };
    expect(await sender.runKilled(send(), 'before-sql:INSERT INTO exchange_dispatch')).toEqual(KILLED);
    expect({ files: filesOf(sender), rows: rowsOf(sender) }).toEqual(before);
    const sent = await sender.ask(...send());
    expect(sent.repeated).toBe(false);
    ({ messageId } = sent);
  });

  it('the sender, registered, before a part is put', async () => {
    expect(await (await start('sender', 'request:/parts/')).ended()).toEqual(KILLED);
  });

  it('the axis, inside its commit', async () => {
    await world.axis.stop();
    const axis = await world.startAxis('before-sql:INSERT INTO axis_delivery');
    const sender = await start('sender');
    expect(await axis.ended()).toEqual(KILLED);
    await sender.kill();
  });

  it('the axis, after its commit, before it answers', async () => {
    const axis = await world.startAxis('reply:/commit');
    const sender = await start('sender');
    expect(await axis.ended()).toEqual(KILLED);
    await sender.kill();
    await world.startAxis();
  });

  it.each([
    ['when the answer of the axis begins to come', 'answer:/commit'],
    ['inside the commit that keeps receipt E1', 'before-sql:INSERT INTO exchange_receipt'],
  ])('the sender, %s', async (_when, killAt) => {
    expect(await (await start('sender', killAt)).ended()).toEqual(KILLED);
  });

  it('sent at last; the sender rests', async () => {
    const sender = await start('sender');
    expect(await sentOf(world.sender, messageId)).toMatchObject({ state: 'accepted' });
    expect(await sender.stop()).toEqual({ exit: 0, signal: null });
  });

  it.each([
    ['with every part, before the item is in the inbox', 'before-sql:INSERT INTO exchange_inbox'],
    ['with the item in the inbox, before its receipt leaves', 'request:POST /v1/receipts'],
    ['when the axis has taken the receipt, before that is noted', 'answer:POST /v1/receipts'],
    ['with a number of the incoming book, before the record', 'before-sql:INSERT INTO record '],
    ['with the record, before its status 03 is queued', 'before-sql:UPDATE exchange_inbox SET state'],
  ])('the receiver, %s', async (_when, killAt) => {
    expect(await (await start('receiver', killAt)).ended()).toEqual(KILLED);
  });

  it('filed at last', async () => {
    await start('receiver');
    const item = await arrivedAt(world.receiver, messageId, 'filed');
    expect(item).toMatchObject({ arrivalNumber: 1, indication: 'TOTAL-PASSED' });
  });

  it('the sender, when a status comes', async () => {
    const killAt = 'before-sql:INSERT INTO exchange_status';
    expect(await (await start('sender', killAt)).ended()).toEqual(KILLED);
    await start('sender');
    await answerTo(world.sender, messageId, '03');
  });

  it('nothing was lost and nothing doubled', async () => {
    const { sender, receiver, axisStore } = world;
    const shown = await eventually('every receipt', async () => {
      const answer = await sender.ask('outbox', 'show', messageId);
      return answer.receipts.length === 3 && answer.statuses.length === 2 ? answer : undefined;
    });
    expect(shown.overall).toBe('delivered');
    expect(shown.receipts.map(({ kind }: { kind: string }) => kind)).toEqual(['E1', 'E2', 'E3']);
    expect(shown.statuses.map((status: { code: string }) => status.code).sort()).toEqual(['01', '03']);
    expect(shown.deliveries).toMatchObject([{ state: 'delivered', status: { code: '03' } }]);
    const [mine, theirs] = [rowsOf(sender), rowsOf(receiver)];
    expect([mine.exchange_dispatch?.length, mine.record?.length, mine.number_entry?.length]).toEqual([
      1, 1, 1,
    ]);
    expect([theirs.exchange_inbox?.length, theirs.record?.length]).toEqual([1, 1]);
    expect([theirs.exchange_dispatch?.length, theirs.number_entry?.length]).toEqual([2, 1]);
    const open = "SELECT count(*) FROM axis_delivery WHERE state <> 'done'";
    await eventually('all taken', () => (rowsIn(axisStore, open)[0]?.[0] === 0 ? true : undefined));
    expect(rowsIn(axisStore, 'SELECT count(*) FROM axis_message')).toEqual([[3]]);
  });

  it('every blob holds what its name says, and the record is proven', async () => {
    for (const installation of [world.sender, world.receiver]) {
      for (const { name, bytes } of blobsOf(installation)) expect(sha256(bytes)).toBe(`sha256:${name}`);
    }
    const { recordId } = await world.receiver.ask('inbox', 'show', messageId);
    await world.receiver.ask('archive', 'export', recordId, 'record');
    await world.receiver.ask('archive', 'prove', recordId, '-o', 'proof');
    expect(filesOf(world.receiver)).toContain(join('record', 'original', '02-empty'));
  });
});
