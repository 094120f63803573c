import { describe, expect, test } from 'vitest';
import type { StatusEnvelope } from '../../../src/envelope/envelope.ts';
import type { InboxItem } from '../../../src/exchange/inbox.ts';
import type { Ingesting } from '../../../src/flow/context.ts';
import { ingestStatus } from '../../../src/flow/ingestStatus.ts';
import type { Change } from '../../../src/flow/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';

const AT = new Date('2026-11-21T02:00:00Z');

/** We, H29.12, sent one document to H29.13 and have another one that came in. */
async function changesAfter(sender: string, documentId: string): Promise<readonly Change[]> {
  const committed: Change[] = [];
  const out = { direction: 'out', id: 'record-1', recipients: [{ code: 'H29.13', name: 'B' }] };
  const arrived = { direction: 'in', id: 'record-2', recipients: [{ code: 'H29.14', name: 'C' }] };
  const records = documentId === 'ours' ? [{ record: out }, { record: arrived }] : [];
  const context = {
    agency: { code: 'H29.12' },
    actor: 'test',
    clock: fixedClock(AT),
    random: (length: number) => new Uint8Array(length),
    store: {
      recordsOfDocument: async () => records,
      commit: async (changes: readonly Change[]) => void committed.push(...changes),
    },
  } as unknown as Ingesting;
  const item = { sender, messageId: 'm-1', documentId, receivedAt: AT } as unknown as InboxItem;
  const status = { statusCode: '02', description: 'Từ chối', timestamp: '2026/11/21 09:00:00' };
  await ingestStatus(context, item, status as unknown as StatusEnvelope);
  return committed;
}

describe('a status', () => {
  test('from a recipient enters history and record', async () => {
    const changes = await changesAfter('H29.13', 'ours');
    expect(changes.map(({ kind }) => kind)).toEqual([
      'status.insert',
      'archive.addition-added',
      'inbox.settle',
    ]);
    expect(changes).toMatchObject([{ entry: { from: 'H29.13' } }, { addition: { agency: 'H29.13' } }, {}]);
  });

  test('from a recipient under its older code counts for the code we addressed', async () => {
    const changes = await changesAfter('000.00.13.H29', 'ours');
    expect(changes).toMatchObject([{ entry: { from: 'H29.13' } }, { addition: { agency: 'H29.13' } }, {}]);
  });

  test.each([
    ['a third agency, about a document of others', 'H29.14', 'ours'],
    ['anybody, about a document that does not exist', 'H29.13', 'theirs'],
  ])('from %s is kept out', async (_name, sender, documentId) => {
    const changes = await changesAfter(sender, documentId);
    expect(changes).toMatchObject([
      { kind: 'inbox.settle', to: 'rejected', reason: { code: 'STATUS_NOT_OURS' } },
    ]);
  });
});
