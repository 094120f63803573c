import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTS } from './documents.ts';
import { eventually } from './processes.ts';
import { openWorld, type World } from './world.ts';

/** An agency whose signatures last: configured once, sent, received, and renewed by the archive without any key. */
describe('documents at B-LTA, with real processes', () => {
  let world: World;
  let code: string;
  let recordId: string;
  const lasting = { CONGVAN_SIGNING_LEVEL: 'B-LTA' };

  const sign = async (from: string, role: string, to: string) => {
    const words = ['sign', from, '--as', role, '-o', to, '--json'];
    const { exit, stdout, stderr } = await world.sender.run(words, { environment: lasting });
    expect([exit, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    world = await openWorld();
    const daemons = await Promise.all([world.sender.daemon(), world.receiver.daemon()]);
    for (const daemon of daemons) world.started(daemon);
    copyFileSync(join(DOCUMENTS, 'cong-van.pdf'), world.sender.path('cong-van.pdf'));
  });
  afterAll(() => world.close());

  it('are signed and sealed by the level of the configuration', async () => {
    const { sender } = world;
    const about = ['--subject', 'Lưu trữ lâu dài', '--signer', 'Nguyễn Thị Hồng Đào'];
    ({ code } = await sender.ask('number', 'next', '--type', 'Công văn', '--unit', 'VP', ...about));
    await sender.ask('stamp', 'cong-van.pdf', '--number', code, '-o', '1.pdf');
    expect(await sign('1.pdf', 'person', '2.pdf')).toMatchObject({ level: 'B-LTA', timestampMissing: null });
    expect(await sign('2.pdf', 'agency', '3.pdf')).toMatchObject({ level: 'B-LTA', signer: 'Sở Tài chính' });
  });

  it('are judged by an auditor who asks nobody', async () => {
    const report = await world.receiver.ask('verify', world.sender.path('3.pdf'), '--offline');
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures).toMatchObject([
      { role: 'person', level: 'B-LTA' },
      { role: 'timestamp' },
      { role: 'agency', level: 'B-LTA' },
      { role: 'timestamp' },
    ]);
  });

  it('are sent, judged and filed as any other', async () => {
    await world.sender.ask('send', '3.pdf', '--number', code, '--to', 'H29.13');
    recordId = await eventually('filed', async () => {
      const { items } = await world.receiver.ask('inbox', 'list', '--state', 'filed');
      return items[0]?.recordId;
    });
    expect(await world.receiver.ask('archive', 'show', recordId)).toMatchObject({
      code,
      indication: 'TOTAL-PASSED',
    });
  });

  it('are renewed from the archive by whoever has no key at all', async () => {
    const { receiver } = world;
    await receiver.ask('archive', 'export', recordId, 'record');
    const original = join('record', 'original', '01-3.pdf');
    const renewed = await receiver.ask('timestamp', original, '-o', 'renewed.pdf');
    expect(renewed).toMatchObject({ file: 'renewed.pdf', indication: 'TOTAL-PASSED' });
    expect(renewed.signatures).toHaveLength(5);
    const before = readFileSync(receiver.path(original));
    expect(readFileSync(receiver.path('renewed.pdf')).subarray(0, before.length).equals(before)).toBe(true);
  });

  it('that nobody signed go for information only, timestamp or not', async () => {
    const { sender, receiver } = world;
    await sender.ask('timestamp', 'cong-van.pdf', '-o', 'existed.pdf');
    const about = ['--subject', 'Để biết', '--signer', 'Nguyễn Thị Hồng Đào'];
    const next = await sender.ask('number', 'next', '--type', 'Công văn', '--unit', 'VP', ...about);
    const words = ['send', 'existed.pdf', '--number', next.code, '--to', 'H29.13'];
    const refused = await sender.run([...words, '--json']);
    expect([refused.exit, refused.stderr]).toEqual([14, expect.stringContaining('DOCUMENT_NOT_SEALED')]);
    const { messageId } = await sender.ask(...words, '--for-information');
    const filed = await eventually('filed', async () => {
      const { items } = await receiver.ask('inbox', 'list', '--state', 'filed');
      return items.find((item: { readonly messageId: string }) => item.messageId === messageId)?.recordId;
    });
    expect(await receiver.ask('archive', 'show', filed)).toMatchObject({ description: 'chỉ để biết' });
  });
});
