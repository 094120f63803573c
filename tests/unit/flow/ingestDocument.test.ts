import { expect, test } from 'vitest';
import type { DocumentEnvelope } from '../../../src/envelope/envelope.ts';
import type { InboxItem } from '../../../src/exchange/inbox.ts';
import type { Ingesting } from '../../../src/flow/context.ts';
import { ingestDocument } from '../../../src/flow/ingestDocument.ts';
import type { Change } from '../../../src/flow/store.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

const AT = new Date('2026-11-21T02:00:00Z');

/** The document came before; `arrival` is its entry in the incoming book, null when it was refused. */
async function comesAgain(arrival: object | null, sender = 'H29.13'): Promise<string> {
  const committed: Change[] = [];
  const earlier = { direction: 'in', issuer: { code: 'H29.13' }, messageId: 'm-0', arrival };
  const context = {
    clock: fixedClock(AT),
    store: {
      dispatch: async () => ({}),
      recordsOfDocument: async () => [{ record: { ...earlier, files: [{ digest: 'sha256:1' }] } }],
      commit: async (changes: readonly Change[]) => void committed.push(...changes),
    },
    blobs: {
      get: async () => {
        throw new CongvanError('AXIS_UNREACHABLE');
      },
    },
  } as unknown as Ingesting;
  const parts = [{ contentId: 'a', digest: 'sha256:1' }];
  const item = { sender, messageId: 'm-1', documentId: 'd', parts } as unknown as InboxItem;
  const envelope = {
    code: { number: '1', notation: 'X' },
    promulgation: { date: '2026-11-21' },
    attachments: [{ contentId: 'a', name: 'a.pdf' }],
  } as unknown as DocumentEnvelope;
  try {
    await ingestDocument(context, item, envelope);
  } catch {
    return 'judged';
  }
  return committed.map((change) => ('to' in change ? String(change.to) : change.kind)).join();
}

test('a document that was filed before is a duplicate, under either code of its sender', async () => {
  expect(await comesAgain({ number: 1 })).toBe('duplicate');
  expect(await comesAgain({ number: 1 }, '000.00.13.H29')).toBe('duplicate');
});

test('a document that was refused before is judged anew', async () => {
  expect(await comesAgain(null)).toBe('judged');
});
