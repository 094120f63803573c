import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exchangeStore } from '../../src/adapters/sqlite/exchangeReads.ts';
import { migrate } from '../../src/adapters/sqlite/migrate.ts';
import { EXCHANGE_SCHEMA } from '../../src/adapters/sqlite/migrations/exchange.ts';
import { type Db, openDatabase } from '../../src/adapters/sqlite/open.ts';
import type { DeliveryState, Dispatch, DispatchState } from '../../src/exchange/dispatch.ts';
import type { Arrival } from '../../src/exchange/inbox.ts';
import type { Priority } from '../../src/exchange/priority.ts';
import { dueWindow } from '../../src/exchange/retry.ts';
import type { ExchangeStore } from '../../src/exchange/store.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { type AgencyCode, type DocumentId, type MessageId, uuidv7 } from '../../src/kernel/ids.ts';
import { A, B, C, codeOf, testRandom } from '../unit/exchange/world.ts';

const AT = new Date('2026-11-19T02:30:00Z');
const LATER = new Date('2026-11-19T03:30:00Z');
const random = testRandom(3);
const newId = () => uuidv7(AT, random(10)) as MessageId;
const payload = (text: string) => ({ digest: sha256(Buffer.from(text)), sizeBytes: text.length });

function dispatchOf(changes: Partial<Dispatch> = {}): Dispatch {
  return {
    messageId: newId(),
    kind: 'document',
    sender: A,
    documentId: 'doc-1' as DocumentId,
    priority: 0,
    envelope: payload('envelope'),
    parts: [{ contentId: 'part-0', ...payload('part') }],
    recipients: [B, C],
    summary: 'về việc thử',
    recordId: null,
    createdAt: AT,
    expiresAt: LATER,
    ...changes,
  };
}

function arrivalOf(changes: Partial<Arrival> = {}): Arrival {
  const { messageId, kind, documentId, priority, envelope, parts } = dispatchOf();
  return {
    sender: B,
    messageId,
    kind,
    documentId,
    priority,
    recipient: A,
    envelope,
    parts,
    receivedAt: AT,
    ...changes,
  };
}

let db: Db;
let store: ExchangeStore;
beforeEach(() => {
  db = openDatabase(':memory:');
  migrate(db, [EXCHANGE_SCHEMA], AT);
  store = exchangeStore(db);
});
afterEach(() => void db.close());

async function queued(changes: Partial<Dispatch> = {}): Promise<MessageId> {
  const dispatch = dispatchOf(changes);
  await store.commit([{ kind: 'dispatch.insert', dispatch }]);
  return dispatch.messageId;
}

const settle = (messageId: MessageId, to: Exclude<DispatchState, 'queued'>) =>
  store.commit([{ kind: 'dispatch.settle', messageId, to, reason: null, at: LATER }]);
const deliver = (messageId: MessageId, recipient: AgencyCode, to: Exclude<DeliveryState, 'queued'>) =>
  store.commit([{ kind: 'delivery.settle', messageId, recipient, to, reason: null, at: LATER }]);
const stateOf = async (messageId: MessageId, recipient: AgencyCode) =>
  (await store.deliveries(messageId)).find((delivery) => delivery.recipient === recipient)?.state;

describe('the outbox', () => {
  it('keeps a dispatch as it was queued, with a delivery per recipient', async () => {
    const dispatch = dispatchOf();
    await store.commit([{ kind: 'dispatch.insert', dispatch }]);
    expect(await store.dispatch(dispatch.messageId)).toEqual({
      ...dispatch,
      state: 'queued',
      attempts: 0,
      nextAttemptAt: AT,
      lastError: null,
      changedAt: AT,
    });
    expect((await store.deliveries(dispatch.messageId)).map(({ recipient }) => recipient)).toEqual([B, C]);
    expect(await store.dispatches({ documentId: dispatch.documentId, states: ['queued'] })).toHaveLength(1);
    expect(await store.dispatches({ kind: 'status' })).toHaveLength(0);
  });

  it('takes a message id once, and nothing of a commit that is refused', async () => {
    const messageId = await queued();
    const other = dispatchOf();
    const again = dispatchOf({ messageId });
    const both = store.commit([
      { kind: 'dispatch.insert', dispatch: other },
      { kind: 'dispatch.insert', dispatch: again },
    ]);
    expect(await codeOf(both)).toBe('DISPATCH_EXISTS');
    expect(await store.dispatch(other.messageId)).toBeUndefined();
  });

  it('obeys evidence in any order and never leaves a final state', async () => {
    const messageId = await queued();
    await deliver(messageId, B, 'delivered');
    await deliver(messageId, B, 'accepted');
    await deliver(messageId, B, 'refused');
    await deliver(messageId, C, 'expired');
    await deliver(messageId, C, 'delivered');
    expect(await stateOf(messageId, B)).toBe('delivered');
    expect(await stateOf(messageId, C)).toBe('delivered');
    await settle(messageId, 'accepted');
    await settle(messageId, 'dead');
    expect((await store.dispatch(messageId))?.state).toBe('accepted');
  });

  it('lets a person cancel what is queued only, and a late acceptance is still believed', async () => {
    const messageId = await queued();
    const cancel = () => codeOf(store.commit([{ kind: 'dispatch.cancel', messageId, at: LATER }]));
    expect(await cancel()).toBeUndefined();
    expect(await stateOf(messageId, B)).toBe('cancelled');
    expect(await cancel()).toBe('DISPATCH_NOT_CANCELLABLE');
    await settle(messageId, 'accepted');
    await deliver(messageId, B, 'accepted');
    expect(await stateOf(messageId, B)).toBe('accepted');
  });

  it('queues again what the axis never accepted, and nothing else', async () => {
    const requeue = (messageId: MessageId) =>
      codeOf(store.commit([{ kind: 'dispatch.requeue', messageId, expiresAt: LATER, at: LATER }]));
    const dead = await queued();
    await settle(dead, 'dead');
    await deliver(dead, B, 'dead');
    expect(await requeue(dead)).toBeUndefined();
    expect(await stateOf(dead, B)).toBe('queued');
    const accepted = await queued();
    await settle(accepted, 'accepted');
    expect(await requeue(accepted)).toBe('DISPATCH_NOT_RETRYABLE');
    expect(await requeue(newId())).toBe('DISPATCH_NOT_FOUND');
  });

  it('offers what is due, some of every lane, oldest first, and what a wrong clock has put far ahead', async () => {
    for (const priority of [0, 0, 0, 3, 3, 4] as const satisfies readonly Priority[])
      await queued({ priority });
    const waiting = await queued({ createdAt: AT });
    const error = { code: 'AXIS_UNREACHABLE', text: 'away' };
    const retry = (nextAttemptAt: Date) =>
      store.commit([{ kind: 'dispatch.retry', messageId: waiting, nextAttemptAt, error, at: AT }]);
    await retry(new Date(AT.getTime() + 60_000));
    const due = await store.dueDispatches(dueWindow(AT), 2);
    expect(due.map(({ priority }) => priority)).toEqual([3, 3, 0, 0]);
    expect((await store.dueDispatches(dueWindow(AT), 10)).some((one) => one.messageId === waiting)).toBe(
      false,
    );
    await retry(new Date(AT.getTime() + 2 * 3_600_000));
    expect((await store.dueDispatches(dueWindow(AT), 10)).some((one) => one.messageId === waiting)).toBe(
      true,
    );
    expect(await store.dispatch(waiting)).toMatchObject({ attempts: 2, lastError: error });
  });

  it('keeps each receipt once', async () => {
    const messageId = await queued();
    const insert = (receipt: string) =>
      store.commit([
        {
          kind: 'receipt.insert',
          messageId,
          receiptKind: 'E3',
          recipient: B,
          receipt: Buffer.from(receipt),
          at: AT,
        },
      ]);
    await insert('first');
    await insert('second');
    const receipts = await store.receipts(messageId);
    expect(receipts.map(({ receipt }) => Buffer.from(receipt).toString())).toEqual(['first']);
  });
});

describe('the inbox', () => {
  const insert = (arrival: Arrival) =>
    store.commit([{ kind: 'inbox.insert', arrival, receipt: Buffer.from('receipt') }]);
  const settleItem = ({ sender, messageId }: Arrival, to: 'filed' | 'waiting' | 'failed' | 'received') =>
    codeOf(
      store.commit([
        { kind: 'inbox.settle', sender, messageId, to, reason: null, recordId: null, at: LATER },
      ]),
    );

  it('takes a message once, and refuses other bytes under the same id', async () => {
    const arrival = arrivalOf();
    await insert(arrival);
    await insert(arrival);
    expect(await store.inboxItems()).toHaveLength(1);
    const other = { ...arrival, envelope: payload('other') };
    expect(await codeOf(insert(other))).toBe('MESSAGE_ID_REUSED');
    await insert({ ...other, sender: C });
    expect(await store.inboxItems()).toHaveLength(2);
  });

  it('is settled once: whoever comes second commits nothing', async () => {
    const arrival = arrivalOf();
    await insert(arrival);
    expect(await settleItem(arrival, 'waiting')).toBeUndefined();
    expect(await settleItem(arrival, 'filed')).toBeUndefined();
    expect(await settleItem(arrival, 'filed')).toBe('INBOX_SETTLED');
    expect(await settleItem(arrivalOf(), 'filed')).toBe('INBOX_NOT_FOUND');
  });

  it('gives a failed item back when a person says so', async () => {
    const arrival = arrivalOf();
    await insert(arrival);
    await settleItem(arrival, 'failed');
    expect(await store.dueInbox(dueWindow(LATER), 10)).toHaveLength(0);
    expect(await settleItem(arrival, 'received')).toBeUndefined();
    expect(await store.dueInbox(dueWindow(LATER), 10)).toHaveLength(1);
  });

  it('remembers which receipts the axis has not confirmed, refusals too', async () => {
    const arrival = arrivalOf();
    await insert(arrival);
    const { messageId, envelope } = arrivalOf();
    const refusal = {
      claimedSender: C,
      messageId,
      envelope,
      reason: { code: 'SEAL_INVALID', text: 'broken' },
      receipt: Buffer.from('no'),
      refusedAt: LATER,
    };
    await store.commit([{ kind: 'refusal.insert', refusal }]);
    expect(await store.refusal(C, messageId, envelope.digest)).toEqual(refusal);
    const open = await store.unacknowledged(dueWindow(LATER), 10);
    expect(open.map(({ from, sender }) => [from, sender])).toEqual([
      ['inbox', B],
      ['refusal', C],
    ]);
    const [first, second] = open;
    if (first === undefined || second === undefined) throw new Error('not open');
    await store.commit([
      { kind: 'receipt.acknowledged', ...keyOf(first), at: LATER },
      { kind: 'receipt.unacknowledged', ...keyOf(second), nextAttemptAt: new Date(LATER.getTime() + 5000) },
    ]);
    expect(await store.unacknowledged(dueWindow(LATER), 10)).toHaveLength(0);
    const later = dueWindow(new Date(LATER.getTime() + 6000));
    expect(await store.unacknowledged(later, 10)).toMatchObject([{ from: 'refusal', attempts: 1 }]);
  });
});

describe('business statuses', () => {
  const status = (code: string, messageId = newId()) =>
    store.commit([
      {
        kind: 'status.insert',
        entry: {
          messageId,
          from: B,
          about: A,
          documentId: 'doc-1' as DocumentId,
          code,
          description: `status ${code}`,
          arrivedAt: LATER,
          reportedAt: '2026/11/19 10:30:00',
        },
      },
    ]);

  it('move the delivery forward only, and all enter the history once', async () => {
    const messageId = await queued();
    const repeated = newId();
    await status('01', repeated);
    await status('03');
    await status('01', repeated);
    await status('01');
    await status('99');
    const deliveries = await store.deliveries(messageId);
    expect(deliveries.map(({ recipient, status: shown }) => [recipient, shown?.code])).toEqual([
      [B, '03'],
      [C, undefined],
    ]);
    const history = await store.statuses(A, 'doc-1' as DocumentId);
    expect(history.map(({ code }) => code)).toEqual(['01', '03', '01', '99']);
  });
});

describe('the counts for health', () => {
  it('tell what is open', async () => {
    const messageId = await queued();
    await queued();
    await settle(messageId, 'accepted');
    await deliver(messageId, B, 'accepted');
    await store.commit([{ kind: 'inbox.insert', arrival: arrivalOf(), receipt: Buffer.from('r') }]);
    expect(await store.counts(dueWindow(LATER))).toEqual({
      queued: 1,
      dead: 0,
      awaitingReceipt: 1,
      inboxDue: 1,
      inboxWaiting: 0,
      unacknowledged: 1,
    });
  });
});

function keyOf({
  from,
  sender,
  messageId,
  envelope,
}: Awaited<ReturnType<ExchangeStore['unacknowledged']>>[number]) {
  return { from, sender, messageId, envelope: envelope.digest };
}
